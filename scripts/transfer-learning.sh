#!/usr/bin/env bash
# Transfer learning, and what the running statistics do to it: LeNet with batch normalization learns one half of the classes of Fashion-MNIST and is
# tuned on the other half, of which it sees few images; the statistics are kept frozen, follow the new images, or are recalibrated on them first. Mean and
# standard deviation over several seeds, in percent of the test images. docs/guides/transfer-learning.md explains the rows.
# usage: scripts/transfer-learning.sh FOLDER [SEED...]
set -euo pipefail
data=${1:?the folder of Fashion-MNIST}
shift
seeds=${*:-1 2 3 4 5}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
old=0-4
new=5-9
images=1000
quiet=(--json --quiet)

for seed in $seeds; do
    normsharp train --model lenet-bn --lr 1.0 --epochs 5 --data "$data" --classes "$old" --seed "$seed" --out "$work/old-$seed" "${quiet[@]}" >/dev/null
    # The labels of the new classes are not looked at here; only the statistics change.
    normsharp recalibrate "$work/old-$seed" --data "$data" --classes "$new" --out "$work/adapted-$seed.safetensors" --json >/dev/null 2>&1
done

# tune NAME STARTING_MODEL OPTION...: tunes for every seed ({} stands for it), and prints a row.
tune() {
    local name=$1 from=$2 trained=() recalibrated=()
    shift 2
    for seed in $seeds; do
        result=$(normsharp train --from "${from//\{\}/$seed}" --data "$data" --classes "$new" --limit "$images" --batch-size 32 --epochs 10 --lr 0.03 --momentum 0.9 --schedule constant \
            --seed "$seed" --out "$work/run-$RANDOM-$RANDOM" "${quiet[@]}" "$@" | tail -n 1)
        trained+=("$(field test_accuracy <<<"$result")")
        recalibrated+=("$(field test_accuracy_recalibrated <<<"$result")")
    done
    printf '%-46s %18s %18s\n' "$name" "$(printf '%s\n' "${trained[@]}" | spread)" "$(printf '%s\n' "${recalibrated[@]}" | spread)"
}

head=(--freeze 'conv*,bn*,fc1,fc2')
printf '%-46s %18s %18s\n' "$images images, seeds $seeds" 'as trained' 'recalibrated after'
echo 'only the new last layer is trained'
tune '  statistics frozen, of the old classes' "$work/old-{}" "${head[@]}" --freeze-statistics '*'
tune '  statistics follow the new classes' "$work/old-{}" "${head[@]}"
tune '  statistics recalibrated first, then frozen' "$work/adapted-{}.safetensors" "${head[@]}" --freeze-statistics '*'
echo 'every layer is trained'
tune '  statistics frozen, of the old classes' "$work/old-{}" --freeze-statistics '*'
tune '  statistics follow the new classes' "$work/old-{}" --head-first 0
tune '  statistics recalibrated first, then frozen' "$work/adapted-{}.safetensors" --freeze-statistics '*'
tune '  γ and β frozen too' "$work/old-{}" --freeze-statistics '*' --freeze-affine '*'
