#!/usr/bin/env bash
# Makes the whole inputs that tests/Fuzz damages anew, by the writers of this repository and from fixtures that other programs wrote.
# Needed when a format changes or a target is added; what is made is checked in.
# usage: scripts/fuzz-corpus.sh [TARGET,...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet run -c Release --project tests/Fuzz -- --make-corpus "$PWD/tests/Fuzz/Corpus" ${1:+--targets "$1"}
du -sb tests/Fuzz/Corpus | awk '{ print $1 " bytes" }'
