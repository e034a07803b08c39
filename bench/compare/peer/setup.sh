#!/usr/bin/env bash
# Builds the peers, TorchSharp on libtorch and ONNX Runtime, and prints how to start them.
# usage: bench/compare/peer/setup.sh
#
# TorchSharp's native library was linked with a newer C++ library than Debian 12 has and asks for one symbol version of it, GLIBCXX_3.4.32,
# for one symbol: an empty function that only pulls in the set-up of the streams. The version is made weak, so that the loader goes on
# without it, the symbol's own mark is cleared, and a library of one function provides the symbol. Where the C++ library is new enough
# nothing is changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out="$here/bin/Release/net10.0"
symbol=_ZSt21ios_base_library_initv
dotnet build -c Release -v quiet -nologo "$here" >&2

known() { grep -qa GLIBCXX_3.4.32 "$(ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }')"; }
shim="$out/libstreams.so"
if known; then
    rm -f "$shim"
else
    for tool in patchelf gcc python3; do
        command -v "$tool" >/dev/null || { echo "setup.sh needs $tool: apt-get install patchelf gcc python3" >&2; exit 1; }
    done
    printf 'void %s(void) {}\n' "$symbol" | gcc -shared -fPIC -x c -o "$shim" -
    find "$out" -name libLibTorchSharp.so | while read -r library; do
        if python3 "$here/weaken.py" --check "$library" GLIBCXX_3.4.32; then
            # The build copies by links of the file system in some set-ups: what stands in the packages' folder stays as it is.
            cp "$library" "$library.own" && mv "$library.own" "$library"
            patchelf --clear-symbol-version "$symbol" "$library"
            python3 "$here/weaken.py" "$library" GLIBCXX_3.4.32
        fi
    done
fi
echo "${shim:+$([ -f "$shim" ] && echo "LD_PRELOAD=$shim ")}dotnet $out/NormSharp.Peer.dll"
