"""
Writes test/fixtures/networks/*.json: what torchvision's and timm's networks make of images, in evaluation and, with the way back, in training;
and test/fixtures/positions.json: what timm makes of the positions of patches for images of another size.

    python test/parity/networks.py        (torch, torchvision, timm and numpy; the versions stand in the fixtures)
"""

import json
import pathlib

import numpy as np
import timm
import torch
import torch.nn as nn
import torchvision
from formula import images, sample, uniform
from timm.layers import resample_abs_pos_embed
from timm.models.vision_transformer import VisionTransformer

torch.use_deterministic_algorithms(True)

# So many entries of each tensor.
ENTRIES = 16


class SimCLR(nn.Module):
    def __init__(self, encoder, features):
        super().__init__()
        self.encoder = encoder
        self.projection_head = nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Linear(32, 16))

    def forward(self, x):
        h = self.encoder(x)
        return h, self.projection_head(h)


def resnet(name, stem):
    encoder = getattr(torchvision.models, name)()
    features = encoder.fc.in_features
    encoder.fc = nn.Identity()
    if stem == "cifar":
        encoder.conv1, encoder.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return SimCLR(encoder, features)


WIDTHS = {"vit_tiny": (192, 3), "vit_small": (384, 6), "vit_base": (768, 12)}


def vit(name, patch, size):
    width, heads = WIDTHS[name]
    shape = {"embed_dim": width, "num_heads": heads, "depth": 12, "num_classes": 0}
    return SimCLR(VisionTransformer(img_size=size, patch_size=patch, **shape), width)


@torch.no_grad()
def fill(module):
    """
    As test/src/parity/weights.ts; a tensor's salt is its place in the state dict, without what batch norms count. Gains are small and
    shifts are about 1 or -1, so that few values lie near 0, where ReLU turns the last bit of one into all of a gradient: with gains of 1
    PyTorch's own gradients in float32 are 1e-3 from those in float64.
    """
    norms = {n for n, m in module.named_modules() if isinstance(m, (nn.BatchNorm2d, nn.LayerNorm))}
    inputs = 0
    entries = [(name, t) for name, t in module.state_dict().items() if not name.endswith("num_batches_tracked")]
    for place, (name, tensor) in enumerate(entries):
        values = uniform(tensor.numel(), place)
        if tensor.dim() == 3:
            values = values * np.float32(0.5)
        elif tensor.dim() > 1:
            inputs = tensor[0].numel()
            values = values * np.float32(np.sqrt(6 / inputs))
        elif name.rpartition(".")[0] not in norms:
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


def whole(simclr, values, size):
    fill(simclr)
    pixels = (torch.from_numpy(images(16, size, 100)).permute(0, 3, 1, 2).contiguous().float() / 255 - 0.5) / 0.5
    simclr.eval()
    with torch.no_grad():
        h, z = simclr(pixels)
    evaluated = {"h": sample(h.numpy(), ENTRIES), "z": sample(z.numpy(), ENTRIES)}
    simclr.train()
    h, z = simclr(pixels)
    z.backward(torch.from_numpy(uniform(z.numel(), 200)).reshape(z.shape))
    named = lambda items: {n.removeprefix("encoder."): sample(t.detach().numpy(), ENTRIES) for n, t in items}
    gradients = named((n, p.grad) for n, p in simclr.named_parameters())
    buffers = named((n, b) for n, b in simclr.named_buffers() if not n.endswith("num_batches_tracked"))
    return {
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "timm": timm.__version__,
        "values": values,
        "size": size,
        "evaluated": evaluated,
        "trained": {"h": sample(h.detach().numpy(), ENTRIES), "z": sample(z.detach().numpy(), ENTRIES)},
        "gradients": gradients,
        "buffers": buffers,
    }


def resampled(before, after):
    positions = torch.from_numpy(uniform((1 + before**2) * 192, 300)).reshape(1, -1, 192)
    return {"from": before, "to": after, "positions": sample(resample_abs_pos_embed(positions, [after, after]).numpy())}


folder = pathlib.Path(__file__).parent.parent / "fixtures"
(folder / "networks").mkdir(exist_ok=True)


def write(name, content):
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


for name, stem, size in (("resnet18", "cifar", 32), ("resnet18", "imagenet", 64), ("resnet34", "cifar", 32), ("resnet50", "cifar", 32)):
    write(f"networks/{name}-{stem}", whole(resnet(name, stem), {"stem": f"STEM_{stem.upper()}"}, size))
for name, patch, size in (("vit_tiny", 4, 32), ("vit_small", 8, 40), ("vit_base", 16, 32)):
    write(f"networks/{name}-{patch}", whole(vit(name, patch, size), {"patch": f"PATCH_{patch}"}, size))
write("positions", [resampled(*sizes) for sizes in ((14, 8), (8, 14), (4, 5), (3, 1), (1, 4))])
