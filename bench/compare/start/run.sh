#!/usr/bin/env bash
# Builds the command three ways and the two small programs, measures them in turn, and prints docs/start.md's tables: see run.py, README.md.
# usage: bench/compare/start/run.sh [FOLDER] [--pairs N]     FOLDER keeps what was built (default: artifacts/start)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=$root/artifacts/start
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    out=$(realpath -m "$1")
    shift
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
mkdir -p "$out"

level=x86-64-v3
grep -q avx512vl /proc/cpuinfo && level=x86-64-v4
native=(-p:PublishAot=true "-p:IlcInstructionSet=$level")
publish() { [ -e "$out/$1" ] || dotnet publish "$2" -c Release -r linux-x64 --self-contained "${@:3}" -v quiet -o "$out/$1" >&2; }
needing() { [ -e "$out/$1" ] || dotnet publish "$2" -c Release -r linux-x64 --no-self-contained "${@:3}" -v quiet -o "$out/$1" >&2; }

needing jit "$root/src/NormSharp.Cli"
needing r2r "$root/src/NormSharp.Cli" -p:PublishReadyToRun=true
[ -e "$out/aot" ] || "$root/scripts/publish.sh" archive -o "$out/aot" >&2
publish ours "$here/ours" "${native[@]}"
publish peer-native "$here/peer" "${native[@]}"
needing peer-jit "$here/peer"

PYTHONDONTWRITEBYTECODE=1 exec python3 "$here/run.py" "$out" "$@"
