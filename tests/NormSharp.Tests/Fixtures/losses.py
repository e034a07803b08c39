"""Cross-entropy from logits (label smoothing, class weights) and mean squared error: loss and gradients."""

from torch.nn import functional as F

from fixture_io import Fixture, leaf


def cross_entropy(fixture, name, rows, classes, smoothing=0.0, weighted=False, scale=2.0):
    fixture.case(name, kind="cross_entropy", labelSmoothing=smoothing, weighted=weighted)
    logits = leaf(fixture.normal(rows, classes, scale=scale))
    labels = fixture.labels(rows, classes)
    weight = fixture.normal(classes).abs() + 0.1 if weighted else None
    weight = weight.float().double() if weighted else None
    loss = F.cross_entropy(logits, labels, weight=weight, label_smoothing=smoothing)
    loss.backward()
    fixture.inputs(logits=logits)
    fixture.exact(labels=labels, loss=loss, dLogits=logits.grad)
    if weighted:
        fixture.inputs(classWeights=weight)


def mean_squared_error(fixture, name, shape):
    fixture.case(name, kind="mse")
    prediction, target = leaf(fixture.normal(*shape)), leaf(fixture.normal(*shape))
    loss = F.mse_loss(prediction, target)
    loss.backward()
    fixture.inputs(prediction=prediction, target=target)
    fixture.exact(loss=loss, dPrediction=prediction.grad, dTarget=target.grad)


f = Fixture(701)
cross_entropy(f, "plain", 7, 10)
cross_entropy(f, "smoothed", 7, 10, smoothing=0.1)
cross_entropy(f, "weighted", 7, 10, weighted=True)
cross_entropy(f, "smoothed_and_weighted", 7, 10, smoothing=0.1, weighted=True)
cross_entropy(f, "one_row", 1, 3)
cross_entropy(f, "two_classes", 5, 2, smoothing=0.3)
cross_entropy(f, "classes_33", 6, 33, smoothing=0.1, weighted=True)
cross_entropy(f, "huge_logits", 9, 10, scale=300.0)
cross_entropy(f, "huge_logits_smoothed", 9, 10, scale=300.0, smoothing=0.1)
mean_squared_error(f, "mse_2d", (5, 7))
mean_squared_error(f, "mse_1d", (17,))
f.save("losses")
