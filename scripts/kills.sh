#!/usr/bin/env bash
# Kills train, recalibrate, fold and study with SIGKILL at random moments, then runs each to its end: nothing may be lost, the results have
# the bits of runs that were never killed, and the folders hold the same files, none more.
# usage: scripts/kills.sh [KILLS] [SEED]
set -euo pipefail
kills=${1:-100}
seed=${2:-1}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
RANDOM=$seed

# Small images and few of them: most of a command's time is its start, and a thousand kills take minutes.
python3 - "$work/data" <<'MAKE'
import os, random, struct, sys
os.makedirs(sys.argv[1])
for name, count in ("train", 600), ("t10k", 60):
    draw = random.Random(name)
    labels = bytes(i % 4 for i in range(count))
    pixels = bytes((x * (label + 1) * 40 + y * label * 25) % 128 + draw.randrange(120) for label in labels for y in range(28) for x in range(28))
    with open(f"{sys.argv[1]}/{name}-images-idx3-ubyte", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, 28, 28) + pixels)
    with open(f"{sys.argv[1]}/{name}-labels-idx1-ubyte", "wb") as file:
        file.write(struct.pack(">II", 0x801, count) + labels)
MAKE

train=(--model lenet-bn --data "$work/data" --limit 200 --epochs 2 --lr 1.0 --seed 7 --threads 1 --checkpoint-every 2 --quiet)
repair=(--data "$work/data" --batches 3)
study=(study bias --quick --data "$work/data" --limit 512 --seeds 1 --threads 1)
sum() { sha256sum "$1" | cut -d ' ' -f 1; }
files() { (cd "$1" && find . | LC_ALL=C sort); }
# Times differ from run to run; everything else is compared.
cells() { cat "$1"/bias/runs/*.json | sed -E 's/"(seconds|[a-z_]+_ms)":[-0-9.eE+]+//g' | sha256sum | cut -d ' ' -f 1; }
count() { find "$1" -path '*/bias/runs/*.json' 2>/dev/null | wc -l || true; }
now() { date +%s%3N; }
declare -A length
declare -A killed_of=([train]=0 [recalibrate]=0 [fold]=0 [study]=0)
timed() { local name=$1 start; shift; start=$(now); normsharp "$@" >/dev/null; length[$name]=$(( $(now) - start )); }

timed train train "${train[@]}" --out "$work/whole/run"
model="$work/whole/run/model.safetensors"
timed recalibrate recalibrate "$model" "${repair[@]}" -o "$work/whole/r.safetensors"
timed fold fold "$model" --data "$work/data" -o "$work/whole/f.safetensors"
timed study "${study[@]}" --out "$work/whole/study"
for name in train recalibrate fold study; do echo "uninterrupted $name: ${length[$name]} ms"; done
whole=$(files "$work/whole")

failed=0; done_kills=0; round=0
fail() { echo "FAILS round $round: $*"; failed=1; }
# Starts a command and kills it at a random moment of its length; one that has ended before is not counted, and tells its length anew.
killed() {
    local name=$1 start end; shift
    start=$(now)
    end=$(( start + 30 + (RANDOM * 32768 + RANDOM) % (length[$name] + 1) ))
    dotnet "$program" "$@" >/dev/null 2>&1 &
    local child=$!
    while [ "$(now)" -lt "$end" ] && kill -0 "$child" 2>/dev/null; do sleep 0.01; done
    if kill -KILL "$child" 2>/dev/null; then
        done_kills=$((done_kills + 1))
        killed_of[$name]=$(( killed_of[$name] + 1 ))
    else
        length[$name]=$(( $(now) - start ))
    fi

    wait "$child" 2>/dev/null || true
}
# Other programs may have made the machine slower, or faster, than it was before: what a whole run takes now tells the others' lengths.
rescale() {
    local before=${length[recalibrate]} name
    for name in train recalibrate fold study; do length[$name]=$(( length[$name] * $1 / before + 1 )); done
}
# What stands there after a kill is whole; it makes room for the next.
whole_or_none() {
    local file="$here/$1.safetensors"
    [ -e "$file" ] || return 0
    [ "$(sum "$file")" = "$(sum "$work/whole/$1.safetensors")" ] || fail "$1: a file that is not whole"
    rm "$file"
}

while [ "$done_kills" -lt "$kills" ]; do
    round=$((round + 1)); here="$work/round"; rm -rf "$here"; mkdir "$here"
    start_or_resume() { if [ -e "$here/run/run.json" ]; then echo "train --resume $here/run --quiet"; else echo "train ${train[*]} --out $here/run"; fi; }
    for _ in {1..8}; do
        # shellcheck disable=SC2046
        killed train $(start_or_resume)
    done
    # shellcheck disable=SC2046
    normsharp $(start_or_resume) >/dev/null || fail "the training does not go on"

    for _ in {1..10}; do
        whole_or_none r
        killed recalibrate recalibrate "$model" "${repair[@]}" -o "$here/r.safetensors"
    done
    whole_or_none r
    start=$(now)
    normsharp recalibrate "$model" "${repair[@]}" -o "$here/r.safetensors" >/dev/null || fail "recalibrate"
    rescale $(( $(now) - start ))

    for _ in {1..10}; do
        whole_or_none f
        killed fold fold "$model" --data "$work/data" -o "$here/f.safetensors"
    done
    whole_or_none f
    normsharp fold "$model" --data "$work/data" -o "$here/f.safetensors" >/dev/null || fail "fold"

    for _ in 1 2 3; do
        finished=$(count "$here/study")
        killed study "${study[@]}" --out "$here/study"
        [ "$(count "$here/study")" -ge "$finished" ] || fail "study: finished runs are lost"
    done
    normsharp "${study[@]}" --out "$here/study" >/dev/null || fail "study"

    for name in run/model r f; do
        [ "$(sum "$here/$name.safetensors")" = "$(sum "$work/whole/$name.safetensors")" ] || fail "$name: other bits"
    done
    [ "$(cells "$here/study")" = "$(cells "$work/whole/study")" ] || fail "study: other numbers"
    [ "$(files "$here")" = "$whole" ] || fail "other files: $(diff <(files "$here") <(echo "$whole") | tr '\n' ' ')"
    [ "$failed" -eq 0 ] || { cp -r "$here" "kills-failed-$seed-$round" 2>/dev/null || true; break; }
    echo "$done_kills kills in $round rounds"
done
per_command=$(for name in train recalibrate fold study; do printf '%s %d  ' "$name" "${killed_of[$name]}"; done)
[ "$failed" -eq 0 ] && echo "OK    $done_kills kills in $round rounds ($per_command): nothing lost, the same bits, no file more"
exit "$failed"
