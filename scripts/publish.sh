#!/usr/bin/env bash
# Builds what is shipped of the command, and prints the sizes:
#   tool      NuGet packages for `dotnet tool install`: compiled ahead (ReadyToRun) for linux-x64, as it is for other platforms
#   archive   native code for linux-x64 that needs no .NET: for processors with AVX2 and, chosen at its start, with AVX-512
# The archive needs clang and zlib's headers (Debian, Ubuntu: apt-get install clang zlib1g-dev).
#
# usage: scripts/publish.sh [tool] [archive] [-o FOLDER]     default: both, into artifacts/publish
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/artifacts/publish
kinds=()
while [ $# -gt 0 ]; do
    case $1 in
        tool | archive) kinds+=("$1"); shift ;;
        -o) out=$(realpath -m "${2:?-o needs a folder}"); shift 2 ;;
        *) echo "usage: scripts/publish.sh [tool] [archive] [-o FOLDER]"; exit 2 ;;
    esac
done
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cli=$root/src/NormSharp.Cli
version=$(dotnet msbuild "$cli" -getProperty:Version)
mkdir -p "$out"

size() { printf '%12s bytes  %s\n' "$(stat -c %s "$1")" "${1#"$out"/}"; }

tool() {
    rm -f "$out"/NormSharp.Cli*.nupkg
    dotnet pack "$cli" -c Release -v quiet -p:ShipTool=true -o "$out"
    rm -f "$out"/*.snupkg
    for package in "$out"/NormSharp.Cli*.nupkg; do size "$package"; done
}

archive() {
    for need in clang tar; do
        command -v "$need" >/dev/null || { echo "$need is not installed: apt-get install clang zlib1g-dev"; exit 1; }
    done
    local name=normsharp-$version-linux-x64 work level
    work=$(mktemp -d)
    mkdir -p "$work/$name/lib"
    for level in x86-64-v3 x86-64-v4; do
        dotnet publish "$cli" -c Release -r linux-x64 -v quiet -p:PublishAot=true -p:IlcInstructionSet=$level -o "$work/$level"
        mv "$work/$level/NormSharp.Cli" "$work/$name/lib/normsharp-$level"
    done
    mv "$work/x86-64-v3/libSkiaSharp.so" "$work/$name/lib/"
    clang -O2 -s -Wall -Wextra -Werror -o "$work/$name/normsharp" "$cli/Launcher/normsharp.c"
    cp "$root/LICENSE" "$root/README.md" "$work/$name/"
    tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz" "$name"
    rm -rf "${out:?}/$name"
    mv "$work/$name" "$out/$name"
    rm -rf "$work"
    size "$out/$name.tar.gz"
    find "$out/$name" -type f | sort | while read -r file; do size "$file"; done
    "$out/$name/normsharp" env | grep -E 'build|vectors'
}

[ "${#kinds[@]}" -gt 0 ] || kinds=(tool archive)
for kind in "${kinds[@]}"; do "$kind"; done
