#!/usr/bin/env bash
# Trains lenet-bn, vgg-small and resnet20 briefly, folds their batch normalization away, and compares the predictions for every test image
# before and after: the files are read again, and each is evaluated by itself too. Twenty minutes on two cores at most.
# usage: scripts/fold.sh FOLDER-OF-FASHION-MNIST [THREADS]
set -euo pipefail
data=${1:?the folder of Fashion-MNIST}
threads=${2:-2}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

printf '%-10s %7s %9s %11s %11s %11s %11s %12s %12s\n' \
    model folded images same_class difference acc_before acc_after images/s_bef images/s_aft
failed=0
for model in "lenet-bn --epochs 2" "vgg-small --epochs 1 --limit 6000" "resnet20 --epochs 1 --limit 6000"; do
    name=${model%% *}
    # shellcheck disable=SC2086
    normsharp train --model $model --data "$data" --batch-size 128 --seed 1 --threads "$threads" --out "$work/$name" --json >/dev/null 2>&1
    summary=$(normsharp fold "$work/$name" -o "$work/$name-folded.safetensors" --data "$data" --threads "$threads" --json 2>/dev/null | tail -n 1)
    before=$(normsharp eval "$work/$name" --data "$data" --threads "$threads" --json | field test_accuracy)
    after=$(normsharp eval "$work/$name-folded.safetensors" --data "$data" --threads "$threads" --json | field test_accuracy)
    images=$(field images <<<"$summary")
    same=$(field same_predictions <<<"$summary")
    printf '%-10s %7s %9s %11s %11.1e %11.4f %11.4f %12.0f %12.0f\n' "$name" "$(grep -o '"into"' <<<"$summary" | wc -l)" "$images" "$same" \
        "$(field difference <<<"$summary")" "$before" "$after" \
        "$(field images_per_second_before <<<"$summary")" "$(field images_per_second_after <<<"$summary")"
    if [ "$same" != "$images" ] || [ "$before" != "$after" ]; then failed=1; fi
done
exit $failed
