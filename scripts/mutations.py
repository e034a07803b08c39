#!/usr/bin/env python3
"""Breaks the normalization code on purpose, one fault at a time, and sees whether a test turns red.

Each fault of mutation_faults.py is made in a temporary copy of the repository, the project concerned is built, and the tests named with the fault
are run. Exit code 0: every fault was caught. 1: a fault survived, could not be made any more (the code to replace is gone, or does not
compile), or the tests are red without any fault. A fault in code for vectors that this processor lacks is left out, and said to be. Needs the .NET SDK and Python 3; ten to twenty minutes on two cores.

usage: scripts/mutations.py [--only ID[,ID…]] [--list] [--check] [--keep]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mutation_anchors import find
from mutation_faults import FAULTS

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = Path("bin/Release/net10.0")
# What would refuse a fault for its looks, or takes time and changes nothing that runs.
QUICK = ["-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false"]
CPU = Path("/proc/cpuinfo")
SECONDS_PER_TEST_RUN = 900


def run(command, folder, seconds=1200, settings=None):
    environment = {**os.environ, **(settings or {})}
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds, env=environment)


def is_runnable(fault):
    """Whether this processor has the vectors that the fault is about."""
    flag = {512: "avx512f", 256: "avx2"}.get(fault.bits)
    return flag is None or (CPU.exists() and flag in CPU.read_text())


def build(folder, project, *options):
    return run(["dotnet", "build", "-c", "Release", "-v", "quiet", "-nologo", *QUICK, *options, str(project)], folder)


def copy_repository(target):
    """The files that git knows, as they are now, and new ones that it does not ignore."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def failures(work, tests, classes, bits=0):
    """The names of the tests that fail, with vectors of so many bits; None when the tests hang."""
    chosen = [part for name in classes for part in ("-class", f"{tests}.{name}")]
    try:
        result = run(["dotnet", f"{tests}.dll", "-noColor", "-noLogo", *chosen], work / "tests" / tests / OUTPUT, SECONDS_PER_TEST_RUN,
                     {"DOTNET_EnableAVX512": "0"} if bits == 256 else None)
    except subprocess.TimeoutExpired:
        return None
    found = [line.split("[FAIL]")[0].strip() for line in result.stdout.splitlines() if "[FAIL]" in line]
    if result.returncode != 0 and not found:
        found = ["the test process ended with an error"]
    if "Total: 0," in result.stdout:
        sys.exit(f"{tests}: no test in {', '.join(classes)}")
    return found


def exchange(work, fault, library):
    """Puts a library beside the tests."""
    shutil.copy2(library, work / "tests" / fault.tests / OUTPUT / f"{fault.project}.dll")


def attempt(work, fault):
    """Makes one fault, and says what came of it: verdict, explanation."""
    places = find(work / "src" / fault.project, fault.anchor, fault.old)
    if len(places) != 1:
        return "DOES NOT APPLY", f"the code to replace stands {len(places)} times in {fault.anchor}"
    path, begin, end = places[0]
    whole = path.read_text(encoding="utf-8")
    built = work / "src" / fault.project / OUTPUT / f"{fault.project}.dll"
    sound = work / f"{fault.project}.sound.dll"
    if not sound.exists():
        shutil.copy2(built, sound)
    path.write_text(whole[:begin] + fault.new + whole[end:], encoding="utf-8")
    try:
        result = build(work, f"src/{fault.project}", "--no-restore", "--no-dependencies")
        if result.returncode != 0:
            errors = [line for line in result.stdout.splitlines() if "error" in line]
            return "DOES NOT COMPILE", errors[0].strip() if errors else "the build failed"
        exchange(work, fault, built)
        found = failures(work, fault.tests, fault.classes, fault.bits)
    finally:
        path.write_text(whole, encoding="utf-8")
        exchange(work, fault, sound)
    if found is None:
        return "caught", "the tests do not come to an end"
    return ("caught", f"{len(found)} red, such as {found[0].removeprefix(fault.tests + '.')}") if found else ("SURVIVED", "no test turned red")


def prepare(work, faults):
    """Builds the tests, and runs them without any fault."""
    copy_repository(work)
    for project in sorted({fault.tests for fault in faults}):
        print(f"building {project}", flush=True)
        result = build(work, f"tests/{project}")
        if result.returncode != 0:
            sys.exit(f"{project} does not build:\n{result.stdout}")
    for tests, bits in sorted({(fault.tests, fault.bits) for fault in faults}):
        classes = sorted({name for fault in faults if (fault.tests, fault.bits) == (tests, bits) for name in fault.classes})
        print(f"testing {tests} without a fault" + (f", vectors of {bits} bits" if bits else ""), flush=True)
        found = failures(work, tests, classes, bits)
        if found != []:
            sys.exit(f"{tests} is red without any fault: {'it does not come to an end' if found is None else ', '.join(found)}")


def show_list(faults):
    """The faults as the table of docs/mutations.md."""
    print("| fault | what is wrong | where | tests |\n|---|---|---|---|")
    for fault in faults:
        print(f"| {fault.id} | {fault.what} | `{fault.anchor}` | {', '.join(f'`{name.split(chr(46))[-1]}`' for name in fault.classes)} |")


def check(faults):
    """Says of which faults the code is not found exactly once; makes none."""
    lost = 0
    for fault in faults:
        places = find(ROOT / "src" / fault.project, fault.anchor, fault.old)
        if len(places) != 1:
            lost += 1
            print(f"{fault.id:4} {fault.anchor}: the code to replace stands {len(places)} times, not once: {fault.old}")
    print(f"{len(faults) - lost} of {len(faults)} faults have their place")
    return 1 if lost else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="ids of faults, separated by commas")
    parser.add_argument("--list", action="store_true", help="list the faults, make none")
    parser.add_argument("--check", action="store_true", help="see whether each fault's code stands exactly once in its member, make none")
    parser.add_argument("--keep", action="store_true", help="keep the temporary copy")
    options = parser.parse_args()
    wanted = set(options.only.split(",")) if options.only else {fault.id for fault in FAULTS}
    faults = [fault for fault in FAULTS if fault.id in wanted]
    if unknown := wanted - {fault.id for fault in FAULTS}:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    if options.list:
        show_list(faults)
        return 0
    if options.check:
        return check(faults)

    for fault in faults:
        if not is_runnable(fault):
            print(f"{fault.id:4} left out  {fault.what}: this processor has no vectors of {fault.bits} bits", flush=True)
    faults = [fault for fault in faults if is_runnable(fault)]

    work = Path(tempfile.mkdtemp(prefix="normsharp-mutations-"))
    try:
        begun = time.monotonic()
        prepare(work, faults)
        caught = 0
        for fault in faults:
            verdict, explanation = attempt(work, fault)
            caught += verdict == "caught"
            print(f"{fault.id:4} {verdict:9} {fault.what}: {explanation}", flush=True)
        print(f"{caught} of {len(faults)} faults caught, {len(faults) - caught} not, in {time.monotonic() - begun:.0f} s")
        return 0 if caught == len(faults) else 1
    finally:
        if options.keep:
            print(work)
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
