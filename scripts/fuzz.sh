#!/usr/bin/env bash
# Damages files and command lines at random and shows them to every reader, for as long as you like. Watches for exceptions that no reader
# documents, calls over 5 seconds, memory, accepted models that do not compute, and raw text of others. Failing inputs are made small and
# kept in OUT/failures. The same seed makes the same inputs; a second call with the same OUT goes on where the first stopped.
# usage: scripts/fuzz.sh [SECONDS] [SEED] [OUT] [TARGET,...]
set -euo pipefail
seconds=${1:-3600}
seed=${2:-1}
out=${3:-fuzz-out}
targets=${4:+--targets $4}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${NORMSHARP_FUZZ:-}" ] || dotnet build -c Release -v quiet -nologo tests/Fuzz
program=${NORMSHARP_FUZZ:-tests/Fuzz/bin/Release/net10.0/NormSharp.Fuzz.dll}
mkdir -p "$out/failures"
# One processor: the readers are what is tested, not the threads that compute, and the rest of the machine stays free.
export DOTNET_PROCESSOR_COUNT=1
end=$(( $(date +%s) + seconds ))
failed=0
while left=$(( end - $(date +%s) )); [ "$left" -gt 0 ]; do
    # No words of failure are expected from the runtime: whatever else than 0 and 1 it ends with is a failure of its own.
    # shellcheck disable=SC2086
    code=0; dotnet "$program" --seconds "$left" --runs 2000000 --seed "$seed" --out "$out" --longest-call 5 $targets || code=$?
    [ "$code" -eq 0 ] && continue
    failed=1
    [ "$code" -eq 1 ] && continue
    [ "$code" -eq 2 ] && exit 2
    if [ ! -e "$out/state.json" ] || [ $(( end - $(date +%s) )) -gt $(( left - 3 )) ]; then
        echo "FAILS the process ends with $code at once"; exit 1
    fi
    echo "the process ended with $code; the inputs it was at:"
    kept="$out/failures/crash-$seed-$(date +%s)"
    cp -r "$out/work" "$kept"
    echo "  $kept"
done
[ "$failed" -eq 0 ] && echo "OK    no failure" || echo "FAILS see $out/failures"
exit "$failed"
