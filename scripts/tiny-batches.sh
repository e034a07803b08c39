#!/usr/bin/env bash
# tiny-batches.sh FASHION OUT: where batches can have but two images, is another normalization better than going on? Trains a LeNet with
# batches of 2, and compares: it as it is (recalibrated), three more epochs with batch normalization, and the doctor's repairs `renorm` and
# `group`, which fine-tune for as many epochs over as many images, with the same batches, rate and schedule. docs/diagnostics.md has the
# numbers.
set -euo pipefail
data=$1 out=$2
normsharp=${NORMSHARP:-normsharp}
images=2000
for seed in ${SEEDS:-1 2 3}; do
    run=$out/tiny-$seed
    [ -f "$run/model.safetensors" ] || $normsharp train --model lenet-bn --activation relu --momentum 0.9 --lr 0.005 --batch-size 2 \
        --data "$data" --limit 3000 --epochs 2 --seed "$seed" --quiet --out "$run" > "$out/tiny-$seed.log"
    [ -f "$run-on/model.safetensors" ] || $normsharp train --from "$run/model.safetensors" --batch-size 2 --lr 0.000625 --momentum 0.9 \
        --schedule cosine --data "$data" --limit $images --epochs 3 --seed "$seed" --quiet --out "$run-on" > "$out/tiny-$seed-on.log"
    for repair in renorm group; do
        [ -f "$run-$repair.json" ] || $normsharp doctor "$run" --data "$data" --images $images --fix $repair --dry-run --json \
            > "$run-$repair.json"
    done
    echo "seed $seed: $(grep recalibrated "$out/tiny-$seed.log"); going on: $(grep recalibrated "$out/tiny-$seed-on.log")"
    for repair in renorm group; do
        echo "    $repair: $(grep -o '"steps":.*' "$run-$repair.json" | grep -o '"accuracy_\(before\|after\)":[0-9.]*' | tr '\n' ' ')"
    done
done
