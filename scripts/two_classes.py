#!/usr/bin/env python3
"""Writes two classes of Fashion-MNIST as folders of PNG files: few to learn from, many to test with.

  scripts/two_classes.py FASHION_MNIST OUT [FIRST SECOND [TRAIN_PER_CLASS [TEST_PER_CLASS]]]

OUT/train/CLASS/ and OUT/test/CLASS/; by default shirts (6) and coats (4), 60 and 500 of each.
"""
import gzip
import os
import struct
import sys
import zlib

CLASSES = "t-shirt trouser pullover dress coat sandal shirt sneaker bag boot".split()


def read(folder, name):
    path = os.path.join(folder, name)
    return (gzip.open(path + ".gz", "rb") if os.path.exists(path + ".gz") else open(path, "rb")).read()


def png(pixels, side=28):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + pixels[side * y:side * (y + 1)] for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main():
    folder, out = sys.argv[1:3]
    first, second, train, test = [int(word) for word in sys.argv[3:]] + [6, 4, 60, 500][len(sys.argv) - 3:]
    for part, prefix, count in (("train", "train", train), ("test", "t10k", test)):
        images = read(folder, f"{prefix}-images-idx3-ubyte")[16:]
        labels = read(folder, f"{prefix}-labels-idx1-ubyte")[8:]
        for label in (first, second):
            target = os.path.join(out, part, CLASSES[label])
            os.makedirs(target, exist_ok=True)
            chosen = [i for i, other in enumerate(labels) if other == label][:count]
            for i in chosen:
                with open(os.path.join(target, f"{i}.png"), "wb") as file:
                    file.write(png(images[784 * i:784 * (i + 1)]))


if __name__ == "__main__":
    main()
