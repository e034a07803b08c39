#!/usr/bin/env bash
# How fast ranks are, on an idle machine of two cores; prints the Markdown of docs/scale.md.
#   scripts/rank-speed.sh [scale|pairs|all] [PAIRS]
# scale (3 minutes): the sum of gradients by size over 2 and 4 ranks (latency α, time of a MB β), and the efficiency of 2 and 4 ranks
#   of one thread beside what the model of scale predicts.
# pairs (7 minutes at 3 pairs): images a second of two ranks of one thread against one process of two threads, A B A B; medians.
# NORMSHARP names a built command line; MPIRUN a launcher; CASES="MODEL:BATCH:MB …" other models, with the MB of their gradients.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:-all}
pairs=${2:-3}
case $what in scale | pairs | all) ;; *) sed -n '2,8p' "$0"; exit 2 ;; esac
mpi=${MPIRUN:-mpirun.openmpi}
command -v "$mpi" >/dev/null || { echo "no $mpi is installed: nothing was measured"; exit 0; }
source scripts/common.sh
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
launch() { # ranks, bench; the line of JSON
    normsharp launch --mpirun "$mpi" --ranks "$1" -- bench "${@:2}" --json 2>"$work/log" | tail -n 1 >"$work/line" \
        && grep -q '"benchmark"' "$work/line" || { echo "bench ${*:2} over $1 ranks failed:" >&2; cat "$work/log" "$work/line" >&2; exit 1; }
    cat "$work/line"
}
begun=$(date +%s)
echo "load average at the start: $(cut -d' ' -f1 /proc/loadavg); $($mpi --version 2>&1 | head -n 1)"

if [ "$what" != pairs ]; then
    for ranks in 2 4; do
        launch "$ranks" allreduce >"$work/sums-$ranks"
        grep -oE '"bytes":[0-9]+,"median_ms":[0-9.e+-]+' "$work/sums-$ranks" | sed -E 's/"bytes":([0-9]+),"median_ms":(.*)/\1 \2/' >"$work/points-$ranks"
    done
    alpha=$(field alpha_ms <"$work/sums-2")
    beta=$(field beta_ms_per_mb <"$work/sums-2")
    echo
    awk -v a="$alpha" -v b="$beta" 'BEGIN { printf "Two ranks: α = %.3f ms, β = %.3f ms a MB.\n", a, b }'
    echo
    echo "| bytes of a sum | 2 ranks, ms | 4 ranks, ms | 4 ranks predicted from 2, ms |"
    echo "|--:|--:|--:|--:|"
    paste -d' ' "$work/points-2" "$work/points-4" | awk -v a="$alpha" -v b="$beta" \
        '{ printf "| %d | %.3f | %.3f | %.3f |\n", $1, $2, $4, 3 * a + 1.5 * b * $1 / 1e6 }'
    echo
    echo "| model, batch a rank | ranks | c in ms | exchange in ms | of it hidden | efficiency | predicted |"
    echo "|---|--:|--:|--:|--:|--:|--:|"
    for case in ${CASES:-lenet-bn:256:0.18 resnet20:128:1.09}; do
        IFS=: read -r model batch megabytes <<<"$case"
        for ranks in 2 4; do
            # Threads are those of the machine, which its ranks share.
            launch "$ranks" train --model "$model" --batch-size "$batch" --threads "$ranks" >"$work/step"
            awk -v name="$model, $batch" -v p="$ranks" -v mb="$megabytes" -v a="$alpha" -v b="$beta" -v c="$(field compute_ms <"$work/step")" \
                -v x="$(field communication_ms <"$work/step")" -v h="$(field overlapped <"$work/step")" -v e="$(field efficiency <"$work/step")" \
                'BEGIN {
                    k = int((mb + 1.048) / 1.049); t = k * (p - 1) * a + 2 * (p - 1) / p * b * mb
                    wait = t / k; if (wait < t - 2 / 3 * c) wait = t - 2 / 3 * c
                    printf "| %s | %d | %.2f | %.2f | %.0f %% | %.3f | %.3f |\n", name, p, c, x, 100 * h, e, c / (c + wait)
                }'
        done
    done
fi

if [ "$what" != scale ]; then
    echo
    echo "| model | batch | 1 process of 2 threads, images/s | 2 ranks of 1 thread | ratio | least | most | efficiency | hidden |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for case in ${CASES:-lenet-bn:256 lenet-bn:1024 resnet20:256 resnet20:1024}; do
        IFS=: read -r model batch _ <<<"$case"
        rm -f "$work"/{one,two,ratio,efficiency,hidden}
        for _ in $(seq "$pairs"); do
            launch 1 train --model "$model" --batch-size "$batch" --threads 2 >"$work/a"
            launch 2 train --model "$model" --batch-size $((batch / 2)) --threads 2 >"$work/b"
            field images_per_second <"$work/a" >>"$work/one"
            field images_per_second <"$work/b" >>"$work/two"
            awk -v a="$(tail -n 1 "$work/one")" -v b="$(tail -n 1 "$work/two")" 'BEGIN { print b / a }' >>"$work/ratio"
            field efficiency <"$work/b" >>"$work/efficiency"
            field overlapped <"$work/b" >>"$work/hidden"
        done
        awk -v m="$model" -v b="$batch" -v one="$(median <"$work/one")" -v two="$(median <"$work/two")" -v r="$(median <"$work/ratio")" \
            -v least="$(sort -n "$work/ratio" | head -n 1)" -v most="$(sort -n "$work/ratio" | tail -n 1)" \
            -v e="$(median <"$work/efficiency")" -v h="$(median <"$work/hidden")" 'BEGIN {
                printf "| %s | %d | %.0f | %.0f | **%.2f** | %.2f | %.2f | %.3f | %.0f %% |\n", m, b, one, two, r, least, most, e, 100 * h }'
    done
fi
echo
echo "load average at the end: $(cut -d' ' -f1 /proc/loadavg); $(($(date +%s) - begun)) s"
