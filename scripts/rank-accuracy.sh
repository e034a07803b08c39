#!/usr/bin/env bash
# Accuracies of trainings over ranks; prints the Markdown tables of docs/scale.md.
#   scripts/rank-accuracy.sh ranks   DATA MODEL [EPOCHS [LIMIT [SEEDS]]]
#   scripts/rank-accuracy.sh batches DATA MODEL [EPOCHS [LIMIT [SEEDS]]]
# ranks: 1, 2, 3 and 4 ranks (Open MPI), with --shards 4, whose weights must have the same bits, and with a shard a rank, whose accuracy
#   should lie within the spread of seeds.
# batches: few images a shard, with and without --sync-bn. A training of N shards in one process has the bits of N ranks, which the
#   first table shows, so that one process is enough. BATCHES names others than "256 64 32 16", LR another rate than 0.1.
# LIMIT is a number of training images; - for all. RANKS names others than "1 2 3 4", OPTIONS more options of train. NORMSHARP names a
# built command line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -ge 3 ] && [[ $1 = ranks || $1 = batches ]] || { sed -n '2,11p' "$0"; exit 2; }
what=$1
data=$2
model=$3
epochs=${4:-10}
limit=${5:--}
seeds=${6:-3}
[ "$what" = batches ] || command -v mpirun.openmpi >/dev/null || { echo "no Open MPI (apt-get install openmpi-bin): nothing was tried"; exit 0; }
source scripts/common.sh
options=(--data "$data" --model "$model" --epochs "$epochs" --threads 1 --quiet ${OPTIONS:-})
[ "$limit" = - ] || options+=(--limit "$limit")
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

training() { # ranks, options
    local ranks=$1 command=()
    shift
    [ "$ranks" = 1 ] || command=(mpirun.openmpi --oversubscribe --bind-to none -n "$ranks")
    rm -rf "$work/run"
    "${command[@]}" dotnet "$program" train "${options[@]}" --out "$work/run" "$@" >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; exit 1; }
}
accuracy() { field "${1:-test_accuracy}" <"$work/run/summary.json"; }
percent() { awk '{ printf "%.2f", 100 * $1 }'; }
bits() { sha256sum <"$work/run/model.safetensors" | head -c 12; }

begun=$(date +%s)
echo "$model on $(basename "$data"), $epochs epochs${limit:+ of ${limit/#-/all} images}"
echo
if [ "$what" = ranks ]; then
    echo "| ranks | \`--shards 4\`, accuracy | SHA-256 of the model | one shard a rank, $seeds seeds |"
    echo "|---|---|---|---|"
    for ranks in ${RANKS:-1 2 3 4}; do
        training "$ranks" --shards 4
        bits >>"$work/bits"
        echo >>"$work/bits"
        own="$(accuracy | percent) % | $(bits)"
        for seed in $(seq "$seeds"); do training "$ranks" --seed "$seed"; accuracy; done >"$work/seeds"
        echo "| $ranks | $own | $(spread <"$work/seeds") % |"
    done
    [ "$(sort -u "$work/bits" | wc -l)" = 1 ] || { echo "FAILED: the bits differ"; exit 1; }
else
    echo "| batch | shards | images a shard | without \`--sync-bn\` | recalibrated | with \`--sync-bn\` |"
    echo "|---|---|---|---|---|---|"
    for batch in ${BATCHES:-256 64 32 16}; do
        for shards in 4 8; do
            for sync in "" --sync-bn; do
                rm -f "$work/plain$sync" "$work/again$sync"
                for seed in $(seq "$seeds"); do
                    training 1 --batch-size "$batch" --shards "$shards" --lr "${LR:-0.1}" --seed "$seed" $sync
                    accuracy >>"$work/plain$sync"
                    accuracy test_accuracy_recalibrated >>"$work/again$sync"
                done
            done
            echo "| $batch | $shards | $((batch / shards)) | $(spread <"$work/plain") % | $(spread <"$work/again") % | $(spread <"$work/plain--sync-bn") % |"
        done
    done
fi
echo
echo "$(($(date +%s) - begun)) s"
