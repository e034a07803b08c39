#!/usr/bin/env bash
# Tells mpirun itself, not `normsharp launch`, to stop at random moments, by SIGINT (Ctrl-C) or SIGTERM, and looks whether it ends with a
# code other than 0 and leaves a checkpoint of the last step or a later one, whether no process stays, and whether the run goes on to the
# same bits on another number of ranks.
#   scripts/rank-stops.sh TRIES [SEED] [openmpi|mpich]
# A step takes longer than the two seconds that Open MPI's mpirun gives its ranks in every other try, and milliseconds in the rest.
# NORMSHARP names a built command line.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-20}
RANDOM=${2:-1}
mpi=${3:-openmpi}
command -v "mpirun.$mpi" >/dev/null || { echo "no mpirun.$mpi is installed: nothing was tested"; exit 0; }
source scripts/common.sh
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 DOTNET_TieredPGO=0
launch=("mpirun.$mpi")
[ "$mpi" = openmpi ] && launch+=(--oversubscribe --bind-to none)

# Long steps: one epoch of eight. Short ones: epochs of a thousand. No checkpoint comes by itself before the end of an epoch.
options=(--shards 4 --no-recalibrate --lr 0.01 --checkpoint-every 1000000)
long=(--model resnet20 --epochs 1 --limit "${LIMIT:-9600}" --batch-size "$((${LIMIT:-9600} / 8))" "${options[@]}")
short=(--model mlp --epochs 3 --limit 4000 --batch-size 16 "${options[@]}")
bits() { sha256sum <"$1/model.safetensors"; }
for kind in long short; do
    declare -n chosen=$kind
    start=$(date +%s%3N)
    normsharp train "${chosen[@]}" --out "$work/whole-$kind" --quiet >"$work/log" 2>&1 \
        || { echo "the training itself fails"; cat "$work/log"; exit 1; }
    declare "took_$kind=$(($(date +%s%3N) - start))"
done
echo "$mpi: $count tries; the long training takes $((took_long / 1000)) s in one process, the short one $((took_short / 1000)) s"

processes_of() { pgrep -f -- "^[^ ]*dotnet .* --out $1\$"; }
last_step() { ls "$1/checkpoints" 2>/dev/null | sed -nE 's/^step-0*([0-9]+)$/\1/p' | sort -n | tail -n 1; }

failures=0
for i in $(seq "$count"); do
    kind=$([ $((i % 2)) = 1 ] && echo long || echo short)
    signal=$([ $((i % 4)) -lt 2 ] && echo INT || echo TERM)
    declare -n chosen=$kind took=took_$kind
    ranks=$((2 + RANDOM % 2))
    again=$((1 + RANDOM % 3))
    share=$((200 + RANDOM % 500))
    run=$work/run-$i
    log=$work/log-$i
    # Ctrl-C is not heard by what a shell starts in its background.
    env --default-signal=INT "${launch[@]}" -n "$ranks" dotnet "$program" train "${chosen[@]}" --threads 1 --out "$run" >"$log" 2>&1 &
    mpirun=$!
    for _ in $(seq 1200); do [ -d "$run/checkpoints/step-00000000" ] && break; sleep 0.1; done
    sleep "$((took * share / 1000000)).$(printf '%03d' $((took * share / 1000 % 1000)))"
    start=$(date +%s%3N)
    kill "-$signal" "$mpirun" 2>/dev/null
    wait "$mpirun"
    code=$?
    ended=$(($(date +%s%3N) - start))
    step=$(last_step "$run")
    said=$(sed -nE 's/.*(step [0-9]+ is saved|stopped after step [0-9]+); continue with.*/\1/p' "$log" | tail -n 1)
    problem=""
    if [ -f "$run/summary.json" ]; then
        said="too late"
    else
        [ "$code" != 0 ] || problem+=" mpirun returned 0;"
        [ "${step:-0}" -gt 0 ] || problem+=" no checkpoint but the first;"
        [ "$kind" = short ] || [ "${step:-0}" -lt 8 ] || problem+=" step $step;"
    fi

    left=$(processes_of "$run")
    [ -z "$left" ] || { sleep 1; left=$(processes_of "$run"); }
    [ -z "$left" ] || { problem+=" processes stayed: $left;"; kill -KILL $left; }
    if [ "$again" = 1 ]; then resume=(dotnet "$program"); else resume=("${launch[@]}" -n "$again" dotnet "$program"); fi
    "${resume[@]}" train --resume "$run" >"$log.resumed" 2>&1 || problem+=" it does not resume: $(tail -n 1 "$log.resumed");"
    [ "$(bits "$run" 2>/dev/null)" = "$(bits "$work/whole-$kind")" ] || problem+=" other bits on $again ranks;"
    printf '%3d  SIG%-4s %-5s steps, %d ranks: %3d after %5d ms, checkpoint of step %4s (%s), resumed on %d%s\n' \
        "$i" "$signal" "$kind" "$ranks" "$code" "$ended" "${step:-none}" "${said:-nothing said}" "$again" "${problem:+  FAILED:$problem}"
    [ -z "$problem" ] || { failures=$((failures + 1)); mkdir -p /tmp/rank-stops; cp "$log"* /tmp/rank-stops/; }
    rm -rf "$run"
done
echo "$mpi: $count tries, $failures failures"
[ "$failures" = 0 ]
