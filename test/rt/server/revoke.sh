#!/usr/bin/env bash
# Revokes the token in RT_REVOKE at the Request Tracker in RT_STATE.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
cd /
as_rt perl "$RT_STATE/bin/revoke.pl"
