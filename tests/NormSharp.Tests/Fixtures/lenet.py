"""LeNet with and without batch normalization: one and four steps of gradient descent from a stored state.

The reference runs in double from float32 inputs and weights and is rounded once. Beside it stand the logits and loss that PyTorch
computes in float32, and in the metadata how far PyTorch's own float32 run is from the double one.
"""

import torch
from torch import nn
from torch.nn import functional as F

from fixture_io import Fixture

STEPS, BATCH = 4, 8


def lenet(normalized):
    def affine(layer, norm):
        return [layer, norm, nn.Sigmoid()] if normalized else [layer, nn.Sigmoid()]

    return nn.Sequential(
        *affine(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6)),
        nn.AvgPool2d(2),
        *affine(nn.Conv2d(6, 16, 5), nn.BatchNorm2d(16)),
        nn.AvgPool2d(2),
        nn.Flatten(),
        *affine(nn.Linear(256, 120), nn.BatchNorm1d(120)),
        *affine(nn.Linear(120, 84), nn.BatchNorm1d(84)),
        nn.Linear(84, 10),
    )


def train(model, batches, lr):
    """Gradient descent; gives the first step's logits, loss and gradients, and the state after every step."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    first, states = None, []
    for images, labels in batches:
        logits = model(images)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        if first is None:
            first = logits.detach().clone(), loss.detach().clone(), {n: p.grad.clone() for n, p in model.named_parameters()}
        optimizer.step()
        states.append({n: t.detach().clone() for n, t in model.state_dict().items()})
    return first, states


def distance(states, truth):
    floats = [n for n in truth if truth[n].is_floating_point()]
    difference = sum((states[n].double() - truth[n]).square().sum() for n in floats)
    return float((difference / sum(truth[n].square().sum() for n in floats)).sqrt())


def save(state, name, **notes):
    fixture = Fixture(0)
    fixture.state(state)
    for key, value in notes.items():
        fixture.note(key, value)
    fixture.save(name)


def write(name, seed, model, lr, steps):
    initial = {n: t.clone() for n, t in model.state_dict().items()}
    data = Fixture(seed)
    data.case("batch", lr=lr, steps=steps)
    batches = [(data.normal(BATCH, 1, 28, 28), data.labels(BATCH, 10)) for _ in range(steps)]

    (logits32, loss32, gradients32), states32 = train(model, [(x.float(), t) for x, t in batches], lr)
    model.load_state_dict(initial)
    (logits, loss, gradients), states = train(model.double(), batches, lr)

    for step, (images, labels) in enumerate(batches, 1):
        data.inputs(**{f"images{step}": images})
        data.exact(**{f"labels{step}": labels})
    data.exact(logits=logits, loss=loss)
    data.single(logits32=logits32, loss32=loss32)
    data.save(f"{name}_batch")

    save(gradients, f"{name}_gradients", float32=distance(gradients32, gradients))
    print(f"{name}: PyTorch in float32 misses the gradients by {distance(gradients32, gradients):.1e}")
    for step, (single, state) in enumerate(zip(states32, states), 1):
        print(f"{name}: PyTorch in float32 misses the state after step {step} by {distance(single, state):.1e}")
    return initial, states32, states


torch.manual_seed(1001)
normalized, plain = lenet(normalized=True), lenet(normalized=False)
# Both networks start from the same convolutions and linear layers, so that one file of weights serves both.
shared = [layer for layer in normalized if not isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d))]
for layer, source in zip(plain, shared):
    layer.load_state_dict(source.state_dict())

initial, states32, states = write("lenet_bn", 1001, normalized, lr=1.0, steps=STEPS)
save(initial, "lenet_bn_initial")
save(states[-1], f"lenet_bn_after{STEPS}", float32=distance(states32[-1], states[-1]))

# After one step the parameters are arithmetic, weight - lr * gradient; only the buffers are news.
buffers = {name for name, _ in normalized.named_buffers()}
save({name: tensor for name, tensor in states[0].items() if name in buffers}, "lenet_bn_after1")
write("lenet", 1002, plain, lr=0.3, steps=1)
