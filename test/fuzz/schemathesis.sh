#!/bin/sh
# Runs schemathesis over the console's contract; installs it below .cache when it isn't there. Needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
program=.cache/schemathesis/bin/schemathesis
if [ ! -x "$program" ]; then
  python3 -m venv .cache/schemathesis
  .cache/schemathesis/bin/pip install --quiet 'schemathesis==4.*'
fi
SCHEMATHESIS="$PWD/$program" exec npx vitest run --project fuzz "$@"
