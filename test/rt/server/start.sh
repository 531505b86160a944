#!/usr/bin/env bash
# Serves a Request Tracker 5 of Debian's on 127.0.0.1, with a database of its own in the folder RT_STATE. What is there already
# is kept, what runs already is left alone. RT_TEMPLATE names another state whose filled SQLite database is copied first.
# Prints KEY=VALUE lines (address, accounts) on standard output; everything else goes to standard error.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
cd /
. "$here/packages.sh"
if [ "$RT_PORT" = 0 ]; then
  RT_PORT=$(perl -MIO::Socket::INET -e 'for (1..50) { my $p = 20000 + int rand 12000;
    my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $p, Listen => 1) or next; print $p; exit }')
fi
. "$here/site-config.sh"
. "$here/database.sh"
if [ ! -s "$RT_STATE/etc/credentials" ]; then
  as_rt perl "$RT_STATE/bin/accounts.pl" > "$RT_STATE/etc/credentials.new"
  chmod 600 "$RT_STATE/etc/credentials.new"
  mv "$RT_STATE/etc/credentials.new" "$RT_STATE/etc/credentials"
fi
if [ -n "${RT_FILL:-}" ] && [ ! -e "$RT_STATE/manifest.json" ]; then
  say 'filling it'
  as_rt env RT_STATE="$RT_STATE" perl "$RT_STATE/bin/fill.pl" >&2
fi
base=http://127.0.0.1:$RT_PORT
if ! alive "$RT_STATE/run/web.pid"; then
  rm -f "$RT_STATE/run/web.pid"
  as_rt starman --daemonize --pid "$RT_STATE/run/web.pid" --error-log "$RT_STATE/log/web.log" --workers "$RT_WORKERS" \
    --max-requests 20000 --keepalive-timeout 2 --preload-app --listen "127.0.0.1:$RT_PORT" "$RT_HOME/libexec/rt-server"
fi
# Any answer will do: it is there, and the page asks who we are.
for try in $(seq 1 240); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "$base/REST/2.0/rt" 2> /dev/null)" = 401 ] && break
  [ "$try" = 240 ] && { say 'the server did not answer'; tail -20 "$RT_STATE/log/web.log" >&2; exit 1; }
  sleep 0.25
done
echo "FERRY_RT_URL=$base"
echo "FERRY_RT_STATE=$RT_STATE"
echo "FERRY_RT_DB=$RT_DB"
cat "$RT_STATE/etc/credentials"
