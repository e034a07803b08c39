"""Operations on tensors: arithmetic with broadcasting, elementary functions, reductions over chosen axes, products, views, selection.

Each case has inputs x0, x1, ..., an upstream gradient dy, the output y and a gradient dx0, dx1, ... for each input. The tests keep a table of
the same functions under the same names.
"""

import torch
from torch.nn import functional as F

from fixture_io import Fixture, leaf

f = Fixture(1101)


def write(name, function, *inputs):
    f.case(name, kind="operation")
    leaves = [leaf(x) for x in inputs]
    y = function(*leaves)
    dy = f.normal(*y.shape)
    y.backward(dy)
    f.inputs(dy=dy)
    f.rounded(y=y)
    for i, x in enumerate(leaves):
        f.inputs(**{f"x{i}": x})
        f.rounded(**{f"dx{i}": torch.zeros_like(x) if x.grad is None else x.grad})


def normal(*shape):
    return f.normal(*shape)


def positive(*shape):
    return (f.normal(*shape).abs() + 0.25).float().double()


# Two operands that broadcast.
for name, a, b in (
    ("same", (3, 5), (3, 5)),
    ("row", (3, 5), (5,)),
    ("column", (2, 3, 5), (3, 1)),
    ("outer", (4, 1), (1, 6)),
    ("channel", (2, 3, 4, 2), (1, 3, 1, 1)),
    ("scalar", (3, 5), ()),
    ("higher_right", (5,), (2, 3, 5)),
):
    write(f"add_{name}", lambda x, y: x + y, normal(*a), normal(*b))
    write(f"subtract_{name}", lambda x, y: x - y, normal(*a), normal(*b))
    write(f"multiply_{name}", lambda x, y: x * y, normal(*a), normal(*b))
    write(f"divide_{name}", lambda x, y: x / y, normal(*a), positive(*b))
write("maximum", torch.maximum, normal(3, 5), normal(5))
write("minimum", torch.minimum, normal(3, 1), normal(3, 5))
ties = torch.tensor([[1.0, 2.0, 3.0], [0.5, 2.0, -1.0]]).double()
write("maximum_of_equals", torch.maximum, ties, torch.tensor([1.0, 2.0, 2.5]).double())
write("minimum_of_equals", torch.minimum, ties, torch.tensor([1.0, 2.0, 2.5]).double())

# A tensor and a number.
write("number_minus", lambda x: 2.5 - x, normal(3, 4))
write("minus_number", lambda x: x - 2.5, normal(3, 4))
write("plus_number", lambda x: (x + 1.5) * (0.5 + x), normal(3, 4))
write("times_number", lambda x: x * 3.0 + 0.5 * x, normal(3, 4))
write("number_over", lambda x: 3.0 / x, positive(3, 4))
write("over_number", lambda x: x / 3.0, normal(3, 4))
write("negate", lambda x: -x, normal(3, 4))

# Elementary functions, 17 and 33 values: vectors and a tail.
for name, function, draw in (
    ("exp", torch.exp, normal),
    ("log", torch.log, positive),
    ("sqrt", torch.sqrt, positive),
    ("reciprocal_sqrt", torch.rsqrt, positive),
    ("reciprocal", torch.reciprocal, positive),
    ("square", torch.square, normal),
    ("abs", torch.abs, normal),
    ("sign", torch.sign, normal),
):
    write(name, function, draw(33))
    write(f"{name}_of_transposed", lambda x: function(x.t()), draw(17, 3))

# Reductions.
axes = {"all": (0, 1, 2, 3), "first": (0,), "second": (1,), "last": (3,), "inner": (2, 3), "outer": (0, 1), "channel": (0, 2, 3), "alternate": (1, 3)}
for name, over in axes.items():
    for keep in (False, True) if name in ("all", "last", "channel") else (False,):
        suffix = name + ("_kept" if keep else "")
        write(f"sum_{suffix}", lambda x: x.sum(over, keepdim=keep), normal(2, 3, 4, 2))
        write(f"mean_{suffix}", lambda x: x.mean(over, keepdim=keep), normal(2, 3, 4, 2))
        write(f"population_variance_{suffix}", lambda x: x.var(over, unbiased=False, keepdim=keep), normal(2, 3, 4, 2))
        write(f"unbiased_variance_{suffix}", lambda x: x.var(over, unbiased=True, keepdim=keep), normal(2, 3, 4, 2))
        write(f"max_{suffix}", lambda x: x.amax(over, keepdim=keep), normal(2, 3, 4, 2))
write("sum_of_transposed", lambda x: x.transpose(0, 2).sum((1, 2)), normal(3, 4, 5))
write("max_of_transposed", lambda x: x.transpose(0, 2).amax((1, 2)), normal(3, 4, 5))
write("max_of_equals_goes_to_the_first", lambda x: x.max(1).values, torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]).double())

# Products.
write("matmul", torch.matmul, normal(5, 7), normal(7, 3))
write("matmul_of_row", torch.matmul, normal(1, 17), normal(17, 4))
write("matmul_transposed_left", lambda a, b: a.t() @ b, normal(7, 5), normal(7, 3))
write("matmul_transposed_right", lambda a, b: a @ b.t(), normal(5, 7), normal(3, 7))
write("matmul_transposed_both", lambda a, b: a.t() @ b.t(), normal(7, 5), normal(3, 7))
write("matmul_with_itself", lambda a: a.t() @ a, normal(4, 6))
write("matmul_batched", torch.matmul, normal(3, 4, 5), normal(3, 5, 2))
write("matmul_batch_by_one", torch.matmul, normal(3, 4, 5), normal(5, 2))
write("matmul_one_by_batch", torch.matmul, normal(4, 5), normal(3, 5, 2))
write("matmul_broadcast_batches", torch.matmul, normal(2, 1, 4, 5), normal(3, 5, 2))
write("matmul_two_batch_axes", torch.matmul, normal(2, 3, 4, 5), normal(2, 3, 5, 2))
write("matmul_batched_transposed", lambda a, b: a.transpose(1, 2) @ b, normal(3, 5, 4), normal(3, 5, 2))

# Views.
write("reshape", lambda x: x.reshape(4, 6) * 2.0, normal(2, 3, 4))
write("reshape_of_transposed", lambda x: x.t().reshape(2, 6), normal(4, 3))
write("transpose", lambda x: x.transpose(0, 1), normal(4, 3))
write("permute", lambda x: x.permute(2, 0, 1), normal(2, 3, 4))
write("permute_squared", lambda x: x.permute(2, 0, 3, 1).square(), normal(2, 3, 4, 2))
write("slice", lambda x: x[:, 1:4], normal(3, 6))
write("slice_with_step", lambda x: x[:, 1:6:2], normal(3, 7))
write("slice_of_slice", lambda x: x[1:4, 2:5][:, 0:3:2], normal(5, 6))
write("product_of_slices", lambda x: x[:, 0:6:2] * x[:, 1:6:2], normal(3, 6))
write("expand", lambda x: x.expand(2, 3, 4).square(), normal(3, 1))
write("flatten", lambda x: x.flatten(1), normal(2, 3, 4))
write("concat_first", lambda x, y: torch.cat([x, y], 0), normal(2, 3), normal(4, 3))
write("concat_three", lambda x, y, z: torch.cat([x, y, z], 1).square(), normal(2, 3, 2), normal(2, 1, 2), normal(2, 4, 2))
write("concat_with_itself", lambda x: torch.cat([x, x, 2.0 * x], 1), normal(3, 2))
write("concat_of_transposed", lambda x, y: torch.cat([x.t(), y], 1), normal(3, 2), normal(2, 4))
write("pad", lambda x: F.pad(x, (2, 1), value=0.5), normal(3, 4))
write("pad_rows_of_transposed", lambda x: F.pad(x.t(), (0, 0, 1, 2)).square(), normal(3, 4))

# Softmax, selection.
write("log_softmax", lambda x: F.log_softmax(x, -1), normal(4, 17))
write("log_softmax_of_transposed", lambda x: F.log_softmax(x.t(), -1), normal(5, 3))
write("softmax", lambda x: F.softmax(x, -1), normal(2, 3, 5))
write("select", lambda x, y: torch.where(x > y, x * x, y), normal(3, 5), normal(5))

# One tensor that several operations read: its gradient is a sum.
write("used_twice_by_product", lambda x: x * x, normal(3, 4))
write("used_twice_by_sum", lambda x: x + x, normal(3, 4))
write("used_by_many", lambda x: (lambda e: e * e + e - e / 3.0 + e.t() @ e)(x.exp()), normal(4, 4))
write("sum_then_difference", lambda x, y: (x + y) * (x - y) + (x + y), normal(3, 4), normal(3, 4))
# The sum hands one gradient to both operands; what the exponential adds to the first must not reach the second.
write("sum_shares_its_gradient", lambda x, y: (lambda e: (x + y) * 3.0 + e)(x.exp()), normal(3, 4), normal(3, 4))
write("views_of_one", lambda x: x[0:2] * x[1:3] + x.t()[0:2] + x[2:4], normal(4, 4))


def from_scratch(x, gamma, beta):
    mean = x.mean((0, 2, 3), keepdim=True)
    variance = (x - mean).square().mean((0, 2, 3), keepdim=True)
    return (x - mean) / (variance + 1e-5).sqrt() * gamma.reshape(1, 3, 1, 1) + beta.reshape(1, 3, 1, 1)


write("batch_norm_from_scratch", from_scratch, normal(4, 3, 5, 2), normal(3), normal(3))
f.save("operations")
