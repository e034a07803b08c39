#!/usr/bin/env bash
# Damages files of others at random and has every reader read them: scripts/mutate-models.sh [DAMAGES A FILE] [FIRST SEED]
# A hundred thousand take minutes for small files and hours for real ones. What fails names its seed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export NORMSHARP_MUTATIONS=${1:-20000} NORMSHARP_MUTATION_SEED=${2:-1000}
dotnet build -c Release -v quiet -nologo tests/NormSharp.Interop.Tests
exec dotnet tests/NormSharp.Interop.Tests/bin/Release/net10.0/NormSharp.Interop.Tests.dll -class NormSharp.Interop.Tests.Hostile.MutationTests
