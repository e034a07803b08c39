# What the scripts share. Source it; it builds the command line once and defines `normsharp`.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release -v quiet "$root/src/NormSharp.Cli" >&2
normsharp() { dotnet "$root/src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll" "$@"; }
# field NAME < a line of JSON
field() { sed -nE "s/.*\"$1\": ?([-0-9.eE+]+|null|\"[^\"]*\").*/\1/p"; }
