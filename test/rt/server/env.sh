# What start.sh, stop.sh and rt.sh agree on: where a test's Request Tracker lives. Every setting can be given from outside.
RT_STATE=${RT_STATE:?RT_STATE names the folder that holds the server, its database and its settings}
RT_DB=${RT_DB:-$(cat "$RT_STATE/etc/database" 2>/dev/null || echo sqlite)}   # sqlite | pg
RT_PORT=${RT_PORT:-$(cat "$RT_STATE/etc/port" 2>/dev/null || echo 0)}        # 0: a free one, the same again at the next start
RT_WORKERS=${RT_WORKERS:-4}
RT_ZONE=${RT_ZONE:-Asia/Shanghai}   # of the server: not UTC on purpose
# RT's own cost is 12 (0.2-0.4 s of its CPU for each request with a token); 4 keeps tests about other things quick.
RT_BCRYPT_COST=${RT_BCRYPT_COST:-$([ "$RT_DB" = pg ] && echo 12 || echo 4)}
RT_MAX_ATTACHMENT=${RT_MAX_ATTACHMENT:-20_000_000}
RT_HOME=/usr/share/request-tracker5
RT_ACCOUNT=${RT_ACCOUNT:-www-data}  # who runs it when we are root
PGBIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
export RT_SITE_CONFIG=$RT_STATE/etc/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$RT_STATE/etc/d
export PERL5LIB=$RT_STATE/bin:$RT_HOME/lib
export LC_ALL=C.UTF-8 TZ=UTC

# Runs a command as the account without privileges that owns the state folder.
as_rt() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid="$RT_ACCOUNT" --regid="$RT_ACCOUNT" --clear-groups env HOME="$RT_STATE" "$@"
  else "$@"; fi
}

# The process whose id stands in a file is there.
alive() { [ -s "$1" ] && kill -0 "$(head -1 "$1")" 2>/dev/null; }

say() { printf 'rt: %s\n' "$*" >&2; }
