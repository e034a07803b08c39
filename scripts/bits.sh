#!/usr/bin/env bash
# Prints the SHA-256 of the models of ten small trainings: five models, two seeds, one training with
# accumulation, averaging, dropout and augmentation. A change that promises the same bits is run before
# and after:
#   scripts/bits.sh > before.txt     (in the old checkout)
#   scripts/bits.sh > after.txt      (in the new one)
#   diff before.txt after.txt
# Where the processor has AVX-512, the ten run again without it. NORMSHARP names a built command to take instead of the checkout's: an
# assembly or native code, such as that of scripts/publish.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/common.sh

train() {
    local label=$1 name=$2
    shift 2
    normsharp train --quiet --out "$work/$label-$name" "$@" >/dev/null
    printf '%s  %s %s\n' "$(sha256sum < "$work/$label-$name/model.safetensors" | cut -d' ' -f1)" "$label" "$name"
}

ten() {
    local label=$1 seed
    for seed in 1 2; do
        train "$label" "lenet-$seed" --model lenet --seed "$seed" --epochs 2 --limit 4000
        if [ "$seed" = 1 ]; then
            train "$label" lenet-bn-1 --model lenet-bn --seed 1 --epochs 2 --limit 4000
        else
            train "$label" lenet-bn-2-options --model lenet-bn --seed 2 --epochs 2 --limit 4000 --accumulate 2 \
                --batch-size 100 --average ema --dropout 0.3 --augment shift,flip
        fi
        train "$label" "mlp-$seed" --model mlp --seed "$seed" --epochs 2 --limit 4000 --optimizer adamw
        train "$label" "vgg-small-$seed" --model vgg-small --seed "$seed" --epochs 1 --limit 600 --batch-size 50
        train "$label" "resnet20-$seed" --model resnet20 --seed "$seed" --epochs 1 --limit 600 --batch-size 50
    done
}

ten full
if grep -q avx512f /proc/cpuinfo 2>/dev/null; then
    export DOTNET_EnableAVX512=0
    ten without-avx512
fi
