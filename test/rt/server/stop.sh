#!/usr/bin/env bash
# Stops what start.sh started in RT_STATE, by process ids. With --remove, the state folder goes too.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
cd /
if alive "$RT_STATE/run/web.pid"; then
  pid=$(head -1 "$RT_STATE/run/web.pid")
  # QUIT would wait for open connections of clients that keep them.
  kill -TERM "$pid"
  for _ in $(seq 1 80); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
fi
if [ "${1:-}" != --web ] && alive "$RT_STATE/pg/postmaster.pid"; then
  as_rt "$PGBIN/pg_ctl" -D "$RT_STATE/pg" -m fast -w -t 60 stop > /dev/null
fi
[ "${1:-}" != --remove ] || rm -rf "$RT_STATE"
