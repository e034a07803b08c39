#!/usr/bin/env python3
"""Real PyTorch reads what NormSharp writes: each network of torchvision's catalogue with random statistics is saved by PyTorch, exported by
NormSharp as .pth and .safetensors, loaded again by torch.load(weights_only=True) and by safetensors, name by name and bit by bit, and
computes in NormSharp what it computes in PyTorch.

  pytorch-reads.py NORMSHARP.dll [NAME...]

Needs PyTorch and torchvision (apt-get install python3-torch python3-torchvision libopenblas0-pthread), run by /usr/bin/python3. Where the
package safetensors is there it reads; else the format's few lines below do.
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

import numpy
import torch
import torchvision

NAMES = ["resnet18", "resnet34", "resnet50", "vgg11_bn", "vgg16_bn", "mobilenet_v2", "densenet121", "shufflenet_v2_x1_0", "efficientnet_b0",
         "squeezenet1_1"]


def safetensors(path):
    try:
        from safetensors.torch import load_file
        return load_file(path), "safetensors"
    except ImportError:
        pass
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, stop = entry["data_offsets"]
            tensors[name] = torch.frombuffer(data[start:stop], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors, "its own reader"


def same(state, found, how):
    if list(state) != list(found) and sorted(state) != sorted(found):
        sys.exit(f"{how}: other names: {sorted(set(state) ^ set(found))[:6]}")
    for name, value in state.items():
        if found[name].shape != value.shape or found[name].dtype != value.dtype or not torch.equal(found[name], value):
            sys.exit(f"{how}: {name} differs")


def check(program, name, folder):
    torch.manual_seed(1)
    model = getattr(torchvision.models, name)(weights=None)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
    model.eval()
    state = model.state_dict()
    source, pth, tensors = (os.path.join(folder, f"{name}{end}") for end in (".source.pth", ".pth", ".safetensors"))
    torch.save(state, source)
    x = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        y = model(x)
    numpy.save(os.path.join(folder, "x.npy"), x.numpy())
    numpy.save(os.path.join(folder, "y.npy"), y.numpy())
    for target in (pth, tensors):
        subprocess.run(["dotnet", program, "export", source, "--arch", name, "-o", target], check=True, stdout=subprocess.DEVNULL)
    same(state, torch.load(pth, weights_only=True), "torch.load(weights_only=True)")
    found, reader = safetensors(tensors)
    same(state, found, reader)
    fresh = getattr(torchvision.models, name)(weights=None)
    fresh.load_state_dict(torch.load(pth, weights_only=True))
    subprocess.run(["dotnet", program, "run", pth, "--arch", name, "--input", os.path.join(folder, "x.npy"), "--expect",
                    os.path.join(folder, "y.npy"), "--rtol", "1e-4", "--atol", str(1e-4 * float(y.abs().max()))], check=True,
                   stdout=subprocess.DEVNULL)
    print(f"{name}: {len(state)} tensors equal by torch.load(weights_only=True) and by {reader}; outputs equal to 1e-4", flush=True)
    for path in (source, pth, tensors):
        os.remove(path)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or NAMES:
            check(sys.argv[1], name, folder)


if __name__ == "__main__":
    main()
