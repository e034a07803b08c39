"""Optimizers over five steps with given gradients, gradient clipping, and learning rates of the schedules."""

import torch
from torch import nn, optim

from fixture_io import Fixture, leaf

STEPS = 5


def write(fixture, name, kind, **options):
    fixture.case(name, kind=kind, **options)
    weight, bias = nn.Parameter(fixture.normal(4, 5)), nn.Parameter(fixture.normal(3))
    fixture.inputs(weight=weight, bias=bias)
    optimizer = {"sgd": optim.SGD, "adam": optim.Adam, "adamw": optim.AdamW}[kind]([weight, bias], **options)
    for step in range(1, STEPS + 1):
        weight.grad, bias.grad = fixture.normal(4, 5, scale=0.7), fixture.normal(3, scale=0.7)
        fixture.inputs(**{f"step{step}.dWeight": weight.grad, f"step{step}.dBias": bias.grad})
        optimizer.step()
        fixture.exact(**{f"step{step}.weight": weight, f"step{step}.bias": bias})


f = Fixture(801)
write(f, "sgd", "sgd", lr=0.1)
write(f, "sgd_momentum", "sgd", lr=0.1, momentum=0.9)
write(f, "sgd_nesterov", "sgd", lr=0.1, momentum=0.9, nesterov=True)
write(f, "sgd_weight_decay", "sgd", lr=0.1, weight_decay=0.05)
write(f, "sgd_dampening", "sgd", lr=0.1, momentum=0.8, dampening=0.3)
write(f, "sgd_nesterov_weight_decay", "sgd", lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)
write(f, "sgd_momentum_dampening_weight_decay", "sgd", lr=0.05, momentum=0.7, dampening=0.5, weight_decay=0.1)
write(f, "adam", "adam", lr=0.01)
write(f, "adam_weight_decay", "adam", lr=0.01, weight_decay=0.1)
write(f, "adam_betas_eps", "adam", lr=0.02, betas=(0.7, 0.9), eps=1e-3)
write(f, "adamw", "adamw", lr=0.01, weight_decay=0.01)
write(f, "adamw_weight_decay", "adamw", lr=0.02, weight_decay=0.2, betas=(0.8, 0.95), eps=1e-4)
f.save("optimizers")

f = Fixture(802)
for name, max_norm in (("norm_clips", 0.5), ("norm_leaves_alone", 100.0)):
    f.case(name, kind="norm", limit=max_norm)
    weight, bias = leaf(f.normal(4, 5)), leaf(f.normal(3))
    weight.grad, bias.grad = f.normal(4, 5), f.normal(3)
    f.inputs(dWeight=weight.grad, dBias=bias.grad)
    norm = nn.utils.clip_grad_norm_([weight, bias], max_norm)
    f.exact(norm=norm, clippedWeight=weight.grad, clippedBias=bias.grad)
f.case("value_clips", kind="value", limit=0.6)
weight, bias = leaf(f.normal(4, 5)), leaf(f.normal(3))
weight.grad, bias.grad = f.normal(4, 5), f.normal(3)
f.inputs(dWeight=weight.grad, dBias=bias.grad)
nn.utils.clip_grad_value_([weight, bias], 0.6)
f.exact(clippedWeight=weight.grad, clippedBias=bias.grad)
f.save("clipping")


def schedule(fixture, name, steps, kind, lr, make, **options):
    fixture.case(name, kind=kind, lr=lr, **options)
    optimizer = optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = make(optimizer, **options)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    fixture.exact(learningRates=torch.tensor(rates, dtype=torch.float64))


f = Fixture(803)
rates = optim.lr_scheduler
schedule(f, "step", 10, "step", 0.5, rates.StepLR, step_size=3, gamma=0.1)
schedule(f, "cosine", 13, "cosine", 0.4, rates.CosineAnnealingLR, T_max=12, eta_min=0.0)
schedule(f, "cosine_with_floor", 13, "cosine", 0.4, rates.CosineAnnealingLR, T_max=12, eta_min=0.05)
# A rise of n steps, (step + 1) / n, is PyTorch's linear rule from 1 / n over n - 1 steps.
schedule(f, "warm_up_5", 8, "warm_up", 0.4, rates.LinearLR, start_factor=1 / 5, total_iters=4)
schedule(f, "warm_up_3", 8, "warm_up", 0.4, rates.LinearLR, start_factor=1 / 3, total_iters=2)


def one_cycle(optimizer, **options):
    return rates.OneCycleLR(optimizer, cycle_momentum=False, **options)


schedule(f, "one_cycle", 20, "one_cycle", 0.04, one_cycle, max_lr=1.0, total_steps=20)
options = dict(max_lr=0.6, total_steps=25, pct_start=0.4, div_factor=10.0, final_div_factor=100.0)
schedule(f, "one_cycle_options", 25, "one_cycle", 0.04, one_cycle, **options)
schedule(f, "one_cycle_of_7", 7, "one_cycle", 0.04, one_cycle, max_lr=1.0, total_steps=7)
f.save("schedules")
