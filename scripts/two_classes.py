#!/usr/bin/env python3
"""Writes two classes of Fashion-MNIST or CIFAR-10 as folders of PNG files: few to learn from, many to test with.

  scripts/two_classes.py DATA OUT [FIRST SECOND [TRAIN_PER_CLASS [TEST_PER_CLASS [DRAW]]]]

DATA is a folder of IDX files or of CIFAR-10's binary batches. OUT/train/CLASS/ and OUT/test/CLASS/; by default classes 6 and
4 (shirts and coats), 60 and 500 of each. Of CIFAR-10 both parts come from the test batch, which no network has seen: the
first 500 of a class to test with, the others to learn from. DRAW is the seed by which those to learn from are drawn; without
it they are the first.
"""
import glob
import gzip
import os
import random
import struct
import sys
import zlib

GARMENTS = "t-shirt trouser pullover dress coat sandal shirt sneaker bag boot".split()
CIFAR = "airplane automobile bird cat deer dog frog horse ship truck".split()


def read(path):
    return (gzip.open(path + ".gz", "rb") if os.path.exists(path + ".gz") else open(path, "rb")).read()


def png(planes, side):
    """A gray or colour picture of bytes, channel after channel."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    channels = len(planes) // (side * side)
    pixels = bytes(planes[side * side * c + i] for i in range(side * side) for c in range(channels))
    row = side * channels
    rows = b"".join(b"\0" + pixels[row * y:row * (y + 1)] for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0 if channels == 1 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def idx(folder, prefix):
    images = read(os.path.join(folder, f"{prefix}-images-idx3-ubyte"))[16:]
    labels = read(os.path.join(folder, f"{prefix}-labels-idx1-ubyte"))[8:]
    return [(label, images[784 * i:784 * (i + 1)]) for i, label in enumerate(labels)]


def cifar(folder):
    batch = read(os.path.join(folder, "test_batch.bin"))
    return [(batch[i], batch[i + 1:i + 3073]) for i in range(0, len(batch), 3073)]


def main():
    folder, out = sys.argv[1:3]
    first, second, train, test, draw = [int(word) for word in sys.argv[3:]] + [6, 4, 60, 500, -1][len(sys.argv) - 3:]
    is_cifar = bool(glob.glob(os.path.join(folder, "test_batch.bin*")))
    names, side = (CIFAR, 32) if is_cifar else (GARMENTS, 28)
    learnt, tested = (cifar(folder),) * 2 if is_cifar else (idx(folder, "train"), idx(folder, "t10k"))
    for label in (first, second):
        images = [image for other, image in learnt if other == label][test if is_cifar else 0:]
        chosen = images[:train] if draw < 0 else random.Random(draw).sample(images, train)
        for part, pictures in (("train", chosen), ("test", [image for other, image in tested if other == label][:test])):
            target = os.path.join(out, part, names[label])
            os.makedirs(target, exist_ok=True)
            for i, image in enumerate(pictures):
                with open(os.path.join(target, f"{i}.png"), "wb") as file:
                    file.write(png(image, side))


if __name__ == "__main__":
    main()
