#!/usr/bin/env bash
# Transfer from a published network: ResNet-20, trained on CIFAR-10 by akamaster, learns to tell shirts from coats of
# Fashion-MNIST from 60 pictures of each, beside the same network that begins with nothing. Mean and standard deviation over
# several seeds, in percent of 1,000 test pictures, and the processor's seconds. docs/guides/transfer-learning.md has the numbers.
# usage: scripts/transfer-published.sh RESNET20.th FOLDER_OF_FASHION_MNIST [SEED...]
set -euo pipefail
weights=${1:?the file of ResNet-20}
fashion=${2:?the folder of Fashion-MNIST}
shift 2
seeds=${*:-1 2 3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
data=$work/two
"$(dirname "${BASH_SOURCE[0]}")/two_classes.py" "$fashion" "$data"
published=(--weights "$weights" --model resnet20 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225)

# The processor's seconds of all commands, of what `times` wrote; it tells of its own shell only.
seconds() { tail -n 1 "$work/times" | tr -c '0-9.' ' ' | awk '{ print 60 * ($1 + $3) + $2 + $4 }'; }

# row NAME OPTION...: trains for every seed, and prints a row.
row() {
    local name=$1 trained=() recalibrated=() start
    shift
    times >"$work/times"
    start=$(seconds)
    for seed in $seeds; do
        result=$(normsharp train --data "$data" --seed "$seed" --out "$work/run-$RANDOM-$RANDOM" --json --quiet "$@" | tail -n 1)
        trained+=("$(field test_accuracy <<<"$result")")
        recalibrated+=("$(field test_accuracy_recalibrated <<<"$result")")
    done
    times >"$work/times"
    printf '%-44s %16s %16s %8.0f\n' "$name" "$(printf '%s\n' "${trained[@]}" | spread)" \
        "$(printf '%s\n' "${recalibrated[@]}" | spread)" "$(awk "BEGIN { print ($(seconds) - $start) / $(wc -w <<<"$seeds") }")"
}

printf '%-44s %16s %16s %8s\n' "60 pictures of each, seeds $seeds" 'as trained' 'recalibrated' 'CPU s'
row 'published, head first (default)' "${published[@]}"
row 'published, everything at once' "${published[@]}" --head-first 0
row 'published, the last layer alone' "${published[@]}" --freeze 'conv1,bn1,layer*'
row 'ResNet-20 from nothing, same steps' --model resnet20 --size 32 --epochs 14 --batch-size 4 --lr 0.01 --schedule cosine
row 'from nothing, as chosen (LeNet)'
