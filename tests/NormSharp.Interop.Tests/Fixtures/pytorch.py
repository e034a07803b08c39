#!/usr/bin/env python3
"""Writes the PyTorch files of this folder's tests: /usr/bin/python3 pytorch.py (PyTorch 1.13).

Element i of each tensor is 0.5 * i - 3 where its type can hold that; tensors of whole numbers hold i. Tests compute the same.
"""
import collections
import os
import pickle
import zipfile

import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pytorch")


def path(name):
    return os.path.join(FOLDER, name)


def ramp(*shape, dtype=torch.float32):
    count = 1
    for extent in shape:
        count *= extent
    if dtype == torch.bool:
        return (torch.arange(count) % 2 == 1).reshape(shape)
    if dtype.is_complex:
        return torch.complex(torch.arange(count) * 0.5 - 3, torch.arange(count) * 1.0).to(dtype).reshape(shape)
    if not dtype.is_floating_point:
        return torch.arange(count).to(dtype).reshape(shape)
    return (torch.arange(count) * 0.5 - 3).to(dtype).reshape(shape)


TYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64,
         torch.bool, torch.complex64, torch.complex128]


def types():
    state = collections.OrderedDict()
    for dtype in TYPES:
        state[str(dtype).removeprefix("torch.")] = ramp(2, 3, dtype=dtype)
    state["scalar"] = ramp(dtype=torch.int64)
    state["empty"] = ramp(0, 4)
    return state


def views():
    """Tensors that are parts of one storage."""
    base = ramp(4, 6)
    return collections.OrderedDict([
        ("base", base), ("transposed", base.t()), ("row", base[2]), ("column", base[:, 1]), ("block", base[1:3, 2:5]),
        ("steps", base[::2, ::3]), ("expanded", base[0, :1].expand(3)), ("tied", base),
    ])


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU())
        self.head = torch.nn.Linear(8, 3)
        self.register_buffer("scale", ramp(2))

    def forward(self, x):
        return self.head(torch.flatten(self.features(x), 1)) * self.scale.sum()


def net():
    model = Net()
    with torch.no_grad():
        for value in model.state_dict().values():
            value.copy_(ramp(*value.shape, dtype=value.dtype))
    return model


def script(model):
    """A TorchScript archive without its code and debug records, which quote PyTorch's sources and are not read."""
    whole = path("script.pt") + ".tmp"
    torch.jit.script(model).save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path("script.pt"), "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            if "/code/" not in entry.filename:
                target.writestr(zipfile.ZipInfo("script/" + entry.filename.split("/", 1)[1]), source.read(entry))
    os.remove(whole)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(0)
    torch.save(types(), path("types-zip.pth"))
    torch.save(types(), path("types-legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save(views(), path("views-zip.pth"))
    torch.save(views(), path("views-legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save(types(), path("types-protocol4.pth"), pickle_protocol=4)
    torch.save(types(), path("types-protocol5-legacy.pth"), pickle_protocol=5, _use_new_zipfile_serialization=False)

    model = net()
    torch.save(model, path("module-zip.pth"))
    script(model)
    state = model.state_dict()
    wrapped = collections.OrderedDict(("module." + name, value) for name, value in state.items())
    ema = collections.OrderedDict((name, value + 1) for name, value in state.items())
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 1, 4, 4)).sum().backward()
    optimizer.step()
    model.load_state_dict(net().state_dict())
    torch.save({"epoch": 7, "arch": "net", "best_acc": 0.5, "state_dict": wrapped, "ema": ema, "optimizer": optimizer.state_dict()},
               path("checkpoint.pth"))
    torch.save({"epoch": torch.tensor(3), "nested": {"model": state}}, path("nested.pth"))
    torch.save({"model": model, "epoch": 1}, path("module-in-checkpoint.pth"))
    torch.save(ramp(2, 2), path("tensor.pth"))
    torch.save([ramp(2), ramp(3)], path("list.pth"))
    torch.save(optimizer.state_dict(), path("optimizer.pth"))
    torch.save({"name": "nothing"}, path("no-tensors.pth"))
    with open(path("plain-pickle.pkl"), "wb") as file:
        pickle.dump({"weights": [1.0, 2.0]}, file)
    old = {name: (value if "num_batches_tracked" not in name else value.reshape(1).to(torch.int32)) for name, value in state.items()}
    torch.save(old, path("odd-counters.pth"))


if __name__ == "__main__":
    main()
