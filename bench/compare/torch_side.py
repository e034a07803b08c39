"""PyTorch's side of the comparison: the same work as `normsharp bench`, with the same options, one JSON object as the answer.

usage: torch_side.py train|infer|batchnorm|conv|gemm|first-step|epoch|versions OPTIONS

PyTorch gets its best setting: as many threads as asked for, a warm-up, no gradient where none is needed, evaluation mode for inference, activations
in place, and channels-last memory where a trial of both shows it to be faster. Batches come from float tensors that are ready in memory.
"""
import argparse
import json
import os
import statistics
import sys
import time

LAYOUTS = ("contiguous", "channels_last")


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--model", default="lenet-bn")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--images", type=int, default=4096)
    parser.add_argument("--shape", default="64,64,56,56")
    parser.add_argument("--activation", default="relu", choices=["relu"])
    parser.add_argument("--input", default="32,64,56,56")
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--kernel", type=int, default=3)
    parser.add_argument("--padding", type=int, default=0)
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--m", type=int, default=1536)
    parser.add_argument("--n", type=int, default=1536)
    parser.add_argument("--k", type=int, default=1536)
    parser.add_argument("--data")
    parser.add_argument("--layout", default="auto", choices=["auto", *LAYOUTS])
    return parser.parse_args()


def clock(work, seconds, repetitions, warm_up):
    """Milliseconds of each repetition, as NormSharp's Measurement takes them."""
    start = time.perf_counter()
    rounds = 0
    shortest = float("inf")
    while rounds < 3 or time.perf_counter() - start < warm_up:
        begin = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - begin)
        rounds += 1
    together = max(1, min(100_000, round(0.0005 / max(shortest, 1e-9) + 0.5)))
    samples, spent = [], 0.0
    while len(samples) < repetitions if repetitions else len(samples) < 5 or spent < seconds:
        begin = time.perf_counter()
        for _ in range(together):
            work()
        elapsed = time.perf_counter() - begin
        spent += elapsed
        samples.append(1000 * elapsed / together)
    return samples


def answer(samples, **more):
    return {"median_ms": statistics.median(samples), "min_ms": min(samples), "max_ms": max(samples), "mean_ms": statistics.fmean(samples),
            "repetitions": len(samples), **more}


def best_layout(make, o):
    """Tries both memory layouts shortly and measures the faster one."""
    layouts = LAYOUTS if o.layout == "auto" else (o.layout,)
    works = {layout: make(layout) for layout in layouts}
    trial = {layout: statistics.median(clock(work, 0.3, None, 0.2)) for layout, work in works.items()} if len(layouts) > 1 else {layouts[0]: 0}
    layout = min(trial, key=trial.get)
    return answer(clock(works[layout], o.seconds, o.repetitions, min(0.5, o.seconds / 2)), layout=layout)


def numbers(text):
    return [int(part) for part in text.split(",")]


def lenet(nn):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.BatchNorm2d(16), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(256, 120), nn.BatchNorm1d(120), nn.Sigmoid(),
        nn.Linear(120, 84), nn.BatchNorm1d(84), nn.Sigmoid(), nn.Linear(84, 10))


def resnet20(nn):
    class Block(nn.Module):
        def __init__(self, channels, filters):
            super().__init__()
            stride = 1 if channels == filters else 2
            self.branch = nn.Sequential(
                nn.Conv2d(channels, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(inplace=True),
                nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
            self.shortcut = None if stride == 1 else nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))
            self.relu = nn.ReLU(inplace=True)

        def forward(self, x):
            y = self.branch(x)
            y += x if self.shortcut is None else self.shortcut(x)
            return self.relu(y)

    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)], 16
    for filters in (16, 32, 64):
        for _ in range(3):
            layers.append(Block(channels, filters))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def model_and_images(torch, o):
    make, shape = {"lenet-bn": (lenet, (1, 28, 28)), "resnet20": (resnet20, (3, 32, 32))}[o.model]
    return make(torch.nn), torch.rand(o.images, *shape), torch.randint(10, (o.images,))


def sgd(torch, model, o):
    return torch.optim.SGD(model.parameters(), lr=0.001, momentum=0.9 if o.model == "resnet20" else 0)


def placed(torch, tensor, layout):
    return tensor.contiguous(memory_format=torch.channels_last) if layout == "channels_last" and tensor.dim() == 4 else tensor


def training_step(torch, o, layout):
    model, pixels, labels = model_and_images(torch, o)
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        pixels = placed(torch, pixels, layout)
    model.train()
    optimizer, loss_of = sgd(torch, model, o), torch.nn.CrossEntropyLoss()
    order, position = torch.randperm(o.images), 0

    def step():
        nonlocal position
        position = position if position + o.batch_size <= o.images else 0
        batch = order[position:position + o.batch_size]
        position += o.batch_size
        loss = loss_of(model(pixels[batch]), labels[batch])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def train(torch, o):
    return best_layout(lambda layout: training_step(torch, o, layout), o)


def infer(torch, o):
    def make(layout):
        model, pixels, _ = model_and_images(torch, o)
        model.eval()
        if layout == "channels_last":
            model = model.to(memory_format=torch.channels_last)
            pixels = placed(torch, pixels, layout)
        position = 0

        def step():
            nonlocal position
            position = position if position + o.batch_size <= o.images else 0
            with torch.inference_mode():
                model(pixels[position:position + o.batch_size]).argmax(1)
            position += o.batch_size

        return step

    return best_layout(make, o)


def both_ways(torch, layer, x, o):
    """Forward and backward of a layer, with gradients by its input and parameters; the forward pass alone beside it."""
    def make(layout):
        data = placed(torch, x, layout).detach()
        module = layer().train()
        if layout == "channels_last":
            module = module.to(memory_format=torch.channels_last)
        with torch.no_grad():
            upstream = placed(torch, torch.rand_like(module(data)) - 0.5, layout)
        leaf = data.requires_grad_()

        def step():
            leaf.grad = None
            for parameter in module.parameters():
                parameter.grad = None
            module(leaf).backward(upstream)

        return step

    if x.dim() != 4:
        o.layout = "contiguous"
    return best_layout(make, o)


def batchnorm(torch, o):
    nn = torch.nn
    shape = numbers(o.shape)
    norm = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d, 5: nn.BatchNorm3d}[len(shape)]
    return both_ways(torch, lambda: nn.Sequential(norm(shape[1]), nn.ReLU(inplace=True)), torch.rand(*shape) - 0.5, o)


def conv(torch, o):
    shape = numbers(o.input)
    return both_ways(
        torch, lambda: torch.nn.Conv2d(shape[1], o.filters, o.kernel, o.stride, o.padding, bias=False), torch.rand(*shape) - 0.5, o)


def gemm(torch, o):
    a, b, c = torch.rand(o.m, o.k) - 0.5, torch.rand(o.k, o.n) - 0.5, torch.empty(o.m, o.n)
    with torch.inference_mode():
        return answer(clock(lambda: torch.mm(a, b, out=c), o.seconds, o.repetitions, min(0.5, o.seconds / 2)))


def first_step(torch, o):
    o.images = o.batch_size
    training_step(torch, o, "contiguous")()
    return {}


def epoch(torch, o):
    """One epoch with evaluation, images kept as bytes and made into floats a batch at a time."""
    import gzip

    import numpy as np

    def read(name, offset):
        with gzip.open(f"{o.data}/{name}.gz") as file:
            return torch.from_numpy(np.frombuffer(bytearray(file.read()), np.uint8)[offset:])

    def images(name):
        return read(f"{name}-images-idx3-ubyte", 16).view(-1, 1, 28, 28), read(f"{name}-labels-idx1-ubyte", 8).long()

    (pixels, labels), (test_pixels, test_labels) = images("train"), images("t10k")
    model = lenet(torch.nn).train()
    optimizer, loss_of = torch.optim.SGD(model.parameters(), lr=1.0), torch.nn.CrossEntropyLoss()
    order = torch.randperm(len(labels))
    for first in range(0, len(labels), 256):
        batch = order[first:first + 256]
        loss = loss_of(model(pixels[batch].float().div_(255)), labels[batch])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    model.eval()
    correct = 0
    with torch.inference_mode():
        for first in range(0, len(test_labels), 256):
            logits = model(test_pixels[first:first + 256].float().div_(255))
            correct += (logits.argmax(1) == test_labels[first:first + 256]).sum().item()
    return {"test_accuracy": correct / len(test_labels)}


def versions(torch, o):
    config = torch.__config__.show()
    lines = [line.strip(" -") for line in config.splitlines()]
    libraries = {"torch": torch.__version__, "threads": torch.get_num_threads(),
                 "onednn": next((line for line in lines if "MKL-DNN" in line), None)}
    with open("/proc/self/maps") as maps:
        libraries["blas"] = sorted({os.path.basename(os.path.realpath(line.split()[-1])) for line in maps if "blas" in line.rsplit("/", 1)[-1]})
    return libraries


def main():
    o = options()
    import torch

    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    work = {"train": train, "infer": infer, "batchnorm": batchnorm, "conv": conv, "gemm": gemm, "first-step": first_step, "epoch": epoch,
            "versions": versions}
    if o.what not in work:
        sys.exit(f"torch_side.py: there is no '{o.what}'; known are {', '.join(work)}")
    print(json.dumps({"benchmark": o.what, "threads": o.threads, **work[o.what](torch, o)}), flush=True)


if __name__ == "__main__":
    main()
