#!/usr/bin/env bash
# Kills, stops and starves ranks of trainings at random moments, over Open MPI, and looks whether every other
# rank says so by name within 10 seconds of it being to be seen, whether mpirun fails, whether no process stays,
# and whether the run can be resumed to the same bits on another number of ranks.
#   scripts/rank-kills.sh 200 [SEED]
# A full disk is a file system of 1 MB in memory (needs root); elsewhere that part says that it is skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-20}
RANDOM=${2:-1}
command -v mpirun.openmpi >/dev/null || { echo "no Open MPI (apt-get install openmpi-bin): nothing was tested"; exit 0; }
program="dotnet src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll"
[ -n "${NO_BUILD:-}" ] || dotnet build -c Release -v quiet -nologo src/NormSharp.Cli
work=$(mktemp -d)
small=$work/small
trap 'umount "$small" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$small"
full=1
mount -t tmpfs -o size=1m tmpfs "$small" 2>/dev/null || { full=0; echo "no file system of 1 MB can be made: full disks are skipped"; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 DOTNET_TieredPGO=0
options="--epochs 3 --limit 200 --batch-size 40 --threads 1 --checkpoint-every 3 --shards 4"
$program train $options --out "$work/whole" --quiet >/dev/null 2>&1 || { echo "the training itself fails"; exit 1; }
bits() { sha256sum <"$1/model.safetensors"; }
whole=$(bits "$work/whole")

ranks_of() { # the processes of a run folder's ranks
    for process in $(pgrep -f -- "--out $1\$"); do
        tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" | grep -q "^OMPI_COMM_WORLD_RANK=$2\$" && echo "$process"
    done | head -1
}

failures=0
done_before=0
for i in $(seq "$count"); do
    kind=$((RANDOM % (full ? 3 : 2)))
    ranks=$((2 + RANDOM % 3))
    victim=$((RANDOM % ranks))
    run=$work/run-$i
    [ "$kind" = 2 ] && run=$small/run-$i
    log=$work/log-$i
    mpirun.openmpi --oversubscribe --bind-to none -n "$ranks" $program train $options --out "$run" >"$log" 2>&1 &
    mpirun=$!
    what="full disk"
    start=$(date +%s)
    if [ "$kind" != 2 ]; then
        for _ in $(seq 600); do [ -d "$run/checkpoints" ] && break; sleep 0.1; done
        sleep "0.$((RANDOM % 90 + 10))"
        process=$(ranks_of "$run" "$victim")
        signal=$([ "$kind" = 0 ] && echo KILL || echo STOP)
        what="SIG$signal of rank $victim"
        start=$(date +%s)
        [ -n "$process" ] && kill "-$signal" "$process" 2>/dev/null
    else
        for _ in $(seq 600); do [ -d "$run/checkpoints" ] && break; sleep 0.1; done
        start=$(date +%s)
        head -c 1000000 /dev/zero >"$small/filler" 2>/dev/null
    fi

    wait "$mpirun"
    code=$?
    seconds=$(($(date +%s) - start))
    named=$(grep -cE "normsharp: .*rank [0-9]+ \(.*(step|No space|written|full)" "$log")
    problem=""
    if [ -f "$run/summary.json" ] && [ "$code" = 0 ]; then
        done_before=$((done_before + 1))
    else
        [ "$code" != 0 ] || problem+=" mpirun returned 0;"
        [ "$named" -gt 0 ] || problem+=" nobody was named;"
    fi

    # A stopped process is seen after the 7 seconds of --rank-timeout.
    sleep 1
    for rank in $(seq 0 $((ranks - 1))); do
        left=$(ranks_of "$run" "$rank")
        [ -z "$left" ] || { problem+=" process $left of rank $rank stayed;"; kill -KILL "$left"; }
    done
    rm -f "$small/filler"
    again=$((1 + RANDOM % 2))
    if [ -d "$run" ]; then
        mpirun.openmpi --oversubscribe --bind-to none -n "$again" $program train --resume "$run" >"$log.resumed" 2>&1 \
            || problem+=" it does not resume: $(tail -n 1 "$log.resumed");"
        [ "$(bits "$run" 2>/dev/null)" = "$whole" ] || problem+=" other bits on $again ranks;"
    fi
    printf '%3d  %-18s %d ranks, %2d s, %d named%s\n' "$i" "$what" "$ranks" "$seconds" "$named" "${problem:+  FAILED:$problem}"
    [ -z "$problem" ] || { failures=$((failures + 1)); cp "$log" "/tmp/rank-kills-$i.log"; }
    rm -rf "$run"
done
echo "$count tries, $done_before of them done before anything happened, $failures failures"
[ "$failures" = 0 ]
