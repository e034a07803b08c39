#!/usr/bin/env bash
# akamaster's ResNet-20 as PyTorch writes it, .onnx and .pth, with all running means moved by two deviations and all variances made four times as
# large: what it classifies before and after recalibration over the training images, and that nothing but statistics changed in the files.
# Needs PyTorch (apt-get install python3-torch libopenblas0-pthread).
# usage: scripts/repair-foreign.sh resnet20-12fca82f.th CIFAR10_FOLDER
set -euo pipefail
state=${1:?the published state}
data=${2:?the folder of CIFAR-10}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
python=${PYTHON:-/usr/bin/python3}
scaling=(--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225)

"$python" "$root/scripts/akamaster.py" export "$state" "$work" 2>/dev/null
accuracy() { normsharp eval "$@" "${scaling[@]}" --data "$data" --json | field test_accuracy; }
printf '%-6s %10s %8s %9s\n' file published shifted repaired
for kind in onnx pth; do
    how=()
    [ "$kind" = onnx ] || how=(--arch resnet20)
    normsharp recalibrate "$work/shifted.$kind" "${how[@]}" "${scaling[@]}" --data "$data" --augment shift=4,flip \
        -o "$work/repaired.$kind" --json > /dev/null
    printf '%-6s %10s %8s %9s\n' "$kind" "$(accuracy "$work/published.$kind" "${how[@]}")" "$(accuracy "$work/shifted.$kind" "${how[@]}")" \
        "$(accuracy "$work/repaired.$kind" "${how[@]}")"
    "$python" "$root/scripts/akamaster.py" compare "$work/shifted.$kind" "$work/repaired.$kind"
done
