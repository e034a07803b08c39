# Sourced by run.sh and sweep.sh: builds both sides, and names the Python that runs the drivers. SKIP_BUILD=1 takes what is built.
python=${PYTHON:-$(command -v python3)}
export PYTHONDONTWRITEBYTECODE=1
if [ -z "${SKIP_BUILD:-}" ]; then
    root=$(cd "$here/../.." && pwd)
    dotnet build -c Release -v quiet -nologo "$root/src/NormSharp.Cli" >&2
    dotnet build -c Release -v quiet -nologo "$root/bench/NormSharp.Compare" >&2
    "$here/peer/setup.sh" >&2 || echo "the peers cannot be built here; NormSharp is measured alone" >&2
fi
