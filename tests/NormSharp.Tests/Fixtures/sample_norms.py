"""Normalization of each sample by itself: LayerNorm, RMSNorm, GroupNorm, InstanceNorm and LocalResponseNorm, with gradients.

PyTorch 1.13 has no RMSNorm: there the formula is composed, in double like everything else.
"""

import torch
from torch import nn
from torch.nn import functional as F

from fixture_io import Fixture, leaf

STEPS = 4


def affine(fixture, shape, wanted, bias=True):
    """Random weight and bias, stored as gamma and beta; one weight is 0, which no formula may divide by."""
    gamma = beta = None
    if wanted:
        gamma = fixture.normal(*shape, scale=0.5, mean=1.0)
        gamma.view(-1)[-1] = 0.0 if gamma.numel() > 2 else 0.5
        gamma = leaf(gamma)
        fixture.inputs(gamma=gamma)
    if wanted and bias:
        beta = leaf(fixture.normal(*shape, scale=0.5))
        fixture.inputs(beta=beta)
    return gamma, beta


def one_pass(fixture, function, shape, gamma=None, beta=None, prefix="", scale=2.0, mean=0.5):
    x = leaf(fixture.normal(*shape, scale=scale, mean=mean))
    y = function(x)
    dy = fixture.normal(*shape)
    for parameter in (gamma, beta):
        if parameter is not None:
            parameter.grad = None
    y.backward(dy)
    fixture.inputs(**{f"{prefix}x": x, f"{prefix}dy": dy})
    fixture.rounded(**{f"{prefix}y": y, f"{prefix}dx": x.grad})
    if gamma is not None:
        fixture.rounded(**{f"{prefix}dGamma": gamma.grad})
    if beta is not None:
        fixture.rounded(**{f"{prefix}dBeta": beta.grad})


def layer(fixture, name, shape, trailing, eps=1e-5, wanted=True, bias=True, **distribution):
    normalized = shape[len(shape) - trailing:]
    fixture.case(name, normalized=normalized, eps=eps, affine=wanted, bias=bias)
    gamma, beta = affine(fixture, normalized, wanted, bias)
    one_pass(fixture, lambda x: F.layer_norm(x, normalized, gamma, beta, eps), shape, gamma, beta, **distribution)


def rms(fixture, name, shape, trailing, eps=torch.finfo(torch.float32).eps, wanted=True, bias=False, **distribution):
    normalized = shape[len(shape) - trailing:]
    fixture.case(name, normalized=normalized, eps=eps, affine=wanted, bias=bias)
    gamma, beta = affine(fixture, normalized, wanted, bias)
    axes = list(range(-trailing, 0))

    def function(x):
        y = x * torch.rsqrt((x * x).mean(axes, keepdim=True) + eps)
        y = y if gamma is None else y * gamma
        return y if beta is None else y + beta

    one_pass(fixture, function, shape, gamma, beta, **distribution)


def group(fixture, name, shape, groups, eps=1e-5, wanted=True, **distribution):
    fixture.case(name, groups=groups, eps=eps, affine=wanted)
    gamma, beta = affine(fixture, shape[1:2], wanted)
    one_pass(fixture, lambda x: F.group_norm(x, groups, gamma, beta, eps), shape, gamma, beta, **distribution)


def instance(fixture, name, shape, eps=1e-5, momentum=0.1, wanted=False, track=False, **distribution):
    fixture.case(name, eps=eps, momentum=momentum, affine=wanted, track=track)
    kind = {3: nn.InstanceNorm1d, 4: nn.InstanceNorm2d, 5: nn.InstanceNorm3d}[len(shape)]
    module = kind(shape[1], eps=eps, momentum=momentum, affine=wanted, track_running_stats=track, dtype=torch.float64)
    gamma, beta = affine(fixture, shape[1:2], wanted)
    if wanted:
        module.weight, module.bias = nn.Parameter(gamma.detach()), nn.Parameter(beta.detach())
    for step in range(1, STEPS + 1) if track else [1]:
        # Each step draws from another distribution, so that an averaging rule which is wrong shows.
        drawn = distribution or {"scale": 1.0 + 0.5 * step, "mean": step - 2.0}
        one_pass(fixture, module, shape, module.weight, module.bias, f"step{step}.", **drawn)
        if track:
            fixture.rounded(**{f"step{step}.running_mean": module.running_mean, f"step{step}.running_var": module.running_var})
    module.eval()
    one_pass(fixture, module, shape, module.weight, module.bias, "evaluation.")


def response(fixture, name, shape, size, alpha=1e-4, beta=0.75, k=1.0):
    fixture.case(name, size=size, alpha=alpha, beta=beta, k=k)
    one_pass(fixture, nn.LocalResponseNorm(size, alpha, beta, k), shape)


FAR = {"scale": 1e-2, "mean": 1e4}

file = Fixture(301)
layer(file, "vector_1d", (17,), 1)
layer(file, "features_2d", (16, 5), 1)
layer(file, "sequence_3d", (4, 3, 9), 1)
layer(file, "two_trailing_4d", (2, 3, 4, 5), 2)
layer(file, "images_4d", (3, 6, 5, 7), 3)
layer(file, "volumes_5d", (2, 3, 2, 3, 5), 4)
layer(file, "batch_of_one_2d", (1, 33), 1)
layer(file, "one_channel_4d", (3, 1, 4, 4), 3)
layer(file, "thousand_features_2d", (3, 1000), 1)
layer(file, "spatial_one_4d", (5, 17, 1, 1), 3)
layer(file, "no_affine_2d", (7, 31), 1, wanted=False)
layer(file, "no_bias_3d", (4, 3, 15), 1, bias=False)
layer(file, "large_epsilon_2d", (6, 12), 1, eps=0.5)
layer(file, "far_from_zero_2d", (6, 257), 1, **FAR)
file.save("sample_norms_layer")

file = Fixture(302)
rms(file, "vector_1d", (17,), 1)
rms(file, "features_2d", (16, 5), 1)
rms(file, "sequence_3d", (4, 3, 9), 1)
rms(file, "two_trailing_4d", (2, 3, 4, 5), 2)
rms(file, "images_4d", (3, 6, 5, 7), 3)
rms(file, "volumes_5d", (2, 3, 2, 3, 5), 4)
rms(file, "batch_of_one_2d", (1, 33), 1)
rms(file, "thousand_features_2d", (3, 1000), 1)
rms(file, "spatial_one_4d", (5, 17, 1, 1), 3)
rms(file, "no_affine_2d", (7, 31), 1, wanted=False)
rms(file, "bias_3d", (4, 3, 15), 1, bias=True)
rms(file, "large_epsilon_2d", (6, 12), 1, eps=0.5)
rms(file, "near_zero_2d", (6, 12), 1, scale=1e-4, mean=0.0)
rms(file, "one_channel_4d", (3, 1, 4, 4), 3)
file.save("sample_norms_rms")

file = Fixture(303)
group(file, "features_2d", (5, 12), 3)
group(file, "sequence_3d", (4, 6, 9), 2)
group(file, "images_4d", (3, 6, 5, 7), 3)
group(file, "volumes_5d", (2, 4, 2, 3, 5), 2)
group(file, "batch_of_one_4d", (1, 8, 4, 4), 4)
group(file, "one_channel_4d", (3, 1, 4, 5), 1)
group(file, "thousand_channels_3d", (2, 1000, 3), 8)
group(file, "spatial_one_4d", (3, 12, 1, 1), 4)
group(file, "one_group_4d", (3, 5, 4, 3), 1)
group(file, "channel_groups_4d", (3, 5, 4, 5), 5)
group(file, "no_affine_4d", (3, 6, 4, 3), 2, wanted=False)
group(file, "large_epsilon_3d", (3, 4, 17), 2, eps=0.5)
group(file, "far_from_zero_4d", (3, 4, 8, 9), 2, **FAR)
file.save("sample_norms_group")

file = Fixture(304)
instance(file, "sequence_3d", (4, 3, 9))
instance(file, "images_4d", (3, 6, 5, 7), wanted=True)
instance(file, "volumes_5d", (3, 4, 2, 3, 5), wanted=True)
instance(file, "batch_of_one_4d", (1, 5, 4, 4), wanted=True, track=True)
instance(file, "one_channel_4d", (6, 1, 3, 5), wanted=True, track=True)
instance(file, "thousand_channels_3d", (1, 1000, 3), wanted=True)
instance(file, "tracked_3d", (4, 3, 17), wanted=True, track=True)
instance(file, "tracked_no_affine_4d", (3, 5, 4, 3), track=True)
instance(file, "tracked_5d", (2, 3, 2, 3, 3), wanted=True, track=True, momentum=0.3, eps=1e-3)
instance(file, "momentum_one_3d", (3, 4, 5), track=True, momentum=1.0)
instance(file, "planes_4d", (2, 3, 11, 13), wanted=True)
instance(file, "far_from_zero_4d", (2, 3, 12, 11), wanted=True, **FAR)
file.save("sample_norms_instance")

file = Fixture(305)
response(file, "defaults_4d", (2, 7, 4, 5), 5)
response(file, "sequence_3d", (3, 7, 9), 5, alpha=0.5)
response(file, "images_4d", (2, 9, 5, 7), 3, alpha=0.8, beta=0.6, k=2.0)
response(file, "even_window_4d", (2, 6, 4, 4), 4, alpha=0.9)
response(file, "volumes_5d", (2, 5, 2, 3, 3), 5, alpha=0.7, beta=1.5)
response(file, "batch_of_one_4d", (1, 8, 17, 1), 2, alpha=1.0)
response(file, "one_channel_4d", (3, 1, 4, 4), 5, alpha=1.0)
response(file, "thousand_channels_3d", (1, 1000, 2), 5, alpha=1.0)
response(file, "spatial_one_4d", (3, 8, 1, 1), 3, alpha=1.0, k=0.5)
response(file, "window_wider_than_channels_3d", (2, 4, 15), 11, alpha=2.0)
response(file, "window_of_one_3d", (2, 4, 33), 1, alpha=2.0)
file.save("sample_norms_response")
