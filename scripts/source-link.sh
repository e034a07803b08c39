#!/usr/bin/env bash
# Do packages say where their sources are? Packs a library from a clone that has a remote on GitHub (none is called), and looks for the
# repository and commit in the package, and for the address of the sources in the symbols. Takes a minute; ends with 1 where they are not.
set -euo pipefail
cd "$(dirname "$0")/.."

remote=https://github.com/normsharp/normsharp
library=${1:-NormSharp.Primitives}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q . "$work/clone"
cd "$work/clone"
git remote set-url origin "$remote.git"
commit=$(git rev-parse HEAD)
dotnet pack "src/$library" -c Release -o "$work/packages" -nologo -v quiet

python3 - "$work/packages" "$remote" "$commit" <<'PYTHON'
import glob, re, sys, zipfile
folder, remote, commit = sys.argv[1:]

def content(pattern, ending):
    archive = zipfile.ZipFile(glob.glob(f"{folder}/{pattern}")[0])
    return archive.read(next(name for name in archive.namelist() if name.endswith(ending)))

nuspec = content("*.nupkg", ".nuspec").decode()
symbols = content("*.snupkg", ".pdb")
raw = remote.replace("https://github.com/", "https://raw.githubusercontent.com/") + f"/{commit}/*"
repository = re.search("<repository[^>]*>", nuspec)
print(repository.group() if repository else "no repository in the package")
print(raw if raw.encode() in symbols else "no address of the sources in the symbols")
sys.exit(not (repository and f'url="{remote}' in repository.group() and f'commit="{commit}"' in repository.group()
    and raw.encode() in symbols))
PYTHON
echo "Source Link: right"
