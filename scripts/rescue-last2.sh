#!/usr/bin/env bash
# Trains LeNet with batch normalization after the last two hidden layers only, keeps the running statistics as trained, and recalibrates the saved
# model: the accuracy before and after, of the same weights. Textbooks conclude from the first number that normalization belongs in front.
# usage: scripts/rescue-last2.sh FOLDER [SEED...]
set -euo pipefail
data=${1:?the folder of Fashion-MNIST}
shift
seeds=${*:-1 2 3}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

printf '%-6s %11s %11s %13s %22s\n' seed train_acc as_trained recalibrated 'largest |Δμ|/σ in bn3'
for seed in $seeds; do
    run="$work/last2-$seed"
    train=$(normsharp train --model lenet --bn last2 --lr 0.3 --batch-size 256 --epochs 10 --data "$data" --seed "$seed" --no-recalibrate --out "$run" \
        --json --quiet | tail -n 1)
    rescue=$(normsharp recalibrate "$run" --data "$data" --out "$work/rescued-$seed.safetensors" --json 2>/dev/null | tail -n 1)
    shift=$(sed -E 's/.*"layer":"bn3"[^}]*"mean_shift_max":([-0-9.eE+]+).*/\1/' <<<"$rescue")
    printf '%-6s %11.4f %11.4f %13.4f %22.2f\n' "$seed" "$(field train_accuracy <<<"$train")" "$(field test_accuracy_before <<<"$rescue")" \
        "$(field test_accuracy_after <<<"$rescue")" "$shift"
done
