#!/usr/bin/env bash
# Kills train, recalibrate, fold and study with SIGKILL at random moments, then runs each to its end: nothing may be lost, the results have
# the bits of runs that were never killed, and no temporary file may be left.
# usage: scripts/kills.sh [KILLS] [SEED]
set -euo pipefail
kills=${1:-100}
RANDOM=${2:-1}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

options=(--model lenet-bn --data garments --limit 2000 --epochs 2 --lr 1.0 --seed 7 --threads 1 --checkpoint-every 2 --quiet)
sum() { sha256sum "$1" | cut -d ' ' -f 1; }
# Times differ from run to run; everything else is compared.
cells() { cat "$1"/bias/runs/*.json | sed -E 's/"(seconds|[a-z_]+_ms)":[-0-9.eE+]+//g' | sha256sum | cut -d ' ' -f 1; }
study=(study bias --quick --limit 512 --seeds 1 --threads 1)
count() { find "$1" -path '*/bias/runs/*.json' 2>/dev/null | wc -l || true; }
declare -A length
timed() { local name=$1 start; shift; start=$(date +%s%N); normsharp "$@" >/dev/null; length[$name]=$(( ($(date +%s%N) - start) / 1000000 )); }

timed train train "${options[@]}" --out "$work/whole"
model="$work/whole/model.safetensors"
timed recalibrate recalibrate "$model" --data garments --batches 20 -o "$work/recalibrated.safetensors"
timed fold fold "$model" --data garments -o "$work/folded.safetensors"
timed study "${study[@]}" --out "$work/study"
for name in train recalibrate fold study; do echo "uninterrupted $name: ${length[$name]} ms"; done

failed=0; done_kills=0; round=0
fail() { echo "FAILS round $round: $*"; failed=1; }
# Starts a command and kills it at a random moment of its length; says whether it lived until then.
killed() {
    local name=$1 delay; shift
    dotnet "$program" "$@" >/dev/null 2>&1 &
    local child=$!
    delay=$(( 50 + (RANDOM * 32768 + RANDOM) % (length[$name] + 1) ))
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$child" 2>/dev/null && done_kills=$((done_kills + 1)) || true
    wait "$child" 2>/dev/null || true
}

while [ "$done_kills" -lt "$kills" ]; do
    round=$((round + 1)); here="$work/round"; rm -rf "$here"; mkdir "$here"
    start_or_resume() { if [ -e "$here/run/run.json" ]; then echo "train --resume $here/run --quiet"; else echo "train ${options[*]} --out $here/run"; fi; }
    for again in 1 2; do
        # shellcheck disable=SC2046
        killed train $(start_or_resume)
    done
    # shellcheck disable=SC2046
    normsharp $(start_or_resume) >/dev/null || fail "the training does not go on"
    [ "$(sum "$here/run/model.safetensors")" = "$(sum "$model")" ] || fail "train: other bits"

    killed recalibrate recalibrate "$model" --data garments --batches 20 -o "$here/r.safetensors"
    [ -e "$here/r.safetensors" ] || normsharp recalibrate "$model" --data garments --batches 20 -o "$here/r.safetensors" >/dev/null || fail "recalibrate"
    [ "$(sum "$here/r.safetensors")" = "$(sum "$work/recalibrated.safetensors")" ] || fail "recalibrate: other bits"

    killed fold fold "$model" --data garments -o "$here/f.safetensors"
    [ -e "$here/f.safetensors" ] || normsharp fold "$model" --data garments -o "$here/f.safetensors" >/dev/null || fail "fold"
    [ "$(sum "$here/f.safetensors")" = "$(sum "$work/folded.safetensors")" ] || fail "fold: other bits"

    killed study "${study[@]}" --out "$here/study"
    finished=$(count "$here/study")
    killed study "${study[@]}" --out "$here/study"
    [ "$(count "$here/study")" -ge "$finished" ] || fail "study: finished runs are lost"
    normsharp "${study[@]}" --out "$here/study" >/dev/null || fail "study"
    [ "$(cells "$here/study")" = "$(cells "$work/study")" ] || fail "study: other numbers"

    left=$(find "$here" -name '*.tmp' -o -name '.probe*' -o -name run.lock)
    [ -z "$left" ] || fail "left behind: $left"
    [ "$failed" -eq 0 ] || { cp -r "$here" "kills-failed-$round" 2>/dev/null || true; break; }
    [ $((round % 10)) -ne 0 ] || echo "$done_kills kills"
done
[ "$failed" -eq 0 ] && echo "OK    $done_kills kills in $round rounds: nothing lost, the same bits, nothing left behind"
exit "$failed"
