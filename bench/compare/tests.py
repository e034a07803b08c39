#!/usr/bin/env python3
"""Tests of what the drivers compute; they start no program and need no package.

usage: bench/compare/tests.py
"""
import json
import struct
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE / "sweep"), str(HERE / "peer")]

import page  # noqa: E402
import render  # noqa: E402
import rows  # noqa: E402
import run  # noqa: E402
import shapes  # noqa: E402
import weaken  # noqa: E402


def answer(shape="conv 1 8 16 8 3 1 1 1 1", family="plain", **times):
    return {"family": family, "shape": shape, "quick": False, "rounds": 3, "date": "2026-01-01 00:00 UTC", "commit": "abc",
            "times": {name.replace("_", " "): [[value, value] for value in values] for name, values in times.items()}}


class ShapesTests(unittest.TestCase):
    def test_the_list_is_what_the_seed_gives(self):
        drawn = [(family.name, " ".join(str(word) for word in shape)) for family in shapes.families() for shape in family.found]
        self.assertEqual(shapes.read(HERE / "sweep/shapes.txt"), drawn)

    def test_there_are_enough_and_none_twice(self):
        listed = [shape for _, shape in shapes.read(HERE / "sweep/shapes.txt")]
        self.assertGreaterEqual(len(listed), 150)
        self.assertEqual(len(listed), len(set(listed)))

    def test_the_families_hold_what_they_are_named_for(self):
        found = {family.name: family.found for family in shapes.families()}
        for kernel in (5, 7):
            self.assertTrue(any(shape[5] == kernel for shape in found["large filters"]))
        self.assertTrue(all(16 <= shape[2] <= 64 and 16 <= shape[4] <= 64 for shape in found["large filters"]))
        self.assertTrue(any(shape[2] == 3 and shape[5:7] == (7, 2) for shape in found["stem"]))
        self.assertTrue(all(shape[5:7] == (1, 2) for shape in found["1×1, stride 2"]))
        self.assertTrue(all(shape[8] > 1 for shape in found["dilated"]))
        self.assertTrue(all(1 < shape[9] < shape[2] for shape in found["grouped"]))
        self.assertTrue(all(shape[0] == "transposed" for shape in found["transposed"]))
        depthwise = {shape[5:7] for shape in found["depthwise"] if shape[9] == shape[2] == shape[4]}
        self.assertEqual(depthwise, {(3, 1), (3, 2), (5, 1), (5, 2)})

    def test_sizes_of_outputs(self):
        self.assertEqual(shapes.output_size(("conv", 1, 3, 224, 64, 7, 2, 3, 1, 1)), 112)
        self.assertEqual(shapes.output_size(("conv", 1, 8, 14, 8, 3, 1, 4, 4, 1)), 14)
        self.assertEqual(shapes.output_size(("transposed", 1, 8, 14, 8, 4, 2, 1, 1, 1)), 28)
        self.assertEqual(shapes.products(("conv", 2, 8, 14, 8, 3, 1, 1, 1, 8)), 2 * 8 * 9 * 14 * 14)


class SweepPageTests(unittest.TestCase):
    def test_the_faster_peer_counts_round_by_round(self):
        one = answer(ours_forward=[1, 2, 4], torch_forward=[9, 9, 9], onnx_forward=[3, 4, 4])
        self.assertEqual(page.ratio(one, "forward"), ("onnx", 2))
        self.assertIsNone(page.ratio(one, "both"))

    def test_a_peer_that_fails_leaves_the_other(self):
        self.assertEqual(page.ratio(answer(ours_forward=[2], onnx_forward=[1]), "forward"), ("onnx", 0.5))

    def test_percentiles_lie_between_neighbours(self):
        self.assertEqual(page.percentile([3, 1, 2], 0.5), 2)
        self.assertAlmostEqual(page.percentile([1, 2, 3, 4], 0.05), 1.15)

    def test_every_ratio_is_in_one_bar(self):
        bars = page.histogram([0.1, 0.95, 1, 1.19, 50])
        self.assertEqual(sum(int(line.rsplit(" ", 1)[1]) for line in bars), 5)
        self.assertIn("1 to 1.2", next(line for line in bars if line.endswith(" 2")))

    def test_the_worst_come_first(self):
        slow = answer("conv 1 8 16 8 5 2 2 1 8", ours_forward=[2], torch_forward=[1])
        lines = page.worst([answer(ours_forward=[1], torch_forward=[3]), slow], "forward")
        self.assertIn("5×5, stride 2, padding 2, depthwise | 0.50 | libtorch", lines[2])

    def test_the_page_says_what_was_missed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sweep.jsonl"
            path.write_text(json.dumps(answer(ours_forward=[1], torch_forward=[1.5], ours_both=[1], torch_both=[0.5])) + "\n")
            page.write(path, Path(folder) / "page.md")
            text = " ".join((Path(folder) / "page.md").read_text().split())
        self.assertIn("the median is 1.00, and 1.3 is aimed at: missed", text)


class RowsTests(unittest.TestCase):
    def test_names_are_unique(self):
        self.assertEqual(len(rows.ALL_IDS), len(set(rows.ALL_IDS)))

    def test_means_have_their_rows(self):
        for mean in rows.MEANS:
            self.assertGreaterEqual(len(mean.rows), 8)
            self.assertTrue(set(mean.rows) <= {row.id for row in rows.ROWS})

    def test_a_mean_is_geometric_and_names_the_least(self):
        mean = rows.MEANS[0]
        with tempfile.TemporaryDirectory() as folder:
            for number, id in enumerate(mean.rows):
                theirs = 1.0 if number else 512.0
                lines = [json.dumps({"pair": 0, "side": side, "median_ms": ms}) for side, ms in (("ours", 1.0), ("theirs", theirs))]
                (Path(folder) / f"{id}.jsonl").write_text("\n".join(lines) + "\n")
            line = render.mean_line(Path(folder), mean)
            (Path(folder) / f"{mean.rows[0]}.jsonl").unlink()
            self.assertIsNone(render.mean_line(Path(folder), mean))
        self.assertIn("the least of them 1.00", line)
        self.assertIn("**2.00**", line)
        self.assertTrue(line.endswith("| yes |"))

    def test_a_trial_is_never_longer_than_the_measurement(self):
        self.assertEqual(run.shortened(["--seconds", "3", "--images", "8", "--repetitions", "235"]),
                         ["--seconds", "0.2", "--images", "8", "--repetitions", "5"])


class WeakenTests(unittest.TestCase):
    def test_only_the_version_that_is_named_becomes_weak(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "library.so"
            path.write_bytes(library(["GLIBCXX_1", "GLIBCXX_2"]))
            before = {name: flags for _, flags, name in weaken.versions(path.read_bytes())}
            self.assertEqual(before, {"GLIBCXX_1": 0, "GLIBCXX_2": 0})
            sys.argv = ["weaken.py", str(path), "GLIBCXX_2"]
            weaken.main()
            after = {name: flags for _, flags, name in weaken.versions(path.read_bytes())}
        self.assertEqual(after, {"GLIBCXX_1": 0, "GLIBCXX_2": weaken.WEAK})


def library(names):
    """The least of an ELF file that needs these versions of one other."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in names)
    needed = struct.pack("<HHIII", 1, len(names), 0, 16, 0)
    at = 1
    for number, name in enumerate(names):
        needed += struct.pack("<IHHII", 0, 0, number, at, 16 if number + 1 < len(names) else 0)
        at += len(name) + 1
    sections = [(0, 0, 0), (3, 64, 0), (weaken.NEEDED_VERSIONS, 64 + len(strings), 1)]
    table = b"".join(struct.pack("<IIQQQQIIQQ", 0, kind, 0, 0, offset, 0, link, 0, 0, 0) for kind, offset, link in sections)
    header = bytearray(64)
    struct.pack_into("<Q", header, 0x28, 64 + len(strings) + len(needed))
    struct.pack_into("<HH", header, 0x3A, 64, len(sections))
    return bytes(header) + strings + needed + table


if __name__ == "__main__":
    unittest.main()
