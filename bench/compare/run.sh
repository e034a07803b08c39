#!/usr/bin/env bash
# Builds NormSharp and its peers in Release and compares them: see run.py, README.md.
# usage: bench/compare/run.sh [ROW...] [--pairs N] [--quick] [--again] [--out FOLDER] [--list] [--no-render]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/build.sh"
exec "$python" "$here/run.py" "$@"
