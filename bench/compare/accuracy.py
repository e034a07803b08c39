"""PyTorch's batch normalization of the inputs that NormSharp.Accuracy wrote: mean, unbiased variance and output of one training step.

usage: accuracy.py FOLDER
"""
import platform
import sys

import numpy as np
import torch

folder = sys.argv[1]
for line in open(f"{folder}/cases.txt"):
    name, *shape = line.split()
    shape = [int(extent) for extent in shape]
    x = torch.from_numpy(np.fromfile(f"{folder}/{name}.x.f32", np.float32).reshape(shape))
    mean, variance = torch.zeros(shape[1]), torch.ones(shape[1])
    with torch.no_grad():
        y = torch.nn.functional.batch_norm(x, mean, variance, training=True, momentum=1.0, eps=1e-5)
    for kind, values in (("mean", mean), ("variance", variance), ("y", y)):
        values.contiguous().numpy().tofile(f"{folder}/{name}.peer.{kind}.f32")
with open(f"{folder}/peer.txt", "w") as file:
    file.write(f"PyTorch {torch.__version__} (Python {platform.python_version()}), on the CPU")
