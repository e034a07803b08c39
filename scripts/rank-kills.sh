#!/usr/bin/env bash
# Kills, stops and starves ranks of trainings at random moments, and looks whether the others say so by name within
# 10 seconds, whether mpirun fails, whether no process stays, and whether the run goes on to the same bits on
# another number of ranks.
#   scripts/rank-kills.sh 200 [SEED] [openmpi|mpich]
# Every other rank must speak, with the step that it was at and what it waited for; or one of them over MPICH, which
# ends the others as soon as one has. Images and model are tiny, so that a try takes seconds. NORMSHARP
# names a built command line (a folder published with -p:PublishReadyToRun=true starts fastest). A full disk is a file
# system of 1 MB in memory (needs root); elsewhere that part says that it is skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-20}
RANDOM=${2:-1}
mpi=${3:-openmpi}
command -v "mpirun.$mpi" >/dev/null || { echo "no mpirun.$mpi is installed: nothing was tested"; exit 0; }
source scripts/common.sh
small=$work/small
trap 'umount "$small" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$small" "$work/tiny"
full=1
mount -t tmpfs -o size=1m tmpfs "$small" 2>/dev/null || { full=0; echo "no file system of 1 MB can be made: full disks are skipped"; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 DOTNET_TieredPGO=0
bytes() { printf "$(printf '\\x%02x' "$@")"; }

# 200 images of 16 by 16 to learn from and 40 to test with, cut out of the program's own bytes.
images() { bytes 0 0 8 3 0 0 0 "$1" 0 0 0 16 0 0 0 16; tail -c 200000 "$program" | head -c $(($1 * 256)); }
labels() { bytes 0 0 8 1 0 0 0 "$1"; for i in $(seq "$1"); do bytes $((i % 10)); done; }
images 200 >"$work/tiny/train-images-idx3-ubyte"
labels 200 >"$work/tiny/train-labels-idx1-ubyte"
images 40 >"$work/tiny/t10k-images-idx3-ubyte"
labels 40 >"$work/tiny/t10k-labels-idx1-ubyte"
options="--data $work/tiny --epochs 20 --batch-size 20 --threads 1 --checkpoint-every 5 --shards 4 --no-recalibrate"
start_ranks() { # Open MPI by its own mpirun; MPICH by launch, which gives its ranks the time to speak
    if [ "$mpi" = openmpi ]; then
        exec mpirun.openmpi --oversubscribe --bind-to none -n "$1" dotnet "$program" train "${@:2}"
    else
        exec dotnet "$program" launch --mpirun "mpirun.$mpi" --ranks "$1" -- train "${@:2}"
    fi
}
normsharp train $options --out "$work/whole" --quiet >"$work/log" 2>&1 || { echo "the training itself fails"; cat "$work/log"; exit 1; }
bits() { sha256sum <"$1/model.safetensors"; }
whole=$(bits "$work/whole")

process_of() { # the process of one rank of a run folder
    for process in $(pgrep -f -- "^[^ ]*dotnet .* --out $1\$"); do
        tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" | grep -qE "^(OMPI_COMM_WORLD_RANK|PMI_RANK)=$2\$" && echo "$process"
    done | head -1
}

others_said() { # how many ranks other than the victim have named it, with where they were
    grep -oE "rank $2 \([^)]*\) .*; rank [0-9]+ \([^)]*\) was at step [0-9]+, (in [a-z]|computing)" "$1" \
        | sed -E 's/.*; (rank [0-9]+) .*/\1/' | sort -u | wc -l
}

now() { date +%s%3N; }

failures=0
done_before=0
slowest=0
for i in $(seq "$count"); do
    kind=$((RANDOM % (full ? 3 : 2)))
    ranks=$((2 + RANDOM % 3))
    victim=$((RANDOM % ranks))
    delay=$(printf '0.%03d' $((RANDOM % 1000)))
    again=$((1 + RANDOM % 2))
    run=$work/run-$i
    [ "$kind" = 2 ] && { run=$small/run-$i; victim=0; }
    log=$work/log-$i
    start_ranks "$ranks" $options --out "$run" >"$log" 2>&1 &
    mpirun=$!
    for _ in $(seq 1200); do [ -d "$run/checkpoints" ] && break; sleep 0.1; done
    sleep "$delay"
    if [ "$kind" = 2 ]; then
        what="full disk"
        start=$(now)
        head -c 2000000 /dev/zero >"$small/filler" 2>/dev/null
    else
        signal=$([ "$kind" = 0 ] && echo KILL || echo STOP)
        what="SIG$signal of rank $victim"
        process=$(process_of "$run" "$victim")
        start=$(now)
        [ -n "$process" ] && kill "-$signal" "$process" 2>/dev/null
    fi

    needed=$([ "$mpi" = openmpi ] && echo $((ranks - 1)) || echo 1)
    named=
    full_at=$([ "$kind" = 2 ] || echo seen)
    while kill -0 "$mpirun" 2>/dev/null; do
        # A full disk is noticed at the next checkpoint.
        [ -n "$full_at" ] || ! grep -q "normsharp: rank 0 (.*): " "$log" || { full_at=seen; start=$(now); }
        [ -n "$named" ] || [ "$(grep -c "rank $victim (.*; rank" "$log")" -lt "$needed" ] || named=$(($(now) - start))
        sleep 0.2
    done
    wait "$mpirun"
    code=$?
    ended=$(($(now) - start))
    said=$(others_said "$log" "$victim")
    [ -n "$named" ] || named=$ended
    problem=""
    if [ -f "$run/summary.json" ] && [ "$code" = 0 ]; then
        done_before=$((done_before + 1))
        what+=", too late"
    else
        [ "$code" != 0 ] || problem+=" mpirun returned 0;"
        [ "$said" -ge "$needed" ] || problem+=" $said of $needed others named rank $victim;"
        [ "$named" -le 10000 ] || problem+=" named after $named ms;"
        [ "$named" -le "$slowest" ] || slowest=$named
    fi

    for rank in $(seq 0 $((ranks - 1))); do
        left=$(process_of "$run" "$rank")
        [ -z "$left" ] || { sleep 1; left=$(process_of "$run" "$rank"); }
        [ -z "$left" ] || { problem+=" process $left of rank $rank stayed;"; kill -KILL "$left"; }
    done
    rm -f "$small/filler"
    if [ "$again" = 1 ]; then
        normsharp train --resume "$run" >"$log.resumed" 2>&1 || problem+=" it does not resume: $(tail -n 1 "$log.resumed");"
    else
        (start_ranks 2 --resume "$run") >"$log.resumed" 2>&1 || problem+=" it does not resume: $(tail -n 1 "$log.resumed");"
    fi
    [ "$(bits "$run" 2>/dev/null)" = "$whole" ] || problem+=" other bits on $again ranks;"
    printf '%3d  %-25s %d ranks  named by %d in %5d ms, ended in %5d ms, resumed on %d%s\n' \
        "$i" "$what" "$ranks" "$said" "$named" "$ended" "$again" "${problem:+  FAILED:$problem}"
    [ -z "$problem" ] || { failures=$((failures + 1)); mkdir -p /tmp/rank-kills; cp "$log"* /tmp/rank-kills/; }
    rm -rf "$run"
done
echo "$mpi: $count tries, $done_before of them done before anything happened, $failures failures; named after $slowest ms at most"
[ "$failures" = 0 ]
