#!/usr/bin/env python3
"""Runs the tests of the ONNX standard and writes what is not supported, test by test.

conformance.py FOLDER   the folder with opset7.zip, …, as ../shared/onnx-conformance

Writes tests/NormSharp.Conformance.Tests/not-supported.txt and prints a table for docs/onnx.md.
"""
import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLI = ROOT / "src/NormSharp.Cli/bin/Release/net10.0/NormSharp.Cli.dll"
TABLE = ROOT / "tests/NormSharp.Conformance.Tests/not-supported.txt"
ARCHIVES = ["pytorch-converted"] + [f"opset{version}" for version in (7, 9, 11, 13, 15, 18, 21)]


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    lines, reasons, failed = [], collections.Counter(), []
    print("| archive | passed | failed | not supported |\n|---|---|---|---|")
    for archive in ARCHIVES:
        path = pathlib.Path(sys.argv[1]) / f"{archive}.zip"
        ran = subprocess.run(
            ["dotnet", CLI, "run", "--suite", path, "--json"], capture_output=True, text=True, check=False)
        report = json.loads(ran.stdout.splitlines()[-1])
        print(f"| {archive} | {report['passed']} | {report['failed']} | {report['not_supported']} |")
        for test in report["tests"]:
            if test["outcome"] == "not supported":
                lines.append(f"{archive} {test['name']} {test['reason']}")
                reasons[test["reason"]] += 1
            elif test["outcome"] == "failed":
                failed.append(f"{archive} {test['name']}: {test['detail']}")
    head = "# Tests of the ONNX standard that are not supported, and why: archive, test, reason. Written by scripts/conformance.py.\n"
    TABLE.write_text(head + "".join(f"{line}\n" for line in sorted(lines)))
    print("\n" + "\n".join(f"{count} {reason}" for reason, count in reasons.most_common()))
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
