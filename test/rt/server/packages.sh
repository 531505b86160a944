# Sees to it that Debian's Request Tracker is there. Without root it can only say what is missing.
want=(request-tracker5 rt5-standalone rt5-clients rt5-db-sqlite starman dbconfig-no-thanks nullmailer
  libdbd-sqlite3-perl libdbd-pg-perl w3m curl)
[ "$RT_DB" = pg ] && want+=(postgresql)
missing=()
for package in "${want[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    say "these Debian packages are missing, and installing them needs root: apt-get install ${missing[*]}"
    exit 3
  fi
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # No system-wide database: each state folder has a cluster of its own.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  fi
  apt-get -o DPkg::Lock::Timeout=300 update -qq >&2
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold "${missing[@]}" </dev/null >&2 || {
    say "Debian's Request Tracker could not be installed (the lines above say why); the tests in test/rt need it"
    exit 3
  }
  PGBIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
fi
