"""Max, average and global average pooling: output and the gradient of the input."""

from torch.nn import functional as F

from fixture_io import Fixture, leaf


def write(fixture, name, x, pool, **options):
    fixture.case(name, **options)
    x = leaf(x)
    y = pool(x)
    dy = fixture.normal(*y.shape)
    y.backward(dy)
    fixture.inputs(x=x, dy=dy)
    fixture.rounded(y=y, dx=x.grad)


SHAPES = {
    "halves": dict(size=(6, 8), kernel=(2, 2), stride=(2, 2), padding=(0, 0)),
    "odd_input": dict(size=(7, 5), kernel=(2, 2), stride=(2, 2), padding=(0, 0)),
    "overlapping": dict(size=(9, 7), kernel=(3, 3), stride=(2, 2), padding=(0, 0)),
    "padded": dict(size=(8, 9), kernel=(3, 3), stride=(2, 2), padding=(1, 1)),
    "same_size": dict(size=(5, 6), kernel=(3, 3), stride=(1, 1), padding=(1, 1)),
    "uneven": dict(size=(7, 9), kernel=(3, 2), stride=(2, 1), padding=(1, 0)),
    "gaps": dict(size=(9, 9), kernel=(2, 2), stride=(3, 4), padding=(0, 0)),
    "whole_plane": dict(size=(4, 3), kernel=(4, 3), stride=(1, 1), padding=(0, 0)),
    "rows_17": dict(size=(4, 17), kernel=(2, 2), stride=(2, 2), padding=(0, 0)),
}

f = Fixture(501)
for shape, s in SHAPES.items():
    sizes = (s["kernel"], s["stride"], s["padding"])
    names = dict(kernel=s["kernel"], stride=s["stride"], padding=s["padding"])
    write(f, f"max_{shape}", f.normal(2, 3, *s["size"]), lambda x: F.max_pool2d(x, *sizes), kind="max", **names)
    for counted in (True, False):
        if counted or s["padding"] != (0, 0):
            write(
                f,
                f"average_{shape}" + ("" if counted else "_padding_not_counted"),
                f.normal(2, 3, *s["size"]),
                lambda x: F.avg_pool2d(x, *sizes, count_include_pad=counted),
                kind="average",
                countPadding=counted,
                **names,
            )

# A padded position never wins, also where every value is negative.
negative = f.normal(1, 2, 5, 5, mean=-9.0)
assert negative.max() < 0
square = dict(kind="max", kernel=(3, 3), stride=(2, 2), padding=(1, 1))
write(f, "max_all_negative", negative, lambda x: F.max_pool2d(x, 3, 2, 1), **square)
# Behind a ReLU whole windows are zero: the first of equal values takes the gradient. Few whole numbers tie almost everywhere.


def ties(*shape):
    return (f.normal(*shape) * 0.8).round().relu()


write(f, "max_of_ties", ties(2, 2, 8, 8), lambda x: F.max_pool2d(x, 3, 2, 1), **square)
write(f, "max_of_ties_halves", ties(1, 3, 6, 38), lambda x: F.max_pool2d(x, 2), kind="max", kernel=(2, 2), stride=(2, 2), padding=(0, 0))

write(f, "global_average", f.normal(3, 5, 4, 7), lambda x: F.adaptive_avg_pool2d(x, 1), kind="global")
write(f, "global_average_one_by_one", f.normal(3, 5, 1, 1), lambda x: F.adaptive_avg_pool2d(x, 1), kind="global")
f.save("pooling")
