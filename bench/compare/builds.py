#!/usr/bin/env python3
"""Runs two checkouts of NormSharp in turn, A B A B, over the rows of the comparison: is the new one as fast?

usage: builds.py OLD NEW [ROW...] [--pairs N] [--more N] [--quick] [--out FILE]

Both checkouts have been built in Release. The ratio of a pair is the old time over the new one: above 1, the
new one is faster. Beside the median stands the ratio of the shortest times of both, which other guests of the
machine disturb least. The answer is a Markdown table; it says which rows are slower by more than 3 % in the median.
Such a row is measured by --more further pairs, and the median of all of them stands in the table: on a machine
with other guests five pairs scatter by more than 3 %.
"""
import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import rows
import run

LEAST = 0.97


def command(checkout):
    folder = Path(checkout).resolve() / "src/NormSharp.Cli/bin/Release/net10.0"
    if not (folder / "NormSharp.Cli.dll").exists():
        sys.exit(f"{folder} holds no NormSharp.Cli.dll: run dotnet build -c Release in {checkout} first")
    executable = folder / "NormSharp.Cli"
    return [str(executable)] if executable.exists() else ["dotnet", str(folder / "NormSharp.Cli.dll")]


def measure(row, sides, o, work):
    ratios, times = [], ([], [])
    turns(row, sides, o.pairs, o.quick, work, ratios, times)
    if statistics.median(ratios) < LEAST:
        turns(row, sides, o.more, o.quick, work, ratios, times)
    return ratios, times


def turns(row, sides, pairs, quick, work, ratios, times):
    for pair in range(pairs):
        for side in (0, 1) if pair % 2 == 0 else (1, 0):
            places = {"{data}": str(work / "random-idx"), "{run}": str(work / "run")}
            arguments = [places.get(argument, argument) for argument in row.ours]
            answer = run.run(sides[side] + (run.shortened(arguments) if quick else arguments), row.ours_env, row.threads)
            shutil.rmtree(work / "run", ignore_errors=True)
            times[side].append(answer[row.metric])
        ratios.append(times[0][-1] / times[1][-1])


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--more", type=int, default=10)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path)
    o = parser.parse_args()
    chosen = [row for row in rows.ROWS if row.side != rows.ONNX and (not o.rows or any(row.id.startswith(name) for name in o.rows))]
    if not chosen:
        parser.error(f"no row begins with {' or '.join(o.rows)}; known are {', '.join(row.id for row in rows.ROWS)}")
    sides = command(o.old), command(o.new)
    lines = ["| row | old | new | unit | old / new, median | of the shortest | pairs |", "|---|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    slower = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if any(row.metric == "peak_mb" for row in chosen):
            run.random_idx(work / "random-idx")
        for row in chosen:
            ratios, times = measure(row, sides, o, work)
            median = statistics.median(ratios)
            old, new = (statistics.median(side) for side in times)
            shortest = min(times[0]) / min(times[1])
            unit = "MB" if row.metric == "peak_mb" else "ms"
            pairs = " ".join(f"{ratio:.2f}" for ratio in ratios)
            lines.append(f"| {row.id} | {old:.3f} | {new:.3f} | {unit} | {median:.3f} | {shortest:.3f} | {pairs} |")
            print(lines[-1], flush=True)
            if median < LEAST:
                slower.append(row.id)
    lines.append("")
    lines.append(f"Slower by more than 3 % in the median: {', '.join(slower) if slower else 'none'}.")
    print("\n".join(lines[-2:]), flush=True)
    if o.out:
        o.out.write_text("\n".join(lines) + "\n")
    if slower:
        sys.exit(1)


if __name__ == "__main__":
    main()
