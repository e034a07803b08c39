#!/usr/bin/env bash
# Two machines on one: two network namespaces with host names of their own, joined by a virtual cable. Trains over Open MPI across
# them to the bits of one process; then kills the other machine's rank; then cuts the cable. Needs root and iproute2.
#   scripts/rank-hosts.sh
# NORMSHARP names a built command line.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v mpirun.openmpi >/dev/null || { echo "no Open MPI (apt-get install openmpi-bin): nothing was tested"; exit 0; }
source scripts/common.sh
a=ns$$a
b=ns$$b
trap 'ip netns del $a; ip netns del $b; rm -rf "$work"' EXIT
ip netns add "$a" 2>/dev/null && ip netns add "$b" || { echo "no network namespaces here (they need root): nothing was tested"; exit 0; }
ip link add "v$a" netns "$a" type veth peer name "v$b" netns "$b"
for host in "$a 1" "$b 2"; do
    set -- $host
    ip netns exec "$1" ip addr add "10.77.0.$2/24" dev "v$1"
    ip netns exec "$1" ip link set "v$1" up
    ip netns exec "$1" ip link set lo up
done

# What ssh would do.
printf '#!/bin/sh\nshift\nexec ip netns exec %s unshare -u sh -c "hostname node-b; $*"\n' "$b" >"$work/agent"
chmod +x "$work/agent"
printf '10.77.0.1 slots=1\n10.77.0.2 slots=1\n' >"$work/hosts"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
options="--epochs 3 --limit 200 --batch-size 40 --threads 1 --checkpoint-every 3 --shards 2"
train() { # out, options
    exec ip netns exec "$a" unshare -u sh -c "hostname node-a; exec mpirun.openmpi --hostfile $work/hosts -n 2 --bind-to none \
        --mca plm_rsh_agent $work/agent --mca pml ob1 --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
        --mca oob_tcp_if_include 10.77.0.0/24 dotnet $program train $2 --out $1"
}

failures=0
check() { if [ "$2" = 0 ]; then echo "ok      $1"; else echo "FAILED  $1"; failures=$((failures + 1)); fi; }
normsharp train $options --out "$work/alone" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
(train "$work/two" "$options") >"$work/log" 2>&1
cmp -s "$work/alone/model.safetensors" "$work/two/model.safetensors"
check "two machines give the bits of one process" $?

for how in kill cut; do
    run=$work/$how
    (train "$run" "${options/--epochs 3/--epochs 1000}") >"$work/$how.log" 2>&1 &
    job=$!
    for _ in $(seq 1200); do [ -d "$run/checkpoints" ] && break; sleep 0.1; done
    start=$(date +%s)
    if [ "$how" = kill ]; then
        for process in $(pgrep -f -- "^[^ ]*dotnet .* --out $run\$"); do
            tr '\0' '\n' <"/proc/$process/environ" | grep -q '^OMPI_COMM_WORLD_RANK=1$' && kill -KILL "$process"
        done
    else
        ip netns exec "$b" ip link set "v$b" down
    fi

    while kill -0 "$job" 2>/dev/null && ! grep -q "rank 1 (node-b) .*; rank 0 (node-a) was at step" "$work/$how.log"; do sleep 0.2; done
    seconds=$(($(date +%s) - start))
    if [ "$how" = cut ]; then
        # Its mpirun waits for the other machine until TCP gives up.
        sleep 12
        pgrep -f -- "^[^ ]*dotnet .* --out $run\$" >/dev/null && echo "        a rank still runs 12 s later"
        kill -TERM "$job" 2>/dev/null
        ip netns exec "$b" ip link set "v$b" up
    fi
    wait "$job"
    code=$?
    grep -E "rank 1 \(node-b\) .*; rank 0 \(node-a\) was at step" "$work/$how.log" | head -n 1
    [ "$code" != 0 ] && grep -qE "rank 1 \(node-b\) .*; rank 0 \(node-a\) was at step" "$work/$how.log"
    check "$how: named after $seconds s, mpirun returned $code" $?
    sleep 12
    left=$(pgrep -f -- "^[^ ]*dotnet .* --out $run\$")
    [ -z "$left" ]
    check "$how: no process stays" $?
    [ -z "$left" ] || kill -KILL $left
done
[ "$failures" = 0 ]
