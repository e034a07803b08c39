#!/usr/bin/env bash
# models.sh CIFAR FASHION PUBLISHED OUT: trains the clinic's healthy models, once, and writes OUT/list.txt for the clinic.
# CIFAR and FASHION are folders of CIFAR-10 and Fashion-MNIST; PUBLISHED holds resnet20-12fca82f.th (akamaster) and
# mlperf-resnet8-cifar10.h5 (MLPerf Tiny), or is "none". Models that are there are kept.
set -euo pipefail
cifar=$1 fashion=$2 published=$3 out=$4
normsharp=${NORMSHARP:-normsharp}
train() {
    local name=$1
    shift
    [ -f "$out/$name/model.safetensors" ] || {
        rm -rf "${out:?}/$name"
        $normsharp train "$@" --quiet --out "$out/$name"
    }
}
few() { train "$@" --data "$cifar" --limit 10000 --normalize; }
mkdir -p "$out"

# The half that thresholds are set on.
train lenet-a --model lenet-bn --lr 0.5 --data "$fashion" --epochs 4 --seed 1
train colour-a --model lenet-bn --lr 0.5 --data "$cifar" --limit 20000 --epochs 6 --normalize --seed 1
few vgg-a --model vgg-small --epochs 6 --seed 1
few resnet-a --model resnet20 --epochs 5 --batch-size 64 --seed 1

# The half that is reported.
relu="--activation relu --momentum 0.9 --lr 0.05"
train lenet-b --model lenet-bn $relu --data "$fashion" --epochs 3 --limit 20000 --seed 2
train colour-b --model lenet-bn $relu --pool max --data "$cifar" --limit 20000 --epochs 5 --seed 2
train vgg-b --model vgg-small --data "$cifar" --limit 12000 --epochs 5 --augment flip --seed 2
few resnet-b --model resnet20 --epochs 5 --augment flip --batch-size 64 --seed 2

# Healthy, but odd: averages of weights, and models that were fine-tuned on half of the classes.
train ema-a --model lenet-bn --lr 0.5 --data "$fashion" --epochs 2 --average ema:0.99 --seed 3
few ema-b --model lenet-bn --activation relu --lr 0.05 --epochs 3 --average ema:0.99 --seed 4
train tuned-a --from "$out/lenet-a/model.safetensors" --data "$fashion" --classes 0-4 --lr 0.05 --epochs 1 --limit 4000 --seed 5
train tuned-b --from "$out/vgg-b/model.safetensors" --data "$cifar" --classes 0-4 --lr 0.005 --epochs 1 --limit 2000 --seed 6

list() { echo "$1 $2 $out/$2/${4:-model}.safetensors $3 ${*:5}"; }
{
    list set lenet-a "$fashion" model 500
    list set colour-a "$cifar" model 500
    list set vgg-a "$cifar" model 200 deep
    list set resnet-a "$cifar" model 200 deep
    list set ema-a "$fashion" model-averaged 500 odd
    list set tuned-a "$fashion" model 500 odd classes=5
    list held lenet-b "$fashion" model 500
    list held colour-b "$cifar" model 500
    list held vgg-b "$cifar" model 200 deep
    list held resnet-b "$cifar" model 200 deep
    list held ema-b "$cifar" model-averaged 500 odd
    list held tuned-b "$cifar" model 200 odd classes=5
    if [ "$published" != none ]; then
        [ -f "$out/akamaster.onnx" ] || $normsharp export "$published/resnet20-12fca82f.th" --arch resnet20 --input 3,32,32 \
            --mean .485,.456,.406 --std .229,.224,.225 -o "$out/akamaster.onnx" >&2
        echo "held akamaster $out/akamaster.onnx $cifar 200 imagenet deep"
        echo "held mlperf $published/mlperf-resnet8-cifar10.h5 $cifar 200 raw deep"
    fi
} > "$out/list.txt"
echo "$out/list.txt"
