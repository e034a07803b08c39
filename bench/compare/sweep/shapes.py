#!/usr/bin/env python3
"""Draws the shapes of the sweep, the same at every call, and writes them to shapes.txt.

usage: shapes.py [FILE]

A line is a family, then conv or transposed, N C SIZE FILTERS KERNEL STRIDE PADDING DILATION GROUPS: square planes, kernels and windows.
Each family has its kernels, strides and sizes; how many channels and how large a batch is drawn, so that nobody chose the ones that suit.
"""
import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED = 18
BATCHES = (1, 2, 3, 4, 6, 8)
MOST_PRODUCTS = 1.2e9  # multiply-adds of a forward pass: some 20 ms
MOST_NUMBERS = 8e6  # of the input or the output


def same(kernel, dilation=1):
    """The padding that keeps the size at a stride of 1."""
    return dilation * (kernel - 1) // 2


class Family:
    """Draws shapes that were not drawn before and are not too large."""

    def __init__(self, name, draw):
        self.name, self.draw, self.found = name, draw, []

    def add(self, count, **settings):
        wanted = len(self.found) + count
        while len(self.found) < wanted:
            shape = self.one(**settings)
            if shape not in self.found and fits(shape):
                self.found.append(shape)

    def one(self, kernel, sizes, channels, filters=None, stride=1, padding=None, dilation=1, groups=None, transposed=False):
        c = self.draw.choice(channels)
        f = self.draw.choice(filters) if filters else c
        g = c if groups == "each" else self.draw.choice(groups) if groups else 1
        pad = same(kernel, dilation) if padding is None else padding
        return ("transposed" if transposed else "conv", self.draw.choice(BATCHES), c, self.draw.choice(sizes), f, kernel, stride, pad, dilation, g)


def output_size(shape):
    kind, _, _, size, _, kernel, stride, padding, dilation, _ = shape
    reach = dilation * (kernel - 1)
    return (size - 1) * stride - 2 * padding + reach + 1 if kind == "transposed" else (size + 2 * padding - reach - 1) // stride + 1


def products(shape):
    """Multiply-adds of a forward pass."""
    kind, n, c, size, f, kernel, _, _, _, groups = shape
    planes = size if kind == "transposed" else output_size(shape)
    return n * c * f // groups * kernel * kernel * planes * planes


def fits(shape):
    _, n, c, size, f, _, _, _, _, groups = shape
    out = output_size(shape)
    return c % groups == 0 and f % groups == 0 and products(shape) <= MOST_PRODUCTS and n * max(c * size * size, f * out * out) <= MOST_NUMBERS


def families():
    draw = random.Random(SEED)

    large = Family("large filters", draw)
    for kernel in (5, 7):
        large.add(16, kernel=kernel, sizes=(14, 20, 28, 32, 56), channels=(16, 24, 32, 48, 64), filters=(16, 24, 32, 48, 64))
    large.add(6, kernel=5, stride=2, sizes=(28, 32, 56), channels=(16, 32, 64), filters=(16, 32, 64))

    stem = Family("stem", draw)
    stem.add(8, kernel=7, stride=2, sizes=(96, 128, 160, 224), channels=(3,), filters=(16, 32, 64))
    stem.add(4, kernel=3, stride=2, sizes=(96, 160, 224), channels=(3,), filters=(16, 24, 32))

    halving = Family("1×1, stride 2", draw)
    halving.add(16, kernel=1, stride=2, sizes=(14, 28, 32, 56), channels=(16, 32, 64, 128, 256, 512), filters=(32, 64, 128, 256, 512))

    dilated = Family("dilated", draw)
    for dilation in (2, 4):
        dilated.add(9, kernel=3, dilation=dilation, sizes=(14, 28, 32, 56), channels=(16, 32, 64, 128), filters=(16, 32, 64, 128))

    grouped = Family("grouped", draw)
    grouped.add(10, kernel=3, sizes=(14, 28, 56), channels=(32, 64, 128, 256), filters=(64, 128, 256), groups=(2, 4, 8, 32))
    grouped.add(4, kernel=3, stride=2, sizes=(28, 56), channels=(64, 128, 256), filters=(128, 256), groups=(4, 32))
    grouped.add(6, kernel=1, sizes=(14, 28), channels=(60, 120, 240, 256), filters=(60, 120, 240), groups=(2, 3, 4))

    transposed = Family("transposed", draw)
    transposed.add(7, kernel=2, stride=2, padding=0, transposed=True, sizes=(14, 28, 32), channels=(32, 64, 128), filters=(16, 32, 64))
    transposed.add(7, kernel=4, stride=2, padding=1, transposed=True, sizes=(8, 14, 16, 28), channels=(32, 64, 128), filters=(16, 32, 64))
    transposed.add(4, kernel=3, transposed=True, sizes=(14, 28, 32), channels=(16, 32, 64), filters=(16, 32, 64))

    depthwise = Family("depthwise", draw)
    for kernel in (3, 5):
        for stride in (1, 2):
            depthwise.add(
                10, kernel=kernel, stride=stride, groups="each", sizes=(7, 14, 28, 32, 56, 112), channels=(16, 24, 32, 64, 96, 144, 240, 480))

    plain = Family("1×1 and 3×3", draw)
    plain.add(12, kernel=1, sizes=(7, 14, 28, 56), channels=(16, 24, 64, 96, 256, 512), filters=(16, 32, 64, 128, 256, 960))
    plain.add(12, kernel=3, sizes=(7, 14, 28, 32, 56), channels=(16, 32, 64, 128, 256), filters=(16, 32, 64, 128, 256))
    plain.add(4, kernel=3, stride=2, sizes=(14, 28, 56), channels=(32, 64, 128), filters=(64, 128, 256))
    return [large, stem, halving, dilated, grouped, transposed, depthwise, plain]


def read(path):
    """(family, shape as the programs read it) of each line."""
    lines = (line.rstrip("\n") for line in Path(path).read_text().splitlines())
    return [tuple(line.split(": ", 1)) for line in lines if line and not line.startswith("#")]


def main():
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "shapes.txt"
    lines = ["# Written by shapes.py: family: kind N C SIZE FILTERS KERNEL STRIDE PADDING DILATION GROUPS"]
    for family in families():
        lines += [f"{family.name}: {' '.join(str(word) for word in shape)}" for shape in family.found]
    path.write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} shapes in {path}")


if __name__ == "__main__":
    main()
