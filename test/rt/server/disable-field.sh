#!/usr/bin/env bash
# Disables the custom field named in RT_FIELD at the Request Tracker in RT_STATE.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/env.sh"
cd /
as_rt perl "$RT_STATE/bin/disable-field.pl"
