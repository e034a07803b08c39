#!/usr/bin/env bash
# samples/QuickStart by the just-in-time compiler, trimmed, and as native code: each trains, and all three must save the same bits.
# Warnings of the trimmer and of the native compiler are errors. Native code is that for processors with AVX2, so the others compute
# without AVX-512 too. What cannot be published on this machine is left out, aloud.
#
# usage: scripts/publish-quickstart.sh [--no-build]     --no-build after `dotnet build -c Release`
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_EnableAVX512=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sample=samples/QuickStart
trimmed=(-p:RuntimeIdentifier=linux-x64 -p:SelfContained=true -p:PublishTrimmed=true)
native=(-p:RuntimeIdentifier=linux-x64 -p:PublishAot=true -p:IlcInstructionSet=x86-64-v3)

# Trains where nothing else lies; prints the hash of the weights and what the sample says.
train() {
    local name=$1 folder=$work/run-$1
    shift
    mkdir "$folder"
    (cd "$folder" && "$@" >output.txt) || { cat "$folder/output.txt"; return 1; }
    grep -q 'the first test picture shows' "$folder/output.txt"
    printf '%s  %-8s %s\n' "$(sha256sum <"$folder/lenet.safetensors" | cut -d' ' -f1)" "$name" "$(head -n 1 "$folder/output.txt")"
}

# Whether the SDK's compilers can be had; a registry that is out of reach is no fault of ours.
has_compilers() {
    local name=$1
    shift
    dotnet restore "$sample" "$@" >"$work/restore.log" 2>&1 && return
    grep -qE 'NU1301|NU1101|NU1102' "$work/restore.log" || { cat "$work/restore.log"; exit 1; }
    echo "SKIPPED: $name; $(grep -m 1 -oE 'NU1[0-9]+: .*' "$work/restore.log")"
    return 1
}

# The libraries are those of the build.
publish() {
    local name=$1
    shift
    dotnet publish "$sample" -c Release --no-restore -v quiet -p:TrimmerSingleWarn=false -p:BuildProjectReferences=false "$@" -o "$work/$name"
    find "$work/$name" -name '*.dbg' -o -name '*.pdb' -o -name '*.xml' | xargs -r rm
    train "$name" "$work/$name/QuickStart" | tee -a "$work/hashes"
    du -sh "$work/$name" | sed "s|$work/||"
}

[ "${1:-}" = --no-build ] || dotnet build -c Release -v quiet "$sample"
train jit dotnet "$PWD/$sample/bin/Release/net10.0/QuickStart.dll" | tee -a "$work/hashes"

if has_compilers trimmed "${trimmed[@]}"; then
    publish trimmed "${trimmed[@]}"
fi

if ! grep -q avx2 /proc/cpuinfo; then
    echo "SKIPPED: native code; this processor has no AVX2"
elif ! command -v clang >/dev/null || ! [ -e /usr/include/zlib.h ]; then
    echo "SKIPPED: native code; clang or zlib's headers are not installed (apt-get install clang zlib1g-dev)"
elif has_compilers native "${native[@]}"; then
    publish native "${native[@]}"
fi

if [ "$(cut -d' ' -f1 "$work/hashes" | sort -u | wc -l)" -ne 1 ]; then
    echo "the weights differ"
    exit 1
fi
