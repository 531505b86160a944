# Makes RT's database in the state folder if it isn't there: a copy of a filled one, or a new one (SQLite or PostgreSQL).
if [ "$RT_DB" = pg ]; then
  if [ ! -s "$RT_STATE/pg/PG_VERSION" ]; then
    as_rt "$PGBIN/initdb" -D "$RT_STATE/pg" -U desk -A trust -E UTF8 --locale=C.UTF-8 --no-sync > "$RT_STATE/log/initdb.log" 2>&1
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

# A filled state, taken over: its database and accounts; texts that name the address it had name ours (both of the same length).
take_over() {
  local from=$1 old new="127.0.0.1:$RT_PORT"
  old="127.0.0.1:$(cat "$from/etc/port")"
  say "copying the filled database of $from"
  cp "$from/var/rt5.db" "$RT_STATE/var/rt5.db"
  cp "$from/etc/credentials" "$RT_STATE/etc/credentials"
  [ ! -e "$from/manifest.json" ] || cp "$from/manifest.json" "$RT_STATE/"
  [ ! -d "$from/var/mason" ] || cp -r "$from/var/mason" "$RT_STATE/var/"
  chmod 600 "$RT_STATE/etc/credentials"
  [ "$(id -u)" != 0 ] || chown -R "$RT_ACCOUNT:$RT_ACCOUNT" "$RT_STATE"
  RT_OLD_ADDRESS=$old RT_NEW_ADDRESS=$new as_rt perl "$RT_STATE/bin/readdress.pl" "$RT_STATE/var/rt5.db"
}

if [ ! -e "$RT_STATE/etc/db-ready" ]; then
  if [ -n "${RT_TEMPLATE:-}" ]; then take_over "$RT_TEMPLATE"
  else
    say "making a database ($RT_DB)"
    if [ "$RT_DB" = pg ]; then as_rt "$PGBIN/dropdb" -h "$RT_STATE/run" -U desk --if-exists rt5 2> /dev/null
    else rm -f "$RT_STATE"/var/rt5.db*; fi
    as_rt /usr/sbin/rt-setup-database-5 --action init --dba desk --dba-password unused \
      > "$RT_STATE/log/setup.log" 2>&1 < /dev/null || { tail -20 "$RT_STATE/log/setup.log" >&2; exit 1; }
  fi
  as_rt touch "$RT_STATE/etc/db-ready"
fi
