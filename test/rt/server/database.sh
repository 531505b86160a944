# Makes RT's database in the state folder if it isn't there: a copy of a filled one, or a new one (SQLite or PostgreSQL).
template=
[ -e "$RT_STATE/etc/db-ready" ] || template=${RT_TEMPLATE:-}

if [ "$RT_DB" = pg ]; then
  if [ ! -s "$RT_STATE/pg/PG_VERSION" ]; then
    if [ -n "$template" ]; then
      as_rt "$PGBIN/pg_basebackup" -h "$template/run" -U desk -D "$RT_STATE/pg" -c fast -X stream --no-sync > "$RT_STATE/log/initdb.log" 2>&1 ||
        { tail -5 "$RT_STATE/log/initdb.log" >&2; exit 1; }
    else
      as_rt "$PGBIN/initdb" -D "$RT_STATE/pg" -U desk -A trust -E UTF8 --locale=C.UTF-8 --no-sync > "$RT_STATE/log/initdb.log" 2>&1
    fi
    cat >> "$RT_STATE/pg/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$RT_STATE/run'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 40
jit = off
log_timezone = 'UTC'
CONF
  fi
  if ! alive "$RT_STATE/pg/postmaster.pid"; then
    rm -f "$RT_STATE/pg/postmaster.pid"
    as_rt "$PGBIN/pg_ctl" -D "$RT_STATE/pg" -l "$RT_STATE/log/pg.log" -w -t 60 start > /dev/null
  fi
fi

# Another state's filled database and accounts. Texts that name its address name ours (both are of one length).
take_over() {
  say "copying the filled database of $1"
  cp "$1/etc/credentials" "$RT_STATE/etc/credentials"
  [ ! -e "$1/manifest.json" ] || cp "$1/manifest.json" "$RT_STATE/"
  [ "$RT_DB" = pg ] || perl "$here/copy.pl" "$1/var/rt5.db" "$RT_STATE/var/rt5.db"
  chmod 600 "$RT_STATE/etc/credentials"
  [ "$(id -u)" != 0 ] || chown -R "$RT_ACCOUNT:$RT_ACCOUNT" "$RT_STATE"
  RT_OLD_ADDRESS="127.0.0.1:$(cat "$1/etc/port")" RT_NEW_ADDRESS="127.0.0.1:$RT_PORT" as_rt perl "$RT_STATE/bin/readdress.pl" \
    "$([ "$RT_DB" = pg ] && echo "dbi:Pg:dbname=rt5;host=$RT_STATE/run" || echo "dbi:SQLite:dbname=$RT_STATE/var/rt5.db")"
}

if [ ! -e "$RT_STATE/etc/db-ready" ]; then
  if [ -n "$template" ]; then take_over "$template"
  else
    say "making a database ($RT_DB)"
    if [ "$RT_DB" = pg ]; then as_rt "$PGBIN/dropdb" -h "$RT_STATE/run" -U desk --if-exists rt5 2> /dev/null
    else rm -f "$RT_STATE"/var/rt5.db*; fi
    as_rt /usr/sbin/rt-setup-database-5 --action init --dba desk --dba-password unused \
      > "$RT_STATE/log/setup.log" 2>&1 < /dev/null || { tail -20 "$RT_STATE/log/setup.log" >&2; exit 1; }
  fi
  as_rt touch "$RT_STATE/etc/db-ready"
fi
