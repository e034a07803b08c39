"""Gains, fans and PyTorch's default bounds: formulas, so the values stand in the metadata and one tensor per case."""

import math

import torch
from torch import nn
from torch.nn import init

from fixture_io import Fixture

GAINS = [("identity", "linear", None), ("sigmoid", "sigmoid", None), ("tanh", "tanh", None), ("relu", "relu", None), ("leaky_relu", "leaky_relu", 0.2)]

f = Fixture(901)
for name, nonlinearity, slope in GAINS:
    f.case(f"gain_{name}", kind="gain", function=name, slope=slope)
    f.exact(gain=torch.tensor(float(init.calculate_gain(nonlinearity, slope)), dtype=torch.float64))

for name, shape in (("linear", (33, 17)), ("convolution", (16, 6, 5, 5)), ("grouped", (6, 2, 3, 3))):
    fan_in, fan_out = init._calculate_fan_in_and_fan_out(torch.empty(shape))
    f.case(f"fan_{name}", kind="fan", shape=shape)
    f.exact(
        fanIn=torch.tensor(fan_in),
        fanOut=torch.tensor(fan_out),
        xavierUniformBound=torch.tensor(math.sqrt(6 / (fan_in + fan_out)), dtype=torch.float64),
        xavierNormalDeviation=torch.tensor(math.sqrt(2 / (fan_in + fan_out)), dtype=torch.float64),
        kaimingUniformReluBound=torch.tensor(math.sqrt(2) * math.sqrt(3 / fan_in), dtype=torch.float64),
        kaimingNormalReluDeviation=torch.tensor(math.sqrt(2) / math.sqrt(fan_in), dtype=torch.float64),
    )

# What a fresh module draws stays below its bound and comes close to it; the bound itself is the formula.
torch.manual_seed(901)
for name, module, fan_in in (("linear", nn.Linear(64, 500), 64), ("conv2d", nn.Conv2d(8, 200, 5, groups=2), 100)):
    bound = init.calculate_gain("leaky_relu", math.sqrt(5)) * math.sqrt(3 / fan_in)
    assert 0.99 * bound < module.weight.abs().max().item() <= bound
    assert 0.95 * bound < module.bias.abs().max().item() <= bound
    f.case(f"default_{name}", kind="default", fanIn=fan_in)
    f.exact(weightBound=torch.tensor(bound, dtype=torch.float64), biasBound=torch.tensor(1 / math.sqrt(fan_in), dtype=torch.float64))
f.save("initializers")
