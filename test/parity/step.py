"""Writes test/fixtures/step/step.json: what PyTorch makes of the notebook's model, losses and optimisers.

    python test/parity/step.py        (torch and numpy; the version stands in the fixture)
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from formula import images, sample, uniform
from objectives import nt_xent, self_similarity
from weights import fill

torch.use_deterministic_algorithms(True)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for before, after in ((3, 64), (64, 128), (128, 256), (256, 512)):
            layers += [nn.Conv2d(before, after, kernel_size=3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
        self.encoder = nn.Sequential(*layers)

    def forward(self, x):
        return self.encoder(x)


class ProjectionHead(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.projection_head = nn.Sequential(
            nn.Linear(input_dim, hidden_dim), nn.ReLU(inplace=True), nn.Linear(hidden_dim, output_dim)
        )

    def forward(self, x):
        return self.projection_head(x)


class SimCLR(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.projection_head = ProjectionHead(2048, 256, 128)

    def forward(self, x):
        features = self.encoder(x)
        features = features.view(features.size(0), -1)
        return features, self.projection_head(features)


def whole_step(objective, temperature):
    simclr = fill(SimCLR())
    pixels = torch.from_numpy(images(16, 32, 100)).permute(0, 3, 1, 2).contiguous()
    h, z = simclr((pixels.float() / 255 - 0.5) / 0.5)
    loss = nt_xent(z, temperature) if objective == "nt-xent" else self_similarity(h, temperature)
    loss.backward()
    gradients = {name: sample(p.grad.numpy()) for name, p in simclr.named_parameters() if p.grad is not None}
    return {
        "temperature": temperature,
        "loss": loss.item(),
        "h": sample(h.detach().numpy()),
        "z": sample(z.detach().numpy()),
        "gradients": gradients,
    }


SHAPES = ((7,), (20,))
WITH_MATRICES = ((5, 8), (9, 4), (7,))


def three_steps(kind, shapes=SHAPES, clip=None, **options):
    """Of a few parameters, the gradients by the formula."""
    count = lambda shape: int(np.prod(shape))
    values = lambda shape, salt: torch.from_numpy(uniform(count(shape), salt)).reshape(shape)
    parameters = [values(shape, 300 + place).requires_grad_() for place, shape in enumerate(shapes)]
    optimiser = kind(parameters, **options)
    for step in range(3):
        for place, parameter in enumerate(parameters):
            parameter.grad = values(parameter.shape, 400 + 10 * step + place) * 0.01
        if clip is not None:
            nn.utils.clip_grad_norm_(parameters, clip)
        optimiser.step()
    return [sample(parameter.detach().numpy().ravel()) for parameter in parameters]


class Lars(torch.optim.Optimizer):
    """Algorithm 1 of You, Gitman & Ginsburg 2017; biases, as vectors, are left out of scaling and decay, as in SimCLR."""

    def __init__(self, parameters, lr, momentum, weight_decay, trust):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, trust=trust))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                matrix = w.ndim > 1
                decay = group["weight_decay"] if matrix else 0
                norms = w.norm(), w.grad.norm()
                local = group["trust"] * norms[0] / (norms[1] + decay * norms[0]) if matrix else 1
                v = self.state[w].setdefault("v", torch.zeros_like(w))
                v.mul_(group["momentum"]).add_(group["lr"] * local * (w.grad + decay * w))
                w.sub_(v)


def newton_schulz(gradient, coefficients, steps, eps):
    """The iteration of torch.optim.Muon, which computes it in bfloat16, in float32."""
    a, b, c = coefficients
    x = gradient / gradient.norm().clamp(min=eps)
    x = x.T if x.shape[0] > x.shape[1] else x
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if gradient.shape[0] > gradient.shape[1] else x


class Muon:
    """torch.optim.Muon for matrices, AdamW for the rest."""

    def __init__(self, parameters, lr, weight_decay, **options):
        torch.optim._muon._zeropower_via_newtonschulz = newton_schulz
        matrices = [p for p in parameters if p.ndim > 1]
        others = [p for p in parameters if p.ndim == 1]
        adjust = "match_rms_adamw"
        self.optimisers = [
            torch.optim.Muon(matrices, lr=lr, weight_decay=weight_decay, adjust_lr_fn=adjust, **options),
            torch.optim.AdamW(others, lr=lr, weight_decay=0),
        ]

    def step(self):
        for optimiser in self.optimisers:
            optimiser.step()


def pooling(shape):
    """Small integers, so that most windows tie. Channels last, as everywhere but in PyTorch."""
    size = int(np.prod(shape))
    values = np.floor(uniform(size, 500) * 2).reshape(shape)
    x = torch.from_numpy(values).permute(0, 3, 1, 2).contiguous().requires_grad_()
    pooled = F.max_pool2d(x, 2)
    n, c, h, w = pooled.shape
    gradient = torch.from_numpy(uniform(pooled.numel(), 501)).reshape(n, h, w, c).permute(0, 3, 1, 2)
    pooled.backward(gradient)
    last = lambda t: t.detach().permute(0, 2, 3, 1).numpy()
    return {"output": sample(last(pooled), size), "gradient": sample(last(x.grad), size)}


fixture = {
    "torch": torch.__version__,
    "steps": {"nt-xent": whole_step("nt-xent", 0.2), "self-similarity": whole_step("self-similarity", 0.5)},
    "optimisers": {
        "adam": three_steps(torch.optim.Adam, lr=5e-4),
        "adamWithWeightDecay": three_steps(torch.optim.Adam, lr=1e-4, weight_decay=1e-3),
        "adamwWithClipping": three_steps(torch.optim.AdamW, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05, clip=0.01),
        "sgd": three_steps(torch.optim.SGD, lr=0.5),
        "sgdWithMomentum": three_steps(torch.optim.SGD, lr=0.5, momentum=0.9, weight_decay=0.1),
        "sgdWithNesterov": three_steps(torch.optim.SGD, lr=0.5, momentum=0.9, nesterov=True),
        "lars": three_steps(Lars, WITH_MATRICES, lr=0.3, momentum=0.9, weight_decay=0.01, trust=0.1),
        "muon": three_steps(Muon, WITH_MATRICES, lr=0.02, weight_decay=0.1, momentum=0.95),
        "muonWithoutNesterov": three_steps(Muon, WITH_MATRICES, lr=0.02, weight_decay=0, momentum=0.9, nesterov=False),
    },
    "pooling": {"even": pooling((2, 6, 6, 3)), "odd": pooling((1, 5, 7, 2))},
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "step" / "step.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
