#!/usr/bin/env bash
# Every study at full size on Fashion-MNIST, and docs/studies from it, in both languages. Finished cells are used again, so it can be stopped and
# called anew. The cells of two cores took 52 minutes.
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

for language in zh en; do
    normsharp study all --full --data "$data" --out "$folder" --language "$language"
    page=docs/studies/README.md
    [ "$language" = en ] || page=docs/studies/README.zh-CN.md
    mkdir -p docs/studies
    charts=
    [ "$language" = en ] || charts=zh/
    sed "s|](\([a-z-]*\)/chart-1.svg)|](${charts}\1.svg)|" "$folder/findings.md" > "$page"
    mkdir -p "docs/studies/$charts"
    for chart in "$folder"/*/chart-1.svg; do
        cp "$chart" "docs/studies/$charts$(basename "$(dirname "$chart")").svg"
    done
done
echo "wrote docs/studies/README.md and README.zh-CN.md"
