#!/usr/bin/env bash
# Every study at full size on Fashion-MNIST, and docs/studies from it, in both languages. Finished runs are used again, so it can be stopped and
# called anew. All runs took 52 minutes on two cores.
#
# usage: scripts/studies.sh FOLDER [DATA]
#   FOLDER   where the reports go
#   DATA     a folder of Fashion-MNIST's IDX files; default ../shared/data/fashion-mnist, else the name fashion-mnist
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

folder=${1:?usage: scripts/studies.sh FOLDER [DATA]}
data=${2:-../shared/data/fashion-mnist}
[ -d "$data" ] || data=fashion-mnist

normsharp study all --full --data "$data" --out "$folder" --language zh --page docs/studies/README.zh-CN.md
normsharp study all --full --data "$data" --out "$folder" --language en --page docs/studies/README.md
