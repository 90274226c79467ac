"""
The same training step in PyTorch, eager and channels last: a peer of test/src/bench/step.ts, which starts it.

    python peer.py VIEWS IMAGES THREADS NETWORK       (VIEWS: a file of uint8 [2 · IMAGES, 32, 32, 3]; conv, resnet18, vit_tiny, …)

For every line "PRECISION STEPS" on stdin (fp32 or bf16) it runs so many steps and prints the seconds of each.
"""

import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from timm.models.vision_transformer import VisionTransformer

path, images, threads, network = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
torch.manual_seed(0)



def conv():
    layers = []
    for before, after in ((3, 64), (64, 128), (128, 256), (256, 512)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten()), 2048


def resnet():
    """torchvision's, with the stem for small images."""
    encoder = getattr(torchvision.models, network)()
    features = encoder.fc.in_features
    encoder.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    encoder.maxpool = encoder.fc = nn.Identity()
    return encoder, features


def vit():
    """timm's, for small images."""
    width, heads = {"vit_tiny": (192, 3), "vit_small": (384, 6), "vit_base": (768, 12)}[network]
    shape = {"embed_dim": width, "num_heads": heads, "depth": 12, "num_classes": 0}
    return VisionTransformer(img_size=32, patch_size=4, **shape), width


encoder, features = conv() if network == "conv" else vit() if network.startswith("vit") else resnet()
head = [nn.Linear(features, 256), nn.ReLU(inplace=True), nn.Linear(256, 128)]
model = nn.Sequential(encoder, *head).to(memory_format=torch.channels_last)
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4)

with open(path, "rb") as file:
    pixels = torch.frombuffer(bytearray(file.read()), dtype=torch.uint8)
# Channels first by its shape, channels last in memory.
views = pixels.reshape(2 * images, 32, 32, 3).permute(0, 3, 1, 2)
partner = torch.arange(2 * images) ^ 1
itself = torch.eye(2 * images, dtype=torch.bool)


def step(precision):
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
        projections = model((views.float() / 255 - 0.5) / 0.5)
    z = F.normalize(projections.float(), dim=1)
    similarities = (z @ z.T / 0.2).masked_fill(itself, float("-inf"))
    loss = F.cross_entropy(similarities, partner)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


print(torch.__version__, flush=True)
for line in sys.stdin:
    precision, steps = line.split()
    seconds = []
    for _ in range(int(steps)):
        began = time.perf_counter()
        step(precision)
        seconds.append(time.perf_counter() - began)
    print(json.dumps(seconds), flush=True)
