#!/usr/bin/env bash
# Trains over 1, 2, 3 and 4 ranks (Open MPI), with --shards and without, and studies small batches a rank with and without
# --sync-bn. Prints Markdown tables for docs/scale.md. A training of N shards in one process has the bits of N ranks, which the
# first table shows, so that the study needs one process only.
#   scripts/rank-accuracy.sh DATA MODEL [EPOCHS [LIMIT [SEEDS]]]
#   scripts/rank-accuracy.sh fashion-mnist lenet-bn 10
#   scripts/rank-accuracy.sh ./cifar-10 resnet20 10
# NORMSHARP names a built command line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -ge 2 ] || { sed -n '2,8p' "$0"; exit 2; }
data=$1
model=$2
epochs=${3:-10}
limit=${4:-}
seeds=${5:-3}
source scripts/common.sh
options=(--data "$data" --model "$model" --epochs "$epochs" --quiet)
[ -z "$limit" ] || options+=(--limit "$limit")
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

training() { # ranks, options
    local ranks=$1 command=()
    shift
    [ "$ranks" = 1 ] || command=(mpirun.openmpi --oversubscribe --bind-to none -n "$ranks")
    rm -rf "$work/run"
    "${command[@]}" dotnet "$program" train "${options[@]}" --out "$work/run" "$@" >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; exit 1; }
}
accuracy() { field test_accuracy <"$work/run/summary.json"; }
percent() { awk '{ printf "%.2f", 100 * $1 }'; }
bits() { sha256sum <"$work/run/model.safetensors" | head -c 12; }

echo "$model on $data, $epochs epochs${limit:+ of $limit images}"
echo
echo "| ranks | \`--shards 4\`, accuracy | SHA-256 of the model | one shard a rank, $seeds seeds |"
echo "|---|---|---|---|"
for ranks in 1 2 3 4; do
    training "$ranks" --shards 4
    own="$(accuracy | percent) % | $(bits)"
    for seed in $(seq "$seeds"); do training "$ranks" --seed "$seed"; accuracy; done >"$work/seeds"
    echo "| $ranks | $own | $(spread <"$work/seeds") % |"
done

echo
echo "| batch | shards | images a shard | without \`--sync-bn\` | recalibrated | with \`--sync-bn\` |"
echo "|---|---|---|---|---|---|"
for batch in 256 64 32 16; do
    for shards in 4 8; do
        for sync in "" --sync-bn; do
            : >"$work/plain$sync"
            : >"$work/again$sync"
            for seed in $(seq "$seeds"); do
                training 1 --batch-size "$batch" --shards "$shards" --lr "${LR:-0.1}" --seed "$seed" $sync
                accuracy >>"$work/plain$sync"
                field test_accuracy_recalibrated <"$work/run/summary.json" >>"$work/again$sync"
            done
        done
        echo "| $batch | $shards | $((batch / shards)) | $(spread <"$work/plain") % | $(spread <"$work/again") % | $(spread <"$work/plain--sync-bn") % |"
    done
done
