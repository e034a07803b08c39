#!/usr/bin/env bash
# How exact batch normalization is where the mean is far larger than the deviation: NormSharp and, where it is installed, PyTorch, against float64. Writes
# docs/accuracy.md and docs/images/accuracy.svg.
# usage: bench/compare/accuracy.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release -v quiet "$root/bench/NormSharp.Accuracy" >&2
accuracy() { dotnet "$root/bench/NormSharp.Accuracy/bin/Release/net10.0/NormSharp.Accuracy.dll" "$@"; }

accuracy inputs "$work"
if /usr/bin/python3 -c 'import torch' 2>/dev/null; then
    /usr/bin/python3 "$here/accuracy.py" "$work"
else
    echo "PyTorch is not installed (Debian: python3-torch); NormSharp is measured alone" >&2
fi
accuracy report "$work" "$root/docs/accuracy.md" "$root/docs/images/accuracy.svg"
