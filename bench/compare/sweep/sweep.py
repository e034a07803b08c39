"""Times each shape of shapes.txt on NormSharp, libtorch and ONNX Runtime in turn, and keeps the answers; page.py makes the page of them.

usage: sweep.sh [FAMILY...] [--every N] [--rounds N] [--ms N] [--threads N] [--quick] [--again] [--out FILE] [--page FILE] [--no-page]
"""
import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import page
import peers
import shapes
from sides import Side, SideError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
OURS = ROOT / "bench/NormSharp.Compare/bin/Release/net10.0/NormSharp.Compare.dll"
REST = 0.004  # seconds between turns: threads that spin for work go to sleep


def options():
    parser = argparse.ArgumentParser(usage="sweep.sh [FAMILY...] [options]")
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="beginnings of families' names; all without any")
    parser.add_argument("--rounds", type=int, default=5, help="how often the sides take turns (default 5)")
    parser.add_argument("--ms", type=float, default=30, help="milliseconds of a turn (default 30)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth shape")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="two short rounds, to see that everything runs; never for publishing")
    parser.add_argument("--again", action="store_true", help="measure anew what is there")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results/sweep.jsonl", help="where answers are kept")
    parser.add_argument("--page", type=Path, default=None, help="the page to write (default docs/performance.sweep.md, with --quick beside the answers)")
    parser.add_argument("--no-page", action="store_true", help="do not write the page")
    o = parser.parse_args()
    if o.quick:
        o.rounds, o.ms = 2, 5
    return o


def start(threads):
    peer = peers.command()
    return [
        Side("ours", ["dotnet", str(OURS), "sweep", str(threads)], {}, threads),
        Side("torch", peer.words + ["sweep-torch", "--threads", str(threads)], peer.environment, threads),
        Side("onnx", peer.words + ["sweep-onnx", "--threads", str(threads)], peer.environment, threads),
    ]


def measure(shape, sides, o):
    """Times of each side and pass, round by round; what a side cannot do is left out and said."""
    times, faults = {}, []
    able = []
    for side in sides:
        try:
            side.ask(f"shape {shape}")
            able.append(side)
        except SideError as fault:
            faults.append(str(fault))
    for round in range(o.rounds):
        for side in able if round % 2 == 0 else reversed(able):
            for which in ("forward", "both") if side.name != "onnx" else ("forward",):
                try:
                    time.sleep(REST)
                    times.setdefault(f"{side.name} {which}", []).append([float(word) for word in side.ask(f"{which} {o.ms:g}").split()])
                except SideError as fault:
                    faults.append(str(fault))
    return times, faults


def main():
    o = options()
    wanted = [(family, shape) for family, shape in shapes.read(HERE / "shapes.txt")
              if not o.families or any(family.startswith(name) for name in o.families)][::o.every]
    if not wanted:
        sys.exit(f"no family begins with {' or '.join(o.families)}")
    if not peers.is_there():
        sys.exit("the peers are not built: bench/compare/peer/setup.sh")
    o.out.parent.mkdir(parents=True, exist_ok=True)
    if o.again:
        o.out.unlink(missing_ok=True)
    done = {answer["shape"] for answer in page.kept(o.out)}
    o.out.with_suffix(".host.json").write_text(json.dumps(peers.host(o.threads), indent=1))
    sides = start(o.threads)
    begin = time.monotonic()
    failed = 0
    try:
        with o.out.open("a") as file:
            for number, (family, shape) in enumerate(wanted, 1):
                if shape in done:
                    continue
                times, faults = measure(shape, sides, o)
                failed += bool(faults)
                answer = {"family": family, "shape": shape, "quick": o.quick, "rounds": o.rounds, "date": peers.now(), "commit": peers.commit(),
                          "times": times, **({"faults": faults} if faults else {})}
                file.write(json.dumps(answer) + "\n")
                file.flush()
                print(f"{number}/{len(wanted)} {page.short(answer)}", flush=True)
                for fault in faults:
                    print(f"  {fault}", file=sys.stderr, flush=True)
    finally:
        for side in sides:
            side.close()
    print(f"{len(wanted)} shapes in {(time.monotonic() - begin) / 60:.1f} minutes; answers in {o.out}")
    if not o.no_page:
        target = o.page or (o.out.with_suffix(".md") if o.quick else ROOT / "docs/performance.sweep.md")
        page.write(o.out, target)
        print(f"wrote {target}")
    if failed:
        sys.exit(f"{failed} shapes with faults; they are named above")


if __name__ == "__main__":
    main()
