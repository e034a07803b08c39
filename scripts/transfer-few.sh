#!/usr/bin/env bash
# Transfer with few pictures: a trained network learns to tell two classes that it has never seen from 10, 25 or 60 pictures of each,
# beside what `train` chooses by itself for the same pictures. Other pictures for every seed. Mean and standard deviation in percent of
# 1,000 test pictures. docs/guides/transfer-learning.md has the numbers.
# usage: scripts/transfer-few.sh DATA FIRST SECOND 'OPTIONS THAT NAME THE TRAINED NETWORK' 'PICTURES OF EACH' [SEED...]
#   scripts/transfer-few.sh fashion-mnist 6 4 '--from runs/eight-classes' '10 25 60'
#   scripts/transfer-few.sh fashion-mnist 6 4 '--weights resnet20.th --model resnet20 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225' 25
set -euo pipefail
data=${1:?the folder of Fashion-MNIST or CIFAR-10}
first=${2:?the first class}
second=${3:?the second class}
read -ra trained <<<"${4:?the options that name the trained network}"
read -ra counts <<<"${5:?how many pictures of each class}"
shift 5
seeds=${*:-1 2 3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# row NAME COUNT OPTION...: trains for every seed, and prints a row.
row() {
    local name=$1 count=$2 accuracies=()
    shift 2
    for seed in $seeds; do
        result=$(normsharp train --data "$work/two-$count-$seed" --seed "$seed" --out "$work/run-$RANDOM-$RANDOM" --json --quiet "$@" \
            | tail -n 1)
        accuracies+=("$(field test_accuracy_recalibrated <<<"$result")")
    done
    printf '%8s  %-32s %16s   %s\n' "$count" "$name" "$(printf '%s\n' "${accuracies[@]}" | spread)" "${accuracies[*]}"
}

printf '%8s  %-32s %16s   %s\n' 'of each' "seeds $seeds" 'recalibrated' 'each seed'
for count in "${counts[@]}"; do
    for seed in $seeds; do
        "$root/scripts/two_classes.py" "$data" "$work/two-$count-$seed" "$first" "$second" "$count" 500 "$seed"
    done
    row 'trained, head first (default)' "$count" "${trained[@]}"
    row 'trained, everything at once' "$count" "${trained[@]}" --head-first 0
    row 'from nothing, as chosen' "$count"
done
