"""BatchNorm over the unmasked positions only: PyTorch is given them as rows, four steps and then evaluation; padding gives and gets nothing."""

import torch
from torch import nn

from fixture_io import Fixture, leaf

STEPS = 4


def one_pass(fixture, bn, prefix, shape, mask, scale, mean):
    x = leaf(fixture.normal(*shape, scale=scale, mean=mean))
    dy = fixture.normal(*shape)
    rows = x.movedim(1, -1)[mask]
    y = torch.zeros(shape, dtype=torch.float64)
    bn.zero_grad()
    y.movedim(1, -1)[mask] = bn(rows)
    y.backward(dy)
    fixture.inputs(**{f"{prefix}.x": x, f"{prefix}.dy": dy, f"{prefix}.mask": mask.double()})
    fixture.rounded(**{f"{prefix}.y": y, f"{prefix}.dx": x.grad, f"{prefix}.dGamma": bn.weight.grad, f"{prefix}.dBeta": bn.bias.grad})


def write(fixture, name, shape, mask_of):
    fixture.case(name, shape=shape)
    bn = nn.BatchNorm1d(shape[1], dtype=torch.float64)
    with torch.no_grad():
        bn.weight.copy_(fixture.normal(shape[1], scale=0.5, mean=1.0))
        bn.bias.copy_(fixture.normal(shape[1], scale=0.5))
    fixture.inputs(gamma=bn.weight, beta=bn.bias)
    for step in range(1, STEPS + 1):
        one_pass(fixture, bn, f"step{step}", shape, mask_of(fixture), scale=1.0 + 0.5 * step, mean=step - 2.0)
        fixture.rounded(**{f"step{step}.running_mean": bn.running_mean, f"step{step}.running_var": bn.running_var})
    bn.eval()
    one_pass(fixture, bn, "evaluation", shape, mask_of(fixture), scale=2.0, mean=0.5)


def lengths(samples, longest):
    """Sequences of random lengths from 0, padded on the right."""
    def mask_of(fixture):
        return torch.arange(longest) < fixture.labels(samples, longest + 1).unsqueeze(1)
    return mask_of


def scattered(*extents):
    """Each position with probability 2/3."""
    def mask_of(fixture):
        return fixture.labels(torch.Size(extents).numel(), 3).reshape(extents) > 0
    return mask_of


fixture = Fixture(140)
write(fixture, "sequences", (5, 3, 9), lengths(5, 9))
write(fixture, "samples", (17, 4), scattered(17))
write(fixture, "images", (3, 2, 5, 4), scattered(3, 5, 4))
write(fixture, "channels_33", (4, 33, 6), lengths(4, 6))
fixture.save("batchnorm_masked")
