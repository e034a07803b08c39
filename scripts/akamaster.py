#!/usr/bin/env python3
"""akamaster's ResNet-20 for CIFAR-10 in PyTorch, its statistics put wrong, and what changed in a file.

  akamaster.py export STATE.th FOLDER   published.onnx, published.pth, and both with shifted statistics, by PyTorch's own writers
  akamaster.py compare BEFORE AFTER     fails unless the two files differ in running statistics alone, byte for byte

The first needs PyTorch (Debian's python3-torch); the second nothing. scripts/repair-foreign.sh uses both.
"""
import struct
import sys
import zipfile


def network():
    import torch.nn as nn
    import torch.nn.functional as F

    class Shortcut(nn.Module):
        def __init__(self, planes):
            super().__init__()
            self.margin = planes // 4

        def forward(self, x):
            return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.margin, self.margin), "constant", 0)

    class Block(nn.Module):
        def __init__(self, inputs, planes, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(planes)
            self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(planes)
            self.shortcut = Shortcut(planes) if stride != 1 else nn.Sequential()

        def forward(self, x):
            y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
            return F.relu(y + self.shortcut(x))

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(16)
            planes = 16
            for number, width in enumerate((16, 32, 64), 1):
                blocks = []
                for i in range(3):
                    blocks.append(Block(planes, width, 2 if i == 0 and width > 16 else 1))
                    planes = width
                setattr(self, f"layer{number}", nn.Sequential(*blocks))
            self.linear = nn.Linear(64, 10)

        def forward(self, x):
            y = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
            return self.linear(F.adaptive_avg_pool2d(y, 1).flatten(1))

    return Net()


def export(state, folder):
    import torch

    loaded = torch.load(state, map_location="cpu")["state_dict"]
    net = network()
    net.load_state_dict({name.replace("module.", "", 1): value for name, value in loaded.items()})
    net.eval()
    for name in ("published", "shifted"):
        if name == "shifted":
            for module in net.modules():
                if isinstance(module, torch.nn.BatchNorm2d):
                    module.running_mean += 2 * module.running_var.sqrt()
                    module.running_var *= 4
        torch.save(net.state_dict(), f"{folder}/{name}.pth")
        torch.onnx.export(
            net, torch.zeros(1, 3, 32, 32), f"{folder}/{name}.onnx", opset_version=13, input_names=["image"],
            output_names=["logits"], dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}},
            training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)


def fields(data, start, end):
    """The fields of a protobuf message: number, first byte of the value, end of it."""
    def varint(at):
        value = shift = 0
        while True:
            byte = data[at]
            value |= (byte & 127) << shift
            at, shift = at + 1, shift + 7
            if byte < 128:
                return value, at

    while start < end:
        tag, start = varint(start)
        if tag & 7 == 2:
            length, start = varint(start)
            stop = start + length
        elif tag & 7 == 0:
            _, stop = varint(start)
        else:
            stop = start + (8 if tag & 7 == 1 else 4)
        yield tag >> 3, start, stop
        start = stop


def places_in_onnx(data):
    """Where the numbers of running statistics lie: raw data of the graph's initializers."""
    for graph in (part for part in fields(data, 0, len(data)) if part[0] == 7):
        for tensor in (part for part in fields(data, *graph[1:]) if part[0] == 5):
            parts = {number: (start, stop) for number, start, stop in fields(data, *tensor[1:])}
            name = data[slice(*parts[8])].decode()
            if "running_" in name:
                yield name, *parts[9]


def places_in_pth(path, data):
    """The entries of the zip archive, and where their bytes lie."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            names, extra = struct.unpack("<HH", data[info.header_offset + 26:info.header_offset + 30])
            start = info.header_offset + 30 + names + extra
            yield info, start, start + info.file_size


def compare(before, after):
    old, new = (open(path, "rb").read() for path in (before, after))
    if len(old) != len(new):
        sys.exit(f"{after}: {len(new)} bytes, and {before} has {len(old)}")
    differing = [i for i, (a, b) in enumerate(zip(old, new)) if a != b]
    if before.endswith(".onnx"):
        places = list(places_in_onnx(old))
        allowed = [(start, stop) for _, start, stop in places]
    else:
        with zipfile.ZipFile(before) as first, zipfile.ZipFile(after) as second:
            changed = [name for name in first.namelist() if first.read(name) != second.read(name)]
        places = [(info.filename, start, stop) for info, start, stop in places_in_pth(before, old) if info.filename in changed]
        import torch
        states = [torch.load(path, map_location="cpu") for path in (before, after)]
        names = [name for name in states[0] if not torch.equal(states[0][name], states[1][name])]
        if len(names) != len(places) or not all("running_" in name for name in names):
            sys.exit(f"{after}: other tensors changed: {names}")
        # Checksums stand in the local headers, after the data, and in the directory at the end.
        allowed = [(start, stop) for _, start, stop in places] + [(old.index(b"PK\1\2"), len(old))]
        for info, _, stop in places_in_pth(before, old):
            allowed += [(info.header_offset + 14, info.header_offset + 18), (stop, stop + 16)]
    inside = sum(any(start <= i < stop for start, stop in allowed) for i in differing)
    print(f"{after}: {len(differing)} bytes differ in {len(places)} tensors of running statistics, {len(differing) - inside} elsewhere")
    sys.exit(0 if differing and inside == len(differing) else 1)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("export", "compare"):
        sys.exit(__doc__)
    {"export": export, "compare": compare}[sys.argv[1]](*sys.argv[2:])
