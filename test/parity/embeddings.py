"""Writes test/fixtures/embeddings/embeddings.json: what PyTorch makes of pictures by encoders that are not the notebook's own.

    python test/parity/embeddings.py        (torch and numpy; the version stands in the fixture)
"""

import json
import pathlib

import torch
import torch.nn as nn
from formula import images, sample
from weights import fill

torch.use_deterministic_algorithms(True)

CHANNELS = (8, 16, 24)
SIZE = 48
HIDDEN, OUTPUTS = 32, 16
MEAN, DEVIATION = (0.48, 0.45, 0.41), (0.23, 0.22, 0.21)


def encoder(pooling):
    """The encoder and its head, with weights and biases in U(±1/√inputs) by the formula."""
    layers = []
    for before, after in zip((3, *CHANNELS), CHANNELS):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    if pooling == "average":
        layers += [nn.AdaptiveAvgPool2d(1)]
    side = 1 if pooling == "average" else SIZE // 2 ** len(CHANNELS)
    head = nn.Sequential(nn.Linear(CHANNELS[-1] * side**2, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, OUTPUTS))
    return fill(nn.ModuleList([nn.Sequential(*layers), head]))


@torch.no_grad()
def embed(pooling):
    layers, head = encoder(pooling)
    pixels = torch.from_numpy(images(4, SIZE, 700)).permute(0, 3, 1, 2) / 255
    mean, deviation = (torch.tensor(values)[:, None, None] for values in (MEAN, DEVIATION))
    h = layers((pixels - mean) / deviation).flatten(1)
    return {"h": sample(h.numpy()), "z": sample(head(h).numpy())}


fixture = {
    "torch": torch.__version__,
    "channels": CHANNELS,
    "size": SIZE,
    "head": {"hidden": HIDDEN, "outputs": OUTPUTS},
    "mean": MEAN,
    "standardDeviation": DEVIATION,
    "poolings": {pooling: embed(pooling) for pooling in ("none", "average")},
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "embeddings" / "embeddings.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(fixture, indent=1) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
