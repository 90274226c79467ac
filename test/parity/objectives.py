"""Writes test/fixtures/objectives: the loss and the gradient of each objective by its paper's formula, in PyTorch.

    python test/parity/objectives.py        (torch and numpy; the version stands in the fixtures)
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from formula import sample, uniform


def self_similarity(features, temperature):
    features = F.normalize(features, dim=1)
    return F.cross_entropy(features @ features.T / temperature, torch.arange(len(features)))


def nt_xent(projections, temperature):
    z = F.normalize(projections, dim=1)
    itself = torch.eye(len(z), dtype=torch.bool)
    similarities = (z @ z.T / temperature).masked_fill(itself, float("-inf"))
    return F.cross_entropy(similarities, torch.arange(len(z)) ^ 1)


def dcl(projections, temperature):
    z = F.normalize(projections, dim=1)
    rows = torch.arange(len(z))
    similarities = z @ z.T / temperature
    own = (rows[:, None] ^ 1 == rows) | torch.eye(len(z), dtype=torch.bool)
    return (torch.logsumexp(similarities.masked_fill(own, float("-inf")), 1) - similarities[rows, rows ^ 1]).mean()


def barlow_twins(projections, redundancy):
    first, second = (F.batch_norm(view, None, None, training=True) for view in (projections[0::2], projections[1::2]))
    c = first.T @ second / len(first)
    on_diagonal = (torch.diagonal(c) - 1).pow(2).sum()
    return on_diagonal + redundancy * (c.pow(2).sum() - torch.diagonal(c).pow(2).sum())


def vicreg(projections, invariance, variance, covariance):
    views = projections[0::2], projections[1::2]
    lacking = sum(F.relu(1 - torch.sqrt(view.var(dim=0) + 1e-4)).mean() for view in views)
    covariances = [torch.cov(view.T) for view in views]
    others = sum((c.pow(2).sum() - torch.diagonal(c).pow(2).sum()) / len(c) for c in covariances)
    return invariance * F.mse_loss(*views) + variance * lacking + covariance * others


def negative_cosine(predictions, others):
    """The mean over the views of minus the cosine with the other view's row, by which there is no gradient."""
    others = others.detach().reshape(-1, 2, others.shape[1]).flip(1).flatten(0, 1)
    return -(F.normalize(predictions, dim=1) * F.normalize(others, dim=1)).sum(1).mean()


def simsiam(predictions, others):
    return negative_cosine(predictions, others)


def byol(predictions, others, targetMomentum):
    return 2 + 2 * negative_cosine(predictions, others)


def moco(projections, others, temperature, queueSize, targetMomentum):
    """Both views as queries; the queue's rows are of the formula."""
    q, k = F.normalize(projections, dim=1), F.normalize(others.detach(), dim=1)
    positives = (q * k.reshape(-1, 2, k.shape[1]).flip(1).flatten(0, 1)).sum(1, keepdim=True)
    earlier = F.normalize(torch.from_numpy(uniform(queueSize * q.shape[1], 202)).reshape(queueSize, -1), dim=1)
    return F.cross_entropy(torch.cat([positives, q @ earlier.T], 1) / temperature, torch.zeros(len(q), dtype=torch.long))


def lejepa(projections, sigreg, directions):
    """The test of Epps and Pulley at 17 points, by the trapezoidal rule; the directions are of the formula."""
    views = torch.stack((projections[0::2], projections[1::2]))
    across = F.normalize(torch.from_numpy(uniform(views.shape[2] * directions, 203)).reshape(-1, directions), dim=0)
    t = torch.linspace(-5, 5, 17)
    normal = torch.exp(-t * t / 2)
    angles = (views @ across)[..., None] * t
    apart = (torch.exp(1j * angles).mean(1) - normal).abs().square()
    statistic = views.shape[1] * torch.trapezoid(apart * normal, t)
    distance = (views - views.mean(0)).square().mean()
    return (1 - sigreg) * distance + sigreg * statistic.mean()


def fixture(objective, others=None, **parameters):
    """Eight rows, one of them all zero; what they are compared with, where that is something else."""
    rows = torch.from_numpy(uniform(8 * 5, 200).reshape(8, 5).copy())
    rows[3] = 0
    rows.requires_grad_()
    loss = objective(*([rows] if others is None else [rows, others]), **parameters)
    loss.backward()
    return {"torch": torch.__version__, **parameters, "loss": loss.item(), "gradient": sample(rows.grad.numpy())}


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent.parent / "fixtures" / "objectives"
    folder.mkdir(exist_ok=True)
    others = torch.from_numpy(uniform(8 * 5, 201).reshape(8, 5).copy())
    for name, made in {
        "nt-xent": fixture(nt_xent, temperature=0.2),
        "self-similarity": fixture(self_similarity, temperature=0.5),
        "dcl": fixture(dcl, temperature=0.2),
        "barlow-twins": fixture(barlow_twins, redundancy=0.005),
        "vicreg": fixture(vicreg, invariance=25, variance=25, covariance=1),
        "lejepa": fixture(lejepa, sigreg=0.05, directions=6),
        "simsiam": fixture(simsiam, others),
        "moco": fixture(moco, others, temperature=0.2, queueSize=12, targetMomentum=0.99),
        "byol": fixture(byol, others, targetMomentum=0.99),
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n")
