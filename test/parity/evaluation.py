"""Writes test/fixtures/evaluation/evaluation.json: PyTorch's kNN, MLP, linear and logistic probe, and NumPy's measures and diagnostics in float64.

    python test/parity/evaluation.py        (torch and numpy; the version stands in the fixture)
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from formula import hash32, images, sample, uniform

torch.use_deterministic_algorithms(True)


def labels(count, salt):
    return torch.from_numpy((hash32(np.arange(count), salt) % 10).astype(np.int64))


def knn(k, temperature):
    """Each class's share of the votes; row 7 of the bank is zero."""
    bank, test = (torch.from_numpy(uniform(n * 64, salt).reshape(n, 64)) for n, salt in ((300, 600), (20, 601)))
    bank[7] = 0
    similarities = F.normalize(test, dim=1) @ F.normalize(bank, dim=1).T
    nearest, places = similarities.topk(k, dim=1)
    votes = F.one_hot(labels(300, 602)[places], 10) * (nearest / temperature).exp().unsqueeze(2)
    scores = votes.sum(1)
    shares = scores / scores.sum(1, keepdim=True)
    return {"k": k, "temperature": temperature, "scores": [float(f"{share:.8g}") for share in shares.ravel()]}


class LinearClassifier(nn.Module):
    """The notebook's, with the dropout masks given."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3072, 512)
        self.fc2 = nn.Linear(512, 256)
        self.fc3 = nn.Linear(256, 10)
        for place, parameter in enumerate(self.parameters()):
            if parameter.dim() > 1:
                inputs = parameter.shape[1]
            values = uniform(parameter.numel(), 700 + place) * np.float32(1 / np.sqrt(inputs))
            parameter.data = torch.from_numpy(values).reshape(parameter.shape)

    def forward(self, x, masks):
        x = F.relu(self.fc1(x)) * masks[0]
        x = F.relu(self.fc2(x)) * masks[1]
        return self.fc3(x)


def mask(rows, width, salt):
    return torch.from_numpy(np.where(uniform(rows * width, salt) < -0.6, 0, 1.25).astype(np.float32)).reshape(rows, width)


def mlp():
    """Ten steps on batches of 32, the last of 20; pixels in [-1, 1], channels last."""
    classifier = LinearClassifier()
    optimiser = torch.optim.Adam(classifier.parameters(), lr=1e-4, weight_decay=1e-3)
    losses = []
    for step in range(10):
        rows = 20 if step == 9 else 32
        features = torch.from_numpy(images(rows, 32, 800 + step)).reshape(rows, 3072).float() / 127.5 - 1
        masks = mask(rows, 512, 820 + step), mask(rows, 256, 840 + step)
        loss = F.cross_entropy(classifier(features, masks), labels(rows, 860 + step))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return {"losses": losses, "parameters": [sample(p.detach().numpy()) for p in classifier.parameters()]}


def diagnostics(images, width):
    """Two views, the second near the first, their coordinates of falling size."""
    scale = 1 / (1 + np.arange(width))
    first = uniform(images * width, 900).reshape(images, width).astype(np.float64) * scale
    second = (first + 0.3 * uniform(images * width, 901).reshape(images, width) * scale).astype(np.float32)
    x, y = (z / np.linalg.norm(z, axis=1, keepdims=True) for z in (first.astype(np.float32).astype(np.float64), second.astype(np.float64)))
    i, j = np.triu_indices(images, 1)
    singular = np.linalg.svd(x, compute_uv=False)
    shares = singular / singular.sum() + 1e-7
    hits = []
    for start in range(0, images - images % 256, 256):
        views = np.concatenate([x[start : start + 256], y[start : start + 256]])
        similarities = views @ views.T
        np.fill_diagonal(similarities, -np.inf)
        hits += list(similarities.argmax(1) == (np.arange(512) + 256) % 512)
    return {
        "images": images,
        "width": width,
        "alignment": ((x - y) ** 2).sum(1).mean(),
        "uniformity": np.log(np.exp(-2 * ((x[i] - x[j]) ** 2).sum(1)).mean()),
        "featureStd": x.std(0).mean(),
        "rankMe": np.exp(-(shares * np.log(shares)).sum()),
        "contrastiveTop1": float(np.mean(hits)),
    }


def standardised():
    """5 classes, 12 features, the last of one value, standardised in float64; of 400 rows the classes, and features."""
    rows, width, classes = 400, 12, 5
    classes_of = (hash32(np.arange(rows), 950) % classes).astype(np.int64)
    data = uniform(rows * width, 951).reshape(rows, width).copy()
    data[np.arange(rows), classes_of] += np.float32(1.5)
    data[:, -1] = np.float32(0.1)
    x = data.astype(np.float64)
    deviation = x.std(0)
    deviation[-1] = np.inf
    return torch.from_numpy(classes_of), torch.from_numpy((x - x.mean(0)) / deviation)


def zeros():
    return [torch.zeros(shape, dtype=torch.float64, requires_grad=True) for shape in ((5, 12), (5,))]


def linear(epochs):
    """Softmax regression by SGD with momentum along a cosine, on all rows in each step."""
    classes_of, features = standardised()
    weight, bias = zeros()
    optimiser = torch.optim.SGD([weight, bias], lr=0.5, momentum=0.9, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        optimiser.zero_grad()
        F.cross_entropy(features @ weight.T + bias, classes_of).backward()
        optimiser.step()
        schedule.step()
    return {"epochs": epochs, "weight": weight.detach().ravel().tolist(), "bias": bias.detach().tolist()}


def logistic(c):
    """The optimum of scikit-learn's LogisticRegression behind a StandardScaler, in float64."""
    classes_of, features = standardised()
    weight, bias = zeros()
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=2000, tolerance_grad=1e-12, tolerance_change=1e-16, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        losses = F.cross_entropy(features @ weight.T + bias, classes_of, reduction="sum")
        loss = (losses + (weight**2).sum() / 2 / c) / len(features)
        loss.backward()
        return loss

    optimiser.step(closure)
    return {"c": c, "loss": closure().item(), "weight": weight.detach().ravel().tolist(), "bias": bias.detach().tolist()}


def measures():
    """Of 6 classes, unlike in number, one without images, one that is never predicted."""
    truth = (hash32(np.arange(300), 960) % 15).astype(int)
    truth = np.select([truth < 8, truth < 11, truth < 13, truth < 14], [0, 1, 2, 3], 4)
    found = np.where(uniform(300, 961) < 0.2, truth, (truth + hash32(np.arange(300), 962) % 2) % 6)
    found[found == 3] = 0
    recalls, f1 = [], []
    for label in range(6):
        hits, real, guessed = ((found == label) & (truth == label)).sum(), (truth == label).sum(), (found == label).sum()
        if real:
            recalls.append(hits / real)
        if real or guessed:
            f1.append(2 * hits / (real + guessed))
    return {"truth": truth.tolist(), "found": found.tolist(), "balancedAccuracy": np.mean(recalls), "macroF1": np.mean(f1)}


fixture = {
    "torch": torch.__version__,
    "knn": knn(200, 0.1),
    "mlp": mlp(),
    "diagnostics": diagnostics(600, 16),
    "linear": linear(10),
    "logistic": [logistic(0.1), logistic(10.0)],
    "measures": measures(),
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "evaluation" / "evaluation.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
print(f"{path.name}: {path.stat().st_size} bytes")
