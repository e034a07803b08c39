"""Writes fixtures in the safetensors format and holds what every script shares."""

import json
import pathlib
import struct

import torch

FOLDER = pathlib.Path(__file__).resolve().parent
NAMES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


class Fixture:
    """A safetensors file of cases. A tensor is named "case/tensor"; the file's metadata map a case to its options, as JSON."""

    def __init__(self, seed):
        self._random = torch.Generator().manual_seed(seed)
        self._tensors = {}
        self._metadata = {"torch": torch.__version__}
        self._case = None

    def case(self, name, **options):
        """Begins a case; the tensors that follow belong to it."""
        assert name not in self._metadata, f"case {name} stands twice"
        self._case = name
        self._metadata[name] = json.dumps(options)

    def normal(self, *shape, scale=1.0, mean=0.0):
        """Normal numbers in double that float32 represents exactly, so that both sides start from the same values."""
        values = torch.randn(shape, generator=self._random, dtype=torch.float64) * scale + mean
        return values.float().double()

    def labels(self, count, classes):
        return torch.randint(0, classes, (count,), generator=self._random)

    def inputs(self, **tensors):
        """Stores tensors that float32 represents exactly."""
        for name, tensor in tensors.items():
            rounded = tensor.detach().float()
            assert torch.equal(rounded.double(), tensor.detach().double()), f"{name} is not representable in float32"
            self._add(name, rounded)

    def rounded(self, **tensors):
        """Stores results that were computed in double, rounded once to float32 (relative error at most 6e-8)."""
        for name, tensor in tensors.items():
            assert tensor.dtype == torch.float64, f"{name} was not computed in double"
            self._add(name, tensor.detach().float())

    def exact(self, **tensors):
        """Stores results as they are: double or integer."""
        for name, tensor in tensors.items():
            assert tensor.dtype in (torch.float64, torch.int64), f"{name} is {tensor.dtype}"
            self._add(name, tensor.detach())

    def single(self, **tensors):
        """Stores results that PyTorch computed in float32."""
        for name, tensor in tensors.items():
            assert tensor.dtype == torch.float32, f"{name} was not computed in float32"
            self._add(name, tensor.detach())

    def state(self, state):
        """Stores a state under its own names, without a case: floats rounded to float32, counts as I64."""
        for name, tensor in state.items():
            tensor = tensor.detach()
            self._tensors[name] = tensor.float().clone() if tensor.is_floating_point() else tensor.clone()

    def note(self, name, value):
        """Adds an entry of metadata that is not a case."""
        self._metadata[name] = json.dumps(value)

    def save(self, name):
        header, blocks, offset = {"__metadata__": self._metadata}, [], 0
        for key, tensor in self._tensors.items():
            block = tensor.contiguous().numpy().tobytes()
            header[key] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(block)]}
            blocks.append(block)
            offset += len(block)
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        path = FOLDER / f"{name}.safetensors"
        path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blocks))
        print(f"{path.name}: {path.stat().st_size / 1024:.1f} KiB")

    def _add(self, name, tensor):
        key = f"{self._case}/{name}"
        assert key not in self._tensors, f"{key} stands twice"
        self._tensors[key] = tensor.clone()


def leaf(tensor):
    """A copy that gathers its gradient."""
    return tensor.clone().requires_grad_()
