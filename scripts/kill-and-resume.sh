#!/usr/bin/env bash
# Kills a training with SIGKILL at random moments, resumes it each time, and compares the result with an uninterrupted run, bit for bit; then the
# same training on 1, 2 and 4 threads. Prints OK or what differs, and exits accordingly.
# usage: scripts/kill-and-resume.sh [KILLS]
set -euo pipefail
kills=${1:-3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

options=(train --model lenet-bn --data garments --epochs 6 --lr 1.0 --dropout 0.1 --augment shift,flip --seed 7 --json)
sum() { sha256sum "$1/model.safetensors" | cut -d ' ' -f 1; }
failed=0

start=$(date +%s%N)
normsharp "${options[@]}" --threads 2 --out "$work/whole" >/dev/null 2>&1
length=$(( ($(date +%s%N) - start) / 1000000 ))
expected=$(sum "$work/whole")
echo "uninterrupted: $length ms, $expected"

for ((i = 1; i <= kills; i++)); do
    resume=()
    run=(--out "$work/killed")
    [ -e "$work/killed" ] && run=() && resume=(--resume "$work/killed")
    if [ ${#resume[@]} -gt 0 ]; then
        setsid dotnet "$root/src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll" train "${resume[@]}" --json >/dev/null 2>&1 &
    else
        setsid dotnet "$root/src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll" "${options[@]}" --threads 2 "${run[@]}" >/dev/null 2>&1 &
    fi
    child=$!
    delay=$(( 400 + (RANDOM * RANDOM) % length / 2 ))
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$child" 2>/dev/null && echo "killed after $delay ms" || echo "had ended before $delay ms"
    wait "$child" 2>/dev/null || true
done
if [ -e "$work/killed/run.json" ]; then
    normsharp train --resume "$work/killed" --json >/dev/null 2>&1
else
    normsharp "${options[@]}" --threads 2 --out "$work/again" >/dev/null 2>&1 && mv "$work/again" "$work/killed"
fi
actual=$(sum "$work/killed")
[ "$actual" = "$expected" ] && echo "OK    killed $kills times and resumed: the same bits" || { echo "DIFFERS after $kills kills: $actual"; failed=1; }
if diff -q <(grep -c . "$work/whole/metrics.jsonl") <(grep -c . "$work/killed/metrics.jsonl") >/dev/null; then
    echo "OK    as many lines of metrics"
else
    echo "DIFFERS in the number of metrics lines"; failed=1
fi

for threads in 1 4; do
    normsharp "${options[@]}" --threads "$threads" --out "$work/threads-$threads" >/dev/null 2>&1
    [ "$(sum "$work/threads-$threads")" = "$expected" ] && echo "OK    $threads threads: the same bits" || { echo "DIFFERS on $threads threads"; failed=1; }
done
exit $failed
