"""Conv2d: output and the gradients of input, weight and bias."""

import torch
from torch.nn import functional as F

from fixture_io import Fixture, leaf


def write(fixture, name, batch, channels, size, filters, kernel, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1, bias=True):
    fixture.case(name, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias)
    x = leaf(fixture.normal(batch, channels, *size))
    weight = leaf(fixture.normal(filters, channels // groups, *kernel, scale=0.3))
    b = leaf(fixture.normal(filters)) if bias else None
    y = F.conv2d(x, weight, b, stride, padding, dilation, groups)
    dy = fixture.normal(*y.shape)
    y.backward(dy)
    fixture.inputs(x=x, weight=weight, dy=dy)
    fixture.rounded(y=y, dx=x.grad, dWeight=weight.grad)
    if bias:
        fixture.inputs(bias=b)
        fixture.rounded(dBias=b.grad)


f = Fixture(301)
write(f, "plain_3x3", 2, 3, (6, 7), 4, (3, 3))
write(f, "no_bias", 2, 3, (6, 7), 4, (3, 3), bias=False)
write(f, "stride_2_padding_1", 2, 3, (8, 7), 5, (3, 3), stride=(2, 2), padding=(1, 1))
write(f, "uneven_everything", 2, 2, (9, 8), 3, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 3))
write(f, "dilation_2", 1, 2, (9, 10), 3, (3, 3), padding=(2, 2), dilation=(2, 2))
write(f, "groups_2", 2, 4, (5, 6), 6, (3, 3), padding=(1, 1), groups=2)
write(f, "groups_2_stride_2", 2, 6, (7, 7), 4, (3, 3), stride=(2, 2), padding=(1, 1), groups=2, bias=False)
write(f, "depthwise", 2, 5, (6, 5), 5, (3, 3), padding=(1, 1), groups=5)
write(f, "depthwise_two_filters", 2, 3, (6, 5), 6, (3, 3), stride=(2, 2), padding=(1, 1), groups=3)
write(f, "pointwise", 2, 7, (5, 4), 9, (1, 1))
write(f, "pointwise_stride_2", 2, 4, (6, 5), 3, (1, 1), stride=(2, 2), bias=False)
write(f, "lenet_first", 2, 1, (14, 14), 6, (5, 5))
write(f, "lenet_first_padded", 2, 1, (10, 10), 6, (5, 5), padding=(2, 2))
write(f, "lenet_second", 2, 6, (8, 8), 16, (5, 5))
write(f, "channels_17_to_33", 1, 17, (4, 5), 33, (3, 3), padding=(1, 1))
write(f, "stem_7x7", 1, 3, (12, 11), 4, (7, 7), stride=(2, 2), padding=(3, 3), bias=False)
write(f, "kernel_is_input", 3, 2, (4, 5), 3, (4, 5))
write(f, "stride_leaves_a_rest", 1, 2, (8, 9), 2, (3, 3), stride=(3, 4))
write(f, "one_by_one_image", 2, 3, (1, 1), 4, (3, 3), padding=(1, 1))
f.save("conv2d")
