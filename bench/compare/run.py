"""Runs NormSharp and PyTorch in turn, A B A B, and keeps every answer; render.py makes the page of them.

usage: run.sh [ROW...] [--pairs N] [--quick] [--again] [--out FOLDER] [--list] [--no-render]
"""
import argparse
import datetime
import functools
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import render
import rows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLI = ROOT / "src/NormSharp.Cli/bin/Release/net10.0"
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable)


def options():
    parser = argparse.ArgumentParser(usage="run.sh [ROW...] [options]", description="Rows: " + " ".join(rows.ALL_IDS))
    parser.add_argument("rows", nargs="*", metavar="ROW", help="which rows, or beginnings of their names; all without any")
    parser.add_argument("--pairs", type=int, default=5, help="how often A and B take turns (default 5)")
    parser.add_argument("--quick", action="store_true", help="short measurements, to see that everything runs; never for publishing")
    parser.add_argument("--again", action="store_true", help="measure rows anew that are complete already")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="where answers are kept (default bench/compare/results)")
    parser.add_argument("--page", type=Path, default=None, help="the page to write (default docs/performance.md, with --quick performance.md beside the answers)")
    parser.add_argument("--list", action="store_true", help="list the rows and end")
    parser.add_argument("--no-render", action="store_true", help="do not write the page")
    o = parser.parse_args()
    unknown = [name for name in o.rows if not any(id.startswith(name) for id in rows.ALL_IDS)]
    if unknown:
        parser.error(f"no row begins with '{unknown[0]}'; known are {', '.join(rows.ALL_IDS)}")
    return o


def normsharp():
    """The command: the program's own executable where it starts, else by dotnet."""
    executable = CLI / "NormSharp.Cli"
    if executable.exists() and subprocess.run([executable, "--version"], capture_output=True).returncode == 0:
        return [str(executable)]
    return ["dotnet", str(CLI / "NormSharp.Cli.dll")]


def run(command, environment, threads):
    """Runs a command; its JSON with the time to its first line and its peak memory."""
    limits = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as error:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=error, text=True, env={**os.environ, **limits, **environment})
        lines = [process.stdout.readline()]
        wall = 1000 * (time.perf_counter() - start)
        lines += process.stdout.read().splitlines()
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            error.seek(0)
            raise RuntimeError(f"{' '.join(command)}\n  ended with {process.returncode}: {error.read().strip()[-2000:]}")
    answer = json.loads([line for line in lines if line.strip()][-1])
    return {**answer, "wall_ms": wall, "peak_mb": usage.ru_maxrss / 1024}


def shortened(arguments):
    """The same command for a trial: a fraction of the time."""
    short = list(arguments)
    for name, value in (("--seconds", "0.2"), ("--repetitions", "5"), ("--images", "1024")):
        if name in short:
            short[short.index(name) + 1] = value
    return short


def random_idx(folder):
    """Random images of Fashion-MNIST's size, for what does not depend on pictures.

    Drawn in slices: Linux counts what this process held at its peak to the peak of every command that it starts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(1)
    for name, count in (("train", 60_000), ("t10k", 10_000)):
        for part, header, each in (("images-idx3-ubyte", [0x803, count, 28, 28], 784), ("labels-idx1-ubyte", [0x801, count], 1)):
            path = folder / f"{name}-{part}.gz"
            if not path.exists():
                with gzip.open(path, "wb", compresslevel=1) as file:
                    file.write(b"".join(number.to_bytes(4, "big") for number in header))
                    for _ in range(0, count, 1000):
                        drawn = draw.randbytes(1000 * each)
                        file.write(drawn if part.startswith("images") else bytes(byte % 10 for byte in drawn))
    return folder


def kept(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def keep(path, answer):
    with path.open("a") as file:
        file.write(json.dumps(answer) + "\n")


def setting(row, path, arguments):
    """The vector width of PyTorch's own kernels and of OpenBLAS that is fastest by a short trial: both may take AVX2 by themselves and have AVX-512 kernels too."""
    for answer in kept(path):
        if answer["side"] == "theirs" and "setting" in answer:
            return answer["setting"]
    own, wide = {"ATEN_CPU_CAPABILITY": "avx2"}, {"ATEN_CPU_CAPABILITY": "avx512"}
    if row.metric not in ("median_ms", "mean_ms") or "avx512f" not in Path("/proc/cpuinfo").read_text():
        return own
    blas = {"OPENBLAS_CORETYPE": "SkylakeX"}
    candidates = [own, wide, {**own, **blas}, {**wide, **blas}]
    return min(candidates, key=lambda each: run([PYTHON, str(HERE / "torch_side.py"), *shortened(arguments)], each, row.threads)[row.metric])


def measure(row, ours, has_torch, o):
    path = o.out / f"{row.id}.jsonl"
    if o.again:
        path.unlink(missing_ok=True)
    done = {(answer["pair"], answer["side"]) for answer in kept(path)}
    for pair in range(o.pairs):
        for side in ("theirs", "ours"):
            is_normsharp = side == "ours" or row.theirs_is_normsharp
            if (pair, side) in done or not (is_normsharp or has_torch):
                continue
            places = {"{data}": str(o.out / "random-idx"), "{run}": str(o.out / f"run-{os.getpid()}-{pair}-{side}")}
            if row.metric == "peak_mb":
                random_idx(o.out / "random-idx")
            arguments = [places.get(argument, argument) for argument in (row.ours if side == "ours" else row.theirs)]
            arguments = shortened(arguments) if o.quick else arguments
            environment = row.ours_env if side == "ours" else row.theirs_env
            if not is_normsharp and "ATEN_CPU_CAPABILITY" not in environment:
                environment = setting(row, path, arguments)
            command = ours + arguments if is_normsharp else [PYTHON, str(HERE / "torch_side.py")] + arguments
            answer = run(command, environment, row.threads)
            shutil.rmtree(places["{run}"], ignore_errors=True)
            chosen = {} if is_normsharp else {"setting": environment}
            keep(path, {"row": row.id, "pair": pair, "side": side, "quick": o.quick, "date": now(), "commit": commit(), **answer, **chosen})
            print(f"  {row.id} {pair + 1}/{o.pairs} {side:6} {answer.get(row.metric, float('nan')):10.3f} {row.metric}", flush=True)


def measure_single(id, arguments, environment, ours, o):
    path = o.out / f"{id}.jsonl"
    if o.again:
        path.unlink(missing_ok=True)
    if not path.exists():
        answer = run(ours + (shortened(arguments) if o.quick else list(arguments)), environment, 2)
        keep(path, {"row": id, "quick": o.quick, "date": now(), "commit": commit(), **answer})
        print(f"  {id} 1/1", flush=True)


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def text_of(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@functools.cache
def commit():
    """What is measured, as the page names it."""
    changed = bool(text_of(["git", "status", "--porcelain", "--untracked-files=no"]))
    return f"{text_of(['git', 'rev-parse', '--short', 'HEAD'])}{' with changes' if changed else ''}"


def host(ours, has_torch):
    packages = text_of(["dpkg-query", "-W", "-f=${Package} ${Version}\n", "python3-torch", "libopenblas0-pthread"])
    return {
        "date": now(),
        "normsharp": run(ours + ["env", "--json"], {}, 2),
        "torch": run([PYTHON, str(HERE / "torch_side.py"), "versions"], {}, 2) if has_torch else None,
        "packages": packages.splitlines() if packages else [],
    }


def main():
    o = options()
    if o.list:
        print("\n".join([f"{id:24} {' '.join(arguments)}" for id, arguments, _ in rows.SINGLE] + [f"{row.id:24} {row.title}" for row in rows.ROWS]))
        return
    chosen = [id for id in rows.ALL_IDS if not o.rows or any(id.startswith(name) for name in o.rows)]
    o.out.mkdir(parents=True, exist_ok=True)
    has_torch = subprocess.run([PYTHON, "-c", "import torch"], capture_output=True).returncode == 0
    if not has_torch:
        print("PyTorch is not installed (Debian: apt-get install python3-torch libopenblas0-pthread): its side is skipped, and there are no ratios", flush=True)
    ours = normsharp()
    start = time.monotonic()
    (o.out / "host.json").write_text(json.dumps(host(ours, has_torch), indent=1))
    failed = []
    for id in chosen:
        try:
            single = next((entry for entry in rows.SINGLE if entry[0] == id), None)
            if single:
                measure_single(*single, ours, o)
            else:
                measure(next(row for row in rows.ROWS if row.id == id), ours, has_torch, o)
        except RuntimeError as error:
            failed.append(id)
            print(f"  {id}: {error}", file=sys.stderr, flush=True)
    print(f"{len(chosen)} rows in {(time.monotonic() - start) / 60:.1f} minutes; answers in {o.out}")
    if not o.no_render:
        page = o.page or (o.out / "performance.md" if o.quick else ROOT / "docs/performance.md")
        render.write(o.out, page)
        print(f"wrote {page}")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; the same command goes on where it stopped")


if __name__ == "__main__":
    main()
