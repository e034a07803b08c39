#!/usr/bin/env bash
# Builds NormSharp and its peers in Release and sweeps over convolutions: see sweep/sweep.py, README.md.
# usage: bench/compare/sweep.sh [FAMILY...] [--every N] [--rounds N] [--ms N] [--quick] [--again] [--out FILE] [--page FILE] [--no-page]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/build.sh"
exec "$python" "$here/sweep/sweep.py" "$@"
