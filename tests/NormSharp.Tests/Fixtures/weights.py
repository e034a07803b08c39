"""Layers whose weight is computed: weight_norm and spectral_norm as PyTorch has them, weight standardization composed from its formula."""

import torch
from torch import nn
from torch.nn.utils import spectral_norm, weight_norm

from fixture_io import Fixture, leaf

EPSILON = 1e-5


def layers():
    """Sizes that are no multiple of 16, one output, one input, groups, strides."""
    yield "linear", dict(kind="linear", inputs=17, outputs=33, bias=True), (5, 17)
    yield "linear_no_bias", dict(kind="linear", inputs=16, outputs=15, bias=False), (6, 16)
    yield "linear_one_output", dict(kind="linear", inputs=31, outputs=1, bias=True), (4, 31)
    yield "linear_rank_3", dict(kind="linear", inputs=7, outputs=4, bias=True), (2, 3, 7)
    yield "conv", dict(kind="conv", inputs=3, outputs=5, kernel=3, padding=1, bias=True), (2, 3, 6, 5)
    yield "conv_groups", dict(kind="conv", inputs=4, outputs=6, kernel=3, stride=2, groups=2, bias=False), (3, 4, 7, 7)
    yield "conv_one_channel", dict(kind="conv", inputs=1, outputs=1, kernel=2, bias=True), (1, 1, 5, 4)
    yield "linear_thousand_outputs", dict(kind="linear", inputs=3, outputs=1000, bias=True), (1, 3)
    yield "conv_spatial_one", dict(kind="conv", inputs=17, outputs=3, kernel=1, bias=True), (2, 17, 1, 1)


def build(o):
    if o["kind"] == "linear":
        return nn.Linear(o["inputs"], o["outputs"], bias=o["bias"]).double()
    return nn.Conv2d(
        o["inputs"], o["outputs"], o["kernel"], stride=o.get("stride", 1), padding=o.get("padding", 0), groups=o.get("groups", 1), bias=o["bias"]
    ).double()


def assign(parameter, values):
    with torch.no_grad():
        parameter.copy_(values)


def scatter(f, parameter, scale=0.5):
    assign(parameter, f.normal(*parameter.shape, scale=scale))


def gradients(f, layer, x, parameters):
    y = layer(x)
    dy = f.normal(*y.shape)
    y.backward(dy)
    f.inputs(x=x, dy=dy)
    f.rounded(y=y, dx=x.grad, **{f"d_{name}": parameter.grad for name, parameter in parameters.items()})


def write_weight_norm():
    f = Fixture(901)
    for name, options, shape in layers():
        f.case(name, **options)
        layer = weight_norm(build(options))
        parameters = dict(layer.named_parameters())
        for parameter in parameters.values():
            scatter(f, parameter)
        f.inputs(**parameters)
        gradients(f, layer, leaf(f.normal(*shape)), parameters)
    f.save("weight_norm")


def write_standardization():
    f = Fixture(902)
    for name, options, shape in layers():
        f.case(name, **options, epsilon=EPSILON)
        layer = build(options)
        plain = dict(layer.named_parameters())
        weight = leaf(f.normal(*layer.weight.shape, mean=0.7))
        rows = weight.reshape(weight.shape[0], -1)
        centred = rows - rows.mean(1, keepdim=True)
        standardized = (centred / (centred.square().mean(1, keepdim=True) + EPSILON).sqrt()).reshape(weight.shape)
        parameters = {"weight": weight}
        if options["bias"]:
            parameters["bias"] = plain["bias"]
            scatter(f, plain["bias"])
        del layer._parameters["weight"]
        layer.weight = standardized
        f.inputs(**parameters)
        gradients(f, layer, leaf(f.normal(*shape)), parameters)
    f.save("weight_standardization")


def write_spectral_norm():
    f = Fixture(903)
    for (name, options, shape), iterations in zip(layers(), [1, 2, 1, 5, 1, 3, 1, 1, 2]):
        f.case(name, **options, iterations=iterations)
        layer = spectral_norm(build(options), n_power_iterations=iterations)
        if options["bias"]:
            scatter(f, layer.bias)
            f.inputs(bias=layer.bias)
        for vector in ("u", "v"):
            buffer = getattr(layer, f"weight_{vector}")
            buffer.copy_(f.normal(*buffer.shape, scale=0.3))
            f.inputs(**{f"weight_{vector}_0": buffer})
        parameters = dict(layer.named_parameters())
        for step in range(1, 5):
            scatter(f, layer.weight_orig)
            f.inputs(**{f"weight_orig_{step}": layer.weight_orig})
            layer.zero_grad()
            x = leaf(f.normal(*shape))
            y = layer(x)
            dy = f.normal(*y.shape)
            y.backward(dy)
            f.inputs(**{f"x_{step}": x, f"dy_{step}": dy})
            f.rounded(**{f"y_{step}": y, f"dx_{step}": x.grad, f"weight_u_{step}": layer.weight_u, f"weight_v_{step}": layer.weight_v})
            f.rounded(**{f"d_{key}_{step}": parameter.grad for key, parameter in parameters.items()})
        layer.eval()
        layer.zero_grad()
        gradients(f, layer, leaf(f.normal(*shape)), parameters)
    f.save("spectral_norm")


write_weight_norm()
write_standardization()
write_spectral_norm()
