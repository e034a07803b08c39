#!/usr/bin/env bash
# Builds NormSharp in Release and compares it with PyTorch: see run.py, README.md.
# usage: bench/compare/run.sh [ROW...] [--pairs N] [--quick] [--again] [--out FOLDER] [--list] [--no-render]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-/usr/bin/python3}
[ -x "$python" ] || python=$(command -v python3)
dotnet build -c Release -v quiet "$here/../../src/NormSharp.Cli" >&2
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/run.py" "$@"
