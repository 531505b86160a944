#!/bin/sh
# Installs schemathesis below .cache when it isn't there, and runs what it is given with it: schemathesis.sh npx vitest run --project fuzz.
# Needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
program=.cache/schemathesis/bin/schemathesis
if [ ! -x "$program" ]; then
  python3 -m venv .cache/schemathesis
  .cache/schemathesis/bin/pip install --quiet 'schemathesis==4.*'
fi
[ $# -eq 0 ] || SCHEMATHESIS="$PWD/$program" exec "$@"
