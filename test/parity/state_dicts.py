"""
Writes test/fixtures/state-dicts.json: names and shapes of what torchvision's and timm's own classes hold, without their classifiers and without
what batch norms count. Of a network that comes in several forms the first is whole, and the others have what differs from it.

    python test/parity/state_dicts.py        (torch, torchvision and timm; the versions stand in the fixture)
"""

import json
import pathlib

import timm
import torch
import torch.nn as nn
import torchvision

SIZE = 64


def resnet(name, stem):
    encoder = getattr(torchvision.models, name)()
    encoder.fc = nn.Identity()
    if stem == "cifar":
        encoder.conv1, encoder.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return encoder


def vit(name, patch):
    return timm.create_model(f"{name}_patch16_224", img_size=SIZE, patch_size=patch, num_classes=0)


def tensors(model):
    return {name: list(each.shape) for name, each in model.state_dict().items() if not name.endswith("num_batches_tracked")}


def forms():
    for name in ("resnet18", "resnet34", "resnet50"):
        for stem in ("imagenet", "cifar"):
            yield name, {"stem": f"STEM_{stem.upper()}"}, lambda: resnet(name, stem)
    for name in ("vit_tiny", "vit_small", "vit_base"):
        for patch in (16, 8, 4):
            yield name, {"patch": f"PATCH_{patch}"}, lambda: vit(name, patch)


first, made = {}, []
for name, values, make in forms():
    # Without memory for the values.
    with torch.device("meta"):
        found = tensors(make())
    whole = first.setdefault(name, found)
    assert whole.keys() == found.keys()
    differing = {each: shape for each, shape in found.items() if whole is found or shape != whole[each]}
    made.append({"name": name, "values": values, "tensors": differing})

versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "timm": timm.__version__}
lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in made)
path = pathlib.Path(__file__).parent.parent / "fixtures" / "state-dicts.json"
path.write_text(f'{{"versions": {json.dumps(versions)}, "size": {SIZE}, "networks": [\n{lines}\n]}}\n')
print(f"{path.name}: {path.stat().st_size} bytes")
