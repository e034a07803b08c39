# What the scripts share. Source it; it builds the command line once and defines `normsharp`. NORMSHARP names a built one to take instead,
# an assembly or native code.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=${NORMSHARP:-$root/src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll}
[ -n "${NORMSHARP:-}" ] || dotnet build -c Release -v quiet "$root/src/NormSharp.Cli" >&2
normsharp() { case $program in *.dll) dotnet "$program" "$@" ;; *) "$program" "$@" ;; esac; }
# field NAME < a line of JSON
field() { sed -nE "s/.*\"$1\": ?([-0-9.eE+]+|null|\"[^\"]*\").*/\1/p"; }
# spread < a number a line: their mean and standard deviation (of a sample) in percent, such as 87.12 ± 0.34
spread() { awk '{ n++; s += $1; q += $1 * $1 } END { m = s / n; v = n > 1 ? (q - n * m * m) / (n - 1) : 0; printf "%.2f ± %.2f", 100 * m, 100 * sqrt(v > 0 ? v : 0) }'; }
