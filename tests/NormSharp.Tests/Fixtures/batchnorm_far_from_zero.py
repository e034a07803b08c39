"""BatchNorm where the mean is a million times the deviation: mean 10^4, deviation 10^-2. The truth, in double, of float32 inputs."""

import torch
from torch import nn

from fixture_io import Fixture, leaf


def write(fixture, name, shape):
    fixture.case(name, shape=shape, eps=1e-5)
    axes = [axis for axis in range(len(shape)) if axis != 1]
    sign = torch.tensor([1.0, -1.0]).double().repeat(shape[1])[: shape[1]].reshape([1, -1] + [1] * (len(shape) - 2))
    x = leaf((sign * fixture.normal(*shape, scale=1e-2, mean=1e4)).float().double())
    bn = (nn.BatchNorm1d if len(shape) == 2 else nn.BatchNorm2d)(shape[1], dtype=torch.float64)
    y = bn(x)
    dy = fixture.normal(*shape)
    y.backward(dy)
    fixture.inputs(x=x, dy=dy)
    fixture.exact(
        mean=x.mean(axes),
        populationVariance=x.var(axes, unbiased=False),
        unbiasedVariance=x.var(axes, unbiased=True),
    )
    fixture.rounded(y=y, dx=x.grad, dGamma=bn.weight.grad, dBeta=bn.bias.grad)

    single = (nn.BatchNorm1d if len(shape) == 2 else nn.BatchNorm2d)(shape[1])
    with torch.no_grad():
        error = (single(x.detach().float()).double() - y).norm() / y.norm()
    print(f"{name}: PyTorch in float32 misses the output by {error:.1e}")


far = Fixture(201)
write(far, "features_2d", (257, 5))
write(far, "images_4d", (6, 3, 16, 16))
far.save("batchnorm_far_from_zero")
