"""BatchNorm on inputs of rank 2 to 5: four consecutive training steps, then evaluation, with gradients in both modes."""

import torch
from torch import nn

from fixture_io import Fixture, leaf

STEPS = 4


def module_for(shape, **options):
    kind = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d, 5: nn.BatchNorm3d}[len(shape)]
    return kind(shape[1], dtype=torch.float64, **options)


def one_pass(fixture, bn, prefix, shape, scale, mean):
    x = leaf(fixture.normal(*shape, scale=scale, mean=mean))
    y = bn(x)
    dy = fixture.normal(*shape)
    bn.zero_grad()
    y.backward(dy)
    fixture.inputs(**{f"{prefix}.x": x, f"{prefix}.dy": dy})
    fixture.rounded(**{f"{prefix}.y": y, f"{prefix}.dx": x.grad})
    if bn.training and x.numel() == 2 * shape[1]:
        # Of two values per channel the terms of dx cancel but for eps: what is left is compared with the size of the first term.
        invStd = 1 / (x.var(0, unbiased=False) + bn.eps).sqrt()
        fixture.exact(**{f"{prefix}.dxFirstTerm": (bn.weight * invStd * dy).norm()})
    if bn.affine:
        fixture.rounded(**{f"{prefix}.dGamma": bn.weight.grad, f"{prefix}.dBeta": bn.bias.grad})


def write(name, seed, shape, momentum=0.1, eps=1e-5, affine=True, track=True):
    fixture = Fixture(seed)
    fixture.case(name, shape=shape, momentum=momentum, eps=eps, affine=affine, track=track)
    bn = module_for(shape, momentum=momentum, eps=eps, affine=affine, track_running_stats=track)
    if affine:
        with torch.no_grad():
            bn.weight.copy_(fixture.normal(shape[1], scale=0.5, mean=1.0))
            bn.bias.copy_(fixture.normal(shape[1], scale=0.5))
        fixture.inputs(gamma=bn.weight, beta=bn.bias)

    for step in range(1, STEPS + 1):
        # Each step draws from another distribution, so that an averaging rule which is wrong shows.
        one_pass(fixture, bn, f"step{step}", shape, scale=1.0 + 0.5 * step, mean=step - 2.0)
        if track:
            fixture.rounded(**{f"step{step}.running_mean": bn.running_mean, f"step{step}.running_var": bn.running_var})
            fixture.exact(**{f"step{step}.num_batches_tracked": bn.num_batches_tracked})

    bn.eval()
    one_pass(fixture, bn, "evaluation", shape, scale=2.0, mean=0.5)
    fixture.save(f"batchnorm_{name}")


write("features_2d", 101, (16, 5))
write("sequence_3d", 102, (4, 3, 9))
write("images_4d", 103, (3, 6, 5, 7))
write("volumes_5d", 104, (3, 4, 2, 3, 5))
write("cumulative_2d", 105, (9, 4), momentum=None)
write("cumulative_4d", 106, (3, 5, 4, 3), momentum=None)
write("no_affine_4d", 107, (3, 5, 4, 3), affine=False)
write("no_affine_2d", 108, (7, 6), affine=False)
write("no_running_statistics_4d", 109, (3, 5, 4, 3), track=False)
write("no_running_statistics_2d", 110, (7, 6), track=False)
write("batch_of_one_4d", 111, (1, 5, 4, 4))
write("one_channel_4d", 112, (6, 1, 3, 5))
write("channels_17_4d", 113, (4, 17, 3, 3))
write("channels_33_2d", 114, (8, 33))
write("spatial_one_4d", 115, (8, 17, 1, 1))
write("two_values_2d", 116, (2, 4))
write("three_values_2d", 121, (3, 4))
write("one_feature_2d", 117, (9, 1))
write("keras_options_4d", 118, (4, 3, 5, 5), momentum=0.01, eps=1e-3)
write("momentum_one_2d", 119, (6, 3), momentum=1.0)
write("planes_4d", 120, (2, 3, 11, 13))
write("channels_1000_2d", 122, (3, 1000))
write("channels_1000_4d", 123, (2, 1000, 1, 1))
