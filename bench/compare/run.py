"""Runs NormSharp and its peers in turn, A B A B, and keeps every answer; render.py makes the page of them.

usage: run.sh [ROW...] [--pairs N] [--quick] [--again] [--out FOLDER] [--list] [--no-render]
"""
import argparse
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

import models
import peers
import render
import rows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AVX512 = "avx512f" in Path("/proc/cpuinfo").read_text()


def options():
    parser = argparse.ArgumentParser(usage="run.sh [ROW...] [options]", description="Rows: " + " ".join(rows.ALL_IDS))
    parser.add_argument("rows", nargs="*", metavar="ROW", help="which rows, or beginnings of their names; all without any")
    parser.add_argument("--pairs", type=int, default=5, help="how often A and B take turns (default 5)")
    parser.add_argument("--quick", action="store_true", help="short measurements, to see that everything runs; never for publishing")
    parser.add_argument("--again", action="store_true", help="measure rows anew that are complete already")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="where answers are kept (default bench/compare/results)")
    parser.add_argument("--page", type=Path, default=None, help="the page to write (default docs/performance.md, or performance.avx512.md on such a machine; with --quick beside the answers)")
    parser.add_argument("--list", action="store_true", help="list the rows and end")
    parser.add_argument("--no-render", action="store_true", help="do not write the page")
    o = parser.parse_args()
    unknown = [name for name in o.rows if not any(id.startswith(name) for id in rows.ALL_IDS)]
    if unknown:
        parser.error(f"no row begins with '{unknown[0]}'; known are {', '.join(rows.ALL_IDS)}")
    return o


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
        if name in short and float(short[short.index(name) + 1]) > float(value):
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
    """The environment in which libtorch is fastest by a short trial: of machines with AVX-512, both it and MKL may do better with one choice or the other."""
    for answer in kept(path):
        if answer["side"] == "theirs" and "setting" in answer:
            return answer["setting"]
    if row.theirs_env or row.side != rows.LIBTORCH or row.metric not in ("median_ms", "mean_ms") or not AVX512:
        return row.theirs_env
    candidates = [{}, {"ATEN_CPU_CAPABILITY": "avx2"}, {"MKL_ENABLE_INSTRUCTIONS": "AVX512"}]
    return min(candidates, key=lambda each: peer(shortened(arguments), each, row.threads)[row.metric])


def peer(arguments, environment, threads):
    command = peers.command()
    return run(command.words + arguments, {**command.environment, **environment}, threads)


def measure(row, ours, has_peers, o):
    path = o.out / f"{row.id}.jsonl"
    if o.again:
        path.unlink(missing_ok=True)
    done = {(answer["pair"], answer["side"]) for answer in kept(path)}
    for pair in range(o.pairs):
        for side in ("theirs", "ours"):
            is_normsharp = side == "ours" or row.side == rows.NORMSHARP
            if (pair, side) in done or not (is_normsharp or has_peers):
                continue
            places = {"{data}": str(o.out / "random-idx"), "{run}": str(o.out / f"run-{os.getpid()}-{pair}-{side}"), "{models}": str(o.out / "models")}
            if row.metric == "peak_mb":
                random_idx(o.out / "random-idx")
            arguments = [placed(argument, places) for argument in (row.ours if side == "ours" else row.theirs)]
            arguments = shortened(arguments) if o.quick else arguments
            if is_normsharp:
                environment = row.ours_env if side == "ours" else row.theirs_env
                answer = run(ours + arguments, environment, row.threads)
            else:
                environment = setting(row, path, arguments)
                answer = {**peer(arguments, environment, row.threads), "setting": environment}
            shutil.rmtree(places["{run}"], ignore_errors=True)
            keep(path, {"row": row.id, "pair": pair, "side": side, "quick": o.quick, "date": peers.now(), "commit": peers.commit(), **answer})
            print(f"  {row.id} {pair + 1}/{o.pairs} {side:6} {answer.get(row.metric, float('nan')):10.3f} {row.metric}", flush=True)


def placed(argument, places):
    for name, place in places.items():
        argument = argument.replace(name, place)
    return argument


def measure_single(id, arguments, environment, ours, o):
    path = o.out / f"{id}.jsonl"
    if o.again:
        path.unlink(missing_ok=True)
    if not path.exists():
        answer = run(ours + (shortened(arguments) if o.quick else list(arguments)), environment, 2)
        keep(path, {"row": id, "quick": o.quick, "date": peers.now(), "commit": peers.commit(), **answer})
        print(f"  {id} 1/1", flush=True)


def main():
    o = options()
    if o.list:
        print("\n".join([f"{id:24} {' '.join(arguments)}" for id, arguments, _ in rows.SINGLE] + [f"{row.id:24} {row.title}" for row in rows.ROWS]))
        return
    chosen = [id for id in rows.ALL_IDS if not o.rows or any(id.startswith(name) for name in o.rows)]
    o.out.mkdir(parents=True, exist_ok=True)
    has_peers = peers.is_there()
    if not has_peers:
        print("the peers are not built (bench/compare/peer/setup.sh): their side is skipped, and there are no ratios", flush=True)
    ours = peers.normsharp()
    start = time.monotonic()
    (o.out / "host.json").write_text(json.dumps(peers.host(2), indent=1))
    failed = []
    absent = models.prepare([row for row in rows.ROWS if row.id in chosen], ours, o.out / "models")
    for id in chosen:
        try:
            single = next((entry for entry in rows.SINGLE if entry[0] == id), None)
            if single:
                measure_single(*single, ours, o)
            elif id in absent:
                print(f"  {id}: left out, {absent[id]}", flush=True)
            else:
                measure(next(row for row in rows.ROWS if row.id == id), ours, has_peers, o)
        except RuntimeError as error:
            failed.append(id)
            print(f"  {id}: {error}", file=sys.stderr, flush=True)
    print(f"{len(chosen)} rows in {(time.monotonic() - start) / 60:.1f} minutes; answers in {o.out}")
    if not o.no_render:
        name = "performance.avx512.md" if AVX512 else "performance.md"
        page = o.page or (o.out / name if o.quick else ROOT / "docs" / name)
        render.write(o.out, page)
        print(f"wrote {page}")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}; the same command goes on where it stopped")


if __name__ == "__main__":
    main()
