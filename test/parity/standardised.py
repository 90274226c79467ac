"""Writes test/fixtures/standardised.json: the notebook's network with standardised filters and a head with batch norm, there and back.

    python test/parity/standardised.py    (torch and numpy; the versions stand in the fixture)
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn as nn
from formula import images, sample, uniform
from torch.nn.utils import parametrize

torch.use_deterministic_algorithms(True)


class Standardise(nn.Module):
    """Scaled weight standardisation (Brock et al. 2021, Characterizing signal propagation)."""

    def forward(self, weight):
        inputs = weight[0].numel()
        mean, variance = weight.mean((1, 2, 3), keepdim=True), weight.var((1, 2, 3), keepdim=True, unbiased=False)
        return math.sqrt(2 / (1 - 1 / math.pi)) * (weight - mean) / torch.sqrt(inputs * variance + 1e-5)


class SimCLR(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for before, after in ((3, 8), (8, 16)):
            layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.encoder = nn.Sequential(*layers)
        self.projection_head = nn.Sequential(nn.Linear(1024, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 16))

    def forward(self, x):
        h = self.encoder(x).flatten(1)
        return h, self.projection_head(h)


@torch.no_grad()
def fill(module):
    """As `formulaState` of test/src/parity/weights.ts."""
    inputs = 0
    entries = [(name, t) for name, t in module.state_dict().items() if not name.endswith("num_batches_tracked")]
    for place, (name, tensor) in enumerate(entries):
        values = uniform(tensor.numel(), place)
        if tensor.dim() > 1:
            inputs = tensor[0].numel()
            values = values * np.float32(np.sqrt(6 / inputs))
        elif not name.startswith("projection_head.1"):
            values = values * np.float32(1 / np.sqrt(inputs))
        elif name.endswith("running_mean"):
            values = values * np.float32(0.25)
        else:
            values = np.float32(1) + values * np.float32(0.25)
            if name.endswith("weight"):
                values = values * np.float32(0.25)
            if name.endswith("bias"):
                values[::2] *= -1
        tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))
    return module


simclr = fill(SimCLR())
for layer in simclr.encoder:
    if isinstance(layer, nn.Conv2d):
        parametrize.register_parametrization(layer, "weight", Standardise())
pixels = (torch.from_numpy(images(16, 32, 100)).permute(0, 3, 1, 2).contiguous().float() / 255 - 0.5) / 0.5
h, z = simclr(pixels)
z.backward(torch.from_numpy(uniform(z.numel(), 200)).reshape(z.shape))
name_here = lambda name: name.replace("parametrizations.weight.original", "weight")
fixture = {
    "torch": torch.__version__,
    "h": sample(h.detach().numpy()),
    "z": sample(z.detach().numpy()),
    "gradients": {name_here(n): sample(p.grad.numpy()) for n, p in simclr.named_parameters()},
    "folded": {n: sample(getattr(simclr.encoder, n).weight.detach().numpy()) for n in ("0", "3")},
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "standardised.json"
path.write_text(json.dumps(fixture) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
