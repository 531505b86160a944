#!/usr/bin/env bash
# Installs what both kinds of Request Tracker need, so that starting one later only starts it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RT_STATE=/nonexistent RT_DB=pg
. "$here/env.sh"
. "$here/packages.sh"
