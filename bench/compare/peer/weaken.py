#!/usr/bin/env python3
"""Marks a version that a library needs of its dependencies as weak: the loader then starts without it.

usage: weaken.py [--check] LIBRARY VERSION

With --check nothing is changed; it ends with 0 where the version is needed and not weak. The file is a 64-bit ELF of little end;
the section of needed versions (SHT_GNU_verneed) is a list of files, each with a list of versions (Linux Standard Base, Core, 10.7).
"""
import struct
import sys
from pathlib import Path

NEEDED_VERSIONS = 0x6FFFFFFE
WEAK = 2


def sections(data):
    """(type, offset in the file, number of the linked section) of each section."""
    table, = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    for at in range(table, table + size * count, size):
        kind, = struct.unpack_from("<I", data, at + 4)
        offset, = struct.unpack_from("<Q", data, at + 24)
        link, = struct.unpack_from("<I", data, at + 40)
        yield kind, offset, link


def versions(data):
    """(where its flags stand, flags, name) of each version that the library needs."""
    all_sections = list(sections(data))
    for kind, file_at, link in all_sections:
        if kind != NEEDED_VERSIONS:
            continue
        names = all_sections[link][1]
        while True:
            _, count, _, first, to_next_file = struct.unpack_from("<HHIII", data, file_at)
            at = file_at + first
            for _ in range(count):
                _, flags, _, name, to_next = struct.unpack_from("<IHHII", data, at)
                yield at + 4, flags, bytes(data[names + name:data.index(0, names + name)]).decode()
                at += to_next
            if not to_next_file:
                break
            file_at += to_next_file


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 2:
        sys.exit("usage: weaken.py [--check] LIBRARY VERSION")
    path, wanted = Path(arguments[0]), arguments[1]
    data = bytearray(path.read_bytes())
    found = [(at, flags) for at, flags, name in versions(data) if name == wanted and not flags & WEAK]
    if "--check" in sys.argv:
        sys.exit(0 if found else 1)
    for at, flags in found:
        struct.pack_into("<H", data, at, flags | WEAK)
    path.write_bytes(data)


if __name__ == "__main__":
    main()
