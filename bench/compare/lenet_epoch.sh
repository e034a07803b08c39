#!/usr/bin/env bash
# One training epoch of LeNet with batch normalization on Fashion-MNIST, PyTorch and NormSharp in turn (A B A B …), and the ratio pair by pair.
# Both sides train two epochs, of which the second counts; loading and evaluation are left out on both.
# Needs PyTorch (Debian: python3-torch, with libopenblas0-pthread for its matrix products).
# usage: bench/compare/lenet_epoch.sh FASHION_MNIST_FOLDER [THREADS] [PAIRS]
set -euo pipefail
data=${1:?the folder of Fashion-MNIST}
threads=${2:-2}
pairs=${3:-5}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../scripts/common.sh"
/usr/bin/python3 -c 'import torch' 2>/dev/null || { echo "PyTorch is not installed; nothing to compare with" >&2; exit 1; }

ratios=()
for ((i = 1; i <= pairs; i++)); do
    theirs=$(/usr/bin/python3 "$here/lenet_epoch.py" "$data" "$threads" 2 | tail -n 1)
    normsharp train --model lenet-bn --data "$data" --epochs 2 --lr 1.0 --threads "$threads" --no-recalibrate --out "$work/run-$i" --json >/dev/null 2>&1
    speed=$(grep '"kind":"epoch"' "$work/run-$i/metrics.jsonl" | tail -n 1 | field images_per_second)
    ours=$(awk -v s="$speed" 'BEGIN { printf "%.3f", 60000 / s }')
    ratio=$(awk -v a="$theirs" -v b="$ours" 'BEGIN { printf "%.2f", a / b }')
    ratios+=("$ratio")
    echo "pair $i: PyTorch $theirs s, NormSharp $ours s, ratio $ratio"
done
printf '%s\n' "${ratios[@]}" | sort -n | awk '{ r[NR] = $1 } END { printf "PyTorch / NormSharp on '"$threads"' threads: median %.2f, min %.2f, max %.2f\n", r[int((NR + 1) / 2)], r[1], r[NR] }'
