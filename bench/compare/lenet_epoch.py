"""One epoch of LeNet with batch normalization in PyTorch, timed: the peer of `normsharp train`.

usage: lenet_epoch.py FASHION_MNIST_FOLDER THREADS EPOCHS
Prints a line an epoch: seconds of training alone, without evaluation.
"""
import gzip
import sys
import time

import numpy as np
import torch
from torch import nn

folder, threads, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)


def read(name, offset):
    with gzip.open(f"{folder}/{name}") as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


images = torch.from_numpy(read("train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).copy())
labels = torch.from_numpy(read("train-labels-idx1-ubyte.gz", 8).astype(np.int64))
model = nn.Sequential(
    nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.Sigmoid(), nn.AvgPool2d(2),
    nn.Conv2d(6, 16, 5), nn.BatchNorm2d(16), nn.Sigmoid(), nn.AvgPool2d(2),
    nn.Flatten(), nn.Linear(256, 120), nn.BatchNorm1d(120), nn.Sigmoid(),
    nn.Linear(120, 84), nn.BatchNorm1d(84), nn.Sigmoid(), nn.Linear(84, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
loss_of = nn.CrossEntropyLoss()
pixels = images.float() / 255

for epoch in range(epochs):
    order = torch.randperm(len(labels))
    start = time.perf_counter()
    for first in range(0, len(labels), 256):
        batch = order[first:first + 256]
        loss = loss_of(model(pixels[batch]), labels[batch])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    print(f"{time.perf_counter() - start:.3f}", flush=True)
