"""Prints the values of PyTorchStepsTests: one parameter after three steps, in double precision. Needs PyTorch."""
import torch

GRADIENTS = [0.5, -0.25, 1.0]


def run(make):
    parameter = torch.nn.Parameter(torch.tensor([0.75], dtype=torch.float64))
    optimizer = make([parameter])
    for gradient in GRADIENTS:
        parameter.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
    return "%.12f" % parameter.item()


sgd = lambda **options: lambda p: torch.optim.SGD(p, lr=0.1, **options)
print("sgd", run(sgd()))
print("sgd decay", run(sgd(weight_decay=0.2)))
print("sgd momentum", run(sgd(momentum=0.9, weight_decay=0.2)))
print("sgd dampening", run(sgd(momentum=0.9, dampening=0.4)))
print("sgd nesterov", run(sgd(momentum=0.9, nesterov=True, weight_decay=0.2)))
for name, kind in (("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)):
    print(name, run(lambda p: kind(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)))
