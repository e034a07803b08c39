#!/usr/bin/env bash
# Trains LeNet's variants on Fashion-MNIST, ten epochs, several seeds, and prints a table: the claims of textbooks about batch
# normalization, measured. Half an hour on two cores at most.
# usage: scripts/fashion-mnist.sh FOLDER [--last-batch even|short|drop] [SEED...]
set -euo pipefail
data=${1:?the folder of Fashion-MNIST}
shift
last_batch=even
[ "${1:-}" = --last-batch ] && last_batch=$2 && shift 2
seeds=${*:-1 2 3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

printf '%-32s %5s %10s %10s %10s %12s %12s\n' options seed train_loss train_acc test_acc recalibrated images/s
for options in "--model lenet-bn --lr 1.0" "--model lenet --lr 0.3" "--model lenet --bn last2 --lr 0.3"; do
    for seed in $seeds; do
        # shellcheck disable=SC2086
        summary=$(normsharp train $options --data "$data" --epochs 10 --batch-size 256 --seed "$seed" --threads 2 --last-batch "$last_batch" \
            --out "$work/${options// /}-$seed" --json 2>/dev/null | tail -n 1)
        printf '%-32s %5s %10.4f %10.4f %10.4f %12.4f %12.0f\n' "$options" "$seed" \
            "$(field train_loss <<<"$summary")" "$(field train_accuracy <<<"$summary")" "$(field test_accuracy <<<"$summary")" \
            "$(field test_accuracy_recalibrated <<<"$summary")" "$(field images_per_second <<<"$summary")"
    done
done
