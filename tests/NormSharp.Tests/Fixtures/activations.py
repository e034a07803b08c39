"""Activations: output and the gradient of the input, over ordinary, tiny and far values."""

import torch
from torch.nn import functional as F

from fixture_io import Fixture, leaf

FUNCTIONS = {
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.01),
    "leaky_relu_0_2": lambda x: F.leaky_relu(x, 0.2),
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "silu": F.silu,
}

f = Fixture(601)
near = f.normal(3, 67, scale=2.0)
far = torch.tensor([0.0, 1e-6, -1e-6, 1e-3, -1e-3, 5, -5, 9, -9, 15, -15, 17, -17, 30, -30, 60, -60, 88, -88, 100, -100, 1e4, -1e4])
for name, function in FUNCTIONS.items():
    slope = {"leaky_relu": 0.01, "leaky_relu_0_2": 0.2}.get(name)
    for region, values in (("near", near), ("far", far.float().double())):
        f.case(f"{name}_{region}", function=name.split("_0_")[0], slope=slope)
        x = leaf(values)
        y = function(x)
        dy = f.normal(*y.shape)
        y.backward(dy)
        f.inputs(x=x, dy=dy)
        f.exact(y=y, dx=x.grad)
f.save("activations")
