#!/usr/bin/env bash
# How many public types each package has, from the baselines that the analyzer holds (PublicAPI.Shipped.txt and PublicAPI.Unshipped.txt).
#
# usage: scripts/public-surface.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

total=0
for folder in src/*/; do
    project=$(basename "$folder")
    [ -f "$folder/PublicAPI.Shipped.txt" ] || continue
    # A type is a line of its namespace and name alone: no member has neither parentheses nor an arrow.
    count=$(grep -hvE '^#|->|\(|^$| = ' "$folder"/PublicAPI.{Shipped,Unshipped}.txt | wc -l || true)
    printf '%5d  %s\n' "$count" "$project"
    total=$((total + count))
done
printf '%5d  all packages\n' "$total"
