#!/usr/bin/env bash
# How fast ranks are, for docs/scale.md, on an idle machine of two cores: the sum of gradients by size (latency α, bandwidth 1/β),
# and images a second of two ranks of one thread against one process of two threads, in pairs A B A B, the medians of which are
# printed with what the model of scale predicts. Ten minutes or so.
#   scripts/rank-speed.sh [PAIRS]
# NORMSHARP names a built command line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
pairs=${1:-3}
source scripts/common.sh
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
launch() { local ranks=$1; shift; normsharp launch --ranks "$ranks" -- bench "$@" --json | tail -n 1; }

echo "load average at the start: $(cut -d' ' -f1 /proc/loadavg)"
for ranks in 2 4; do
    launch "$ranks" allreduce >"$work/sums-$ranks"
    echo
    echo "$ranks ranks: α = $(field alpha_ms <"$work/sums-$ranks") ms, β = $(field beta_ms_per_mb <"$work/sums-$ranks") ms a MB"
    grep -oE '"bytes":[0-9]+,"median_ms":[0-9.e+-]+' "$work/sums-$ranks" | sed -E 's/"bytes":([0-9]+),"median_ms":(.*)/  \1 bytes: \2 ms/'
done

alpha=$(field alpha_ms <"$work/sums-2")
beta=$(field beta_ms_per_mb <"$work/sums-2")
echo
echo "| model | batch | 1 process × 2 threads | 2 ranks × 1 thread | of it | efficiency measured | predicted | hidden |"
echo "|---|---|---|---|---|---|---|---|"
for case in "lenet-bn 256 0.18" "lenet-bn 1024 0.18" "resnet20 256 1.09" "resnet20 1024 1.09"; do
    set -- $case
    rm -f "$work"/{one,two,efficiency,compute,hidden}
    for _ in $(seq "$pairs"); do
        launch 1 train --model "$1" --batch-size "$2" --threads 2 >"$work/a"
        awk -v b="$2" -v t="$(field compute_ms <"$work/a")" 'BEGIN { print 1000 * b / t }' >>"$work/one"
        launch 2 train --model "$1" --batch-size $(($2 / 2)) --threads 2 >"$work/b"
        field images_per_second <"$work/b" >>"$work/two"
        field efficiency <"$work/b" >>"$work/efficiency"
        field compute_ms <"$work/b" >>"$work/compute"
        field overlapped <"$work/b" >>"$work/hidden"
    done

    awk -v m="$1" -v b="$2" -v one="$(median <"$work/one")" -v two="$(median <"$work/two")" -v e="$(median <"$work/efficiency")" \
        -v c="$(median <"$work/compute")" -v h="$(median <"$work/hidden")" -v mb="$3" -v alpha="$alpha" -v beta="$beta" 'BEGIN {
            k = int((mb + 1.048) / 1.049); t = k * alpha + beta * mb; exposed = t / k; if (exposed < t - 2 / 3 * c) exposed = t - 2 / 3 * c
            printf "| %s | %d | %.0f images/s | %.0f | %.2f | %.3f | %.3f | %.0f %% |\n", m, b, one, two, two / one, e, c / (c + exposed), 100 * h
        }'
done
echo
echo "load average at the end: $(cut -d' ' -f1 /proc/loadavg)"
