"""Measures starts in turn and prints them as Markdown. run.sh builds what it needs; `run.py FOLDER [--pairs N]` measures again."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path)
arguments.add_argument("--pairs", type=int, default=7, help="rounds; in each every program runs once for short works")
options = arguments.parse_args()
built = options.folder.resolve()
archive = next(built.glob("aot/*/normsharp"))
builds = {
    "JIT": ["dotnet", str(built / "jit/NormSharp.Cli.dll")],
    "ReadyToRun": ["dotnet", str(built / "r2r/NormSharp.Cli.dll")],
    "NativeAOT": [str(archive)],
}


NEW = "NEW"  # stands for a name of a folder that is not there yet


def run(command):
    """Seconds from start to end, peak memory in bytes, and what was printed."""
    fresh = f"{tempfile.gettempdir()}/start-{os.getpid()}-{time.monotonic_ns()}"
    try:
        return measure([fresh if word == NEW else word for word in command])
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def measure(command):
    with tempfile.TemporaryFile() as output:
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
        start = time.perf_counter()
        process = os.posix_spawn(shutil.which(command[0]), command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - start
        output.seek(0)
        text = output.read().decode()
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss * 1024, text


def in_turn(commands, rounds):
    """Medians of seconds, of memory, and the seconds themselves by name; one round more goes first and is not counted."""
    seconds, memory = {name: [] for name in commands}, {name: [] for name in commands}
    for index in range(rounds + 1):
        for name, command in commands.items():
            taken, peak, _ = run(command)
            if index > 0:
                seconds[name].append(taken)
                memory[name].append(peak)
    return seconds, {name: statistics.median(peaks) for name, peaks in memory.items()}


def folder_size(path):
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file() and file.suffix not in (".pdb", ".xml", ".dbg"))


def compressed(path):
    with tempfile.NamedTemporaryFile(suffix=".tar.gz") as packed:
        subprocess.run(
            ["tar", "-C", str(path.parent), "--exclude=*.pdb", "--exclude=*.dbg", "--exclude=*.xml", "-czf", packed.name, path.name],
            check=True)
        return os.path.getsize(packed.name)


def milliseconds(values):
    return f"{1000 * statistics.median(values):.0f} ms"


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|---|" + "--:|" * (len(header) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


with tempfile.TemporaryDirectory() as temporary:
    work = pathlib.Path(temporary)
    model, onnx, picture = work / "run/model.safetensors", work / "lenet.onnx", work / "picture"
    subprocess.run(
        [*builds["JIT"], "train", "--model", "lenet-bn", "--epochs", "1", "--quiet", "--out", str(work / "run")],
        check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*builds["JIT"], "export", str(model), "--fold", "-o", str(onnx)], check=True, stdout=subprocess.DEVNULL)
    picture.write_bytes(bytes((7 * x + 3 * y) % 256 if 6 < x < 22 and 4 < y < 25 else 0 for y in range(28) for x in range(28)))

    # The header of a safetensors file is JSON after its length.
    content = model.read_bytes()
    metadata = json.loads(content[8:8 + struct.unpack("<Q", content[:8])[0]])["__metadata__"]
    enters = json.loads(metadata["normsharp.input"])
    mean, deviation = str(enters["mean"][0]), str(enters["deviation"][0])

    # Start to first prediction.
    by_onnx = [str(onnx), str(picture), mean, deviation]
    programs = {
        "NormSharp, NativeAOT": [str(built / "ours/start-ours"), str(model), str(picture)],
        "ONNX Runtime, NativeAOT": [str(built / "peer-native/start-peer"), *by_onnx],
        "ONNX Runtime, NativeAOT, 1 thread": [str(built / "peer-native/start-peer"), *by_onnx, "1"],
        "ONNX Runtime, JIT": ["dotnet", str(built / "peer-jit/start-peer.dll"), *by_onnx],
        "ONNX Runtime, JIT, 1 thread": ["dotnet", str(built / "peer-jit/start-peer.dll"), *by_onnx, "1"],
    }
    answers = {name: run(command)[2].strip() for name, command in programs.items()}
    if len(set(answers.values())) != 1:
        sys.exit(f"the programs do not agree: {answers}")

    seconds, memory = in_turn(programs, options.pairs)
    ours, *peers = programs
    fastest = min(peers, key=lambda name: statistics.median(seconds[name]))
    ratios = sorted(theirs / own for theirs, own in zip(seconds[fastest], seconds[ours]))
    print("## Process start to first prediction\n")
    table(
        ["program", "start to end", "least", "memory"],
        [[name, f"{1000 * statistics.median(taken):.1f} ms", f"{1000 * min(taken):.1f} ms", f"{memory[name] / 1e6:.0f} MB"]
         for name, taken in seconds.items()])
    print(f"{fastest} / {ours}: median **{statistics.median(ratios):.2f}**, {ratios[0]:.2f} to {ratios[-1]:.2f}, {len(ratios)} pairs.\n")

    # The command.
    subprocess.run(
        [*builds["JIT"], "data", "garments", "--no-sheet", "--export", str(work / "pictures"), "--count", "1"],
        check=True, stdout=subprocess.DEVNULL)
    png = next((work / "pictures").rglob("*.png"))
    works = {
        "`normsharp --version`": ["--version"],
        "`normsharp env`": ["env"],
        "`normsharp predict MODEL PICTURE.png`": ["predict", str(model), str(png)],
        "first training step of LeNet, from the start": ["bench", "train", "--model", "lenet-bn", "--first-step", "--json"],
        "an epoch of garments: `train --epochs 1`": ["train", "--epochs", "1", "--quiet", "--out", NEW],
    }
    rows, peak = [], {}
    for title, words in works.items():
        taken, used = in_turn({name: [*command, *words] for name, command in builds.items()}, options.pairs)
        unit = (lambda values: f"{statistics.median(values):.2f} s") if "epoch" in title else milliseconds
        rows.append([title, *(unit(taken[name]) for name in builds)])
        peak = used
    rows.append(["memory of that epoch at most", *(f"{peak[name] / 1e6:.0f} MB" for name in builds)])
    folders = {"JIT": built / "jit", "ReadyToRun": built / "r2r", "NativeAOT": archive.parent}
    rows.append(["size", *(f"{folder_size(folder) / 1e6:.1f} MB" for folder in folders.values())])
    rows.append(["packed (tar.gz)", *(f"{compressed(folder) / 1e6:.1f} MB" for folder in folders.values())])
    print("## The command\n")
    table(["", *builds], rows)
