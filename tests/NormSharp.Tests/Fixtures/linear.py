"""Linear: output and the gradients of input, weight and bias."""

from torch.nn import functional as F

from fixture_io import Fixture, leaf


def write(fixture, name, shape, outputs, bias=True):
    fixture.case(name, bias=bias)
    x = leaf(fixture.normal(*shape))
    weight = leaf(fixture.normal(outputs, shape[-1], scale=0.3))
    b = leaf(fixture.normal(outputs)) if bias else None
    y = F.linear(x, weight, b)
    dy = fixture.normal(*y.shape)
    y.backward(dy)
    fixture.inputs(x=x, weight=weight, dy=dy)
    fixture.rounded(y=y, dx=x.grad, dWeight=weight.grad)
    if bias:
        fixture.inputs(bias=b)
        fixture.rounded(dBias=b.grad)


f = Fixture(401)
write(f, "rows_5", (5, 17), 33)
write(f, "no_bias", (6, 16), 15, bias=False)
write(f, "one_row", (1, 31), 10)
write(f, "one_feature_in", (7, 1), 3)
write(f, "one_feature_out", (7, 12), 1)
write(f, "rank_3", (2, 3, 7), 4)
write(f, "rank_3_no_bias", (3, 1, 9), 5, bias=False)
write(f, "lenet_last", (8, 84), 10)
f.save("linear")
