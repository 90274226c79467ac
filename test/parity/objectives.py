"""Writes test/fixtures/objectives: the loss and the gradient of each objective by its paper's formula, in PyTorch.

    python test/parity/objectives.py        (torch and numpy; the version stands in the fixtures)
"""

import itertools
import json
import pathlib

import torch
import torch.nn.functional as F
from formula import sample, uniform


def self_similarity(features, temperature):
    features = F.normalize(features, dim=1)
    return F.cross_entropy(features @ features.T / temperature, torch.arange(len(features)))


def by_view(rows, views):
    return [rows[view::views] for view in range(views)]


def positives_of(count, views):
    """Which rows are other views of which rows' images."""
    images = torch.arange(count) // views
    return (images[:, None] == images) & ~torch.eye(count, dtype=torch.bool)


def nt_xent(projections, temperature, views=2, globals=2):
    z = F.normalize(projections, dim=1)
    itself = torch.eye(len(z), dtype=torch.bool)
    shares = F.log_softmax((z @ z.T / temperature).masked_fill(itself, float("-inf")), 1)
    return -shares[positives_of(len(z), views)].mean()


def dcl(projections, temperature, views=2, globals=2):
    z = F.normalize(projections, dim=1)
    similarities = z @ z.T / temperature
    positives = positives_of(len(z), views)
    own = positives | torch.eye(len(z), dtype=torch.bool)
    others = torch.logsumexp(similarities.masked_fill(own, float("-inf")), 1)
    return (others[:, None] - similarities)[positives].mean()


def barlow_twins(projections, redundancy, views=2, globals=2):
    def of_pair(first, second):
        c = first.T @ second / len(first)
        on_diagonal = (torch.diagonal(c) - 1).pow(2).sum()
        return on_diagonal + redundancy * (c.pow(2).sum() - torch.diagonal(c).pow(2).sum())

    normed = [F.batch_norm(view, None, None, training=True) for view in by_view(projections, views)]
    return mean_of([of_pair(*pair) for pair in itertools.combinations(normed, 2)])


def vicreg(projections, invariance, variance, covariance, views=2, globals=2):
    each = by_view(projections, views)
    distance = mean_of([F.mse_loss(*pair) for pair in itertools.combinations(each, 2)])
    lacking = mean_of([F.relu(1 - torch.sqrt(view.var(dim=0) + 1e-4)).mean() for view in each])
    covariances = [torch.cov(view.T) for view in each]
    others = mean_of([(c.pow(2).sum() - torch.diagonal(c).pow(2).sum()) / len(c) for c in covariances])
    return invariance * distance + 2 * variance * lacking + 2 * covariance * others


def mean_of(values):
    return sum(values) / len(values)


def negative_cosine(predictions, others, views):
    """The mean over all pairs of minus the cosine with another view's row, by which there is no gradient."""
    p, z = (by_view(F.normalize(rows, dim=1), views) for rows in (predictions, others.detach()))
    return mean_of([-(p[a] * z[b]).sum(1).mean() for a, b in itertools.permutations(range(views), 2)])


def simsiam(predictions, others, views=2, globals=2):
    return negative_cosine(predictions, others, views)


def byol(predictions, others, targetMomentum, views=2, globals=2):
    return 2 + 2 * negative_cosine(predictions, others, views)


def moco(projections, others, temperature, queueSize, targetMomentum):
    """Both views as queries; the queue's rows are of the formula."""
    q, k = F.normalize(projections, dim=1), F.normalize(others.detach(), dim=1)
    positives = (q * k.reshape(-1, 2, k.shape[1]).flip(1).flatten(0, 1)).sum(1, keepdim=True)
    earlier = F.normalize(torch.from_numpy(uniform(queueSize * q.shape[1], 202)).reshape(queueSize, -1), dim=1)
    return F.cross_entropy(torch.cat([positives, q @ earlier.T], 1) / temperature, torch.zeros(len(q), dtype=torch.long))


def lejepa(projections, sigreg, directions, views=2, globals=2):
    """The test of Epps and Pulley at 17 points, by the trapezoidal rule; the directions are of the formula."""
    by_view = projections.reshape(-1, views, projections.shape[1]).transpose(0, 1)
    across = F.normalize(torch.from_numpy(uniform(by_view.shape[2] * directions, 203)).reshape(-1, directions), dim=0)
    t = torch.linspace(-5, 5, 17)
    normal = torch.exp(-t * t / 2)
    angles = (by_view @ across)[..., None] * t
    apart = (torch.exp(1j * angles).mean(1) - normal).abs().square()
    statistic = by_view.shape[1] * torch.trapezoid(apart * normal, t)
    distance = (by_view - by_view[:globals].mean(0)).square().mean()
    return (1 - sigreg) * distance + sigreg * statistic.mean()


def supcon(projections, temperature, labels, views=2, globals=2):
    z = F.normalize(projections, dim=1)
    labels = torch.tensor(labels).repeat_interleave(views)
    itself = torch.eye(len(z), dtype=torch.bool)
    similarities = z @ z.T / temperature
    shares = similarities - torch.logsumexp(similarities.masked_fill(itself, float("-inf")), 1, keepdim=True)
    positives = (labels[:, None] == labels) & ~itself
    return -((shares * positives).sum(1) / positives.sum(1)).mean()


def centre(width):
    """A centre of the formula."""
    return F.normalize(torch.from_numpy(uniform(width, 202)).reshape(1, -1), dim=1)


def dino(projections, others, temperature, targetTemperature, centreMomentum, targetMomentum, views=2, globals=2):
    """A mean over all pairs of a global view of the teacher's and another view of the student's."""
    student = projections.reshape(-1, views, projections.shape[1]) / temperature
    teacher = others.detach().reshape(-1, globals, others.shape[1])
    teacher = F.softmax((teacher - centre(others.shape[1])) / targetTemperature, dim=-1)
    pairs = [(g, v) for g in range(globals) for v in range(views) if g != v]
    losses = [-(teacher[:, g] * F.log_softmax(student[:, v], dim=-1)).sum(-1).mean() for g, v in pairs]
    return sum(losses) / len(losses)


def fixture(objective, others=None, count=8, kept=None, **given):
    """So many rows, one of them all zero; what they are compared with, where that is something else."""
    rows = torch.from_numpy(uniform(count * 5, 200).reshape(count, 5).copy())
    rows[3] = 0
    rows.requires_grad_()
    loss = objective(*([rows] if others is None else [rows, others]), **given)
    loss.backward()
    made = {"torch": torch.__version__, **given, "count": count, "loss": loss.item(), "gradient": sample(rows.grad.numpy())}
    return made if kept is None else {**made, "kept": sample(kept.numpy())}


def dino_fixture(count, views, globals):
    others = torch.from_numpy(uniform(count // views * globals * 5, 201).reshape(-1, 5).copy())
    kept = 0.9 * centre(5) + 0.1 * others.mean(0)
    usual = {"temperature": 0.1, "targetTemperature": 0.04, "centreMomentum": 0.9, "targetMomentum": 0.99}
    return fixture(dino, others, count, kept, **usual, views=views, globals=globals)


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent.parent / "fixtures" / "objectives"
    folder.mkdir(exist_ok=True)
    others = torch.from_numpy(uniform(8 * 5, 201).reshape(8, 5).copy())
    more = torch.from_numpy(uniform(15 * 5, 201).reshape(15, 5).copy())
    three = {"count": 15, "views": 3, "globals": 3}
    for name, made in {
        "nt-xent": fixture(nt_xent, temperature=0.2),
        "nt-xent-views": fixture(nt_xent, temperature=0.2, **three),
        "self-similarity": fixture(self_similarity, temperature=0.5),
        "dcl": fixture(dcl, temperature=0.2),
        "dcl-views": fixture(dcl, temperature=0.2, **three),
        "barlow-twins": fixture(barlow_twins, redundancy=0.005),
        "barlow-twins-views": fixture(barlow_twins, redundancy=0.005, **three),
        "vicreg": fixture(vicreg, invariance=25, variance=25, covariance=1),
        "vicreg-views": fixture(vicreg, invariance=25, variance=25, covariance=1, **three),
        "lejepa": fixture(lejepa, sigreg=0.05, directions=6),
        "lejepa-views": fixture(lejepa, count=20, sigreg=0.05, directions=6, views=5, globals=2),
        "supcon": fixture(supcon, temperature=0.1, labels=[2, 0, 2, 1]),
        "supcon-views": fixture(supcon, count=15, temperature=0.1, labels=[1, 1, 0, 1, 3], views=3, globals=3),
        "dino": dino_fixture(8, 2, 2),
        "dino-views": dino_fixture(20, 5, 2),
        "simsiam": fixture(simsiam, others),
        "simsiam-views": fixture(simsiam, more, **three),
        "moco": fixture(moco, others, temperature=0.2, queueSize=12, targetMomentum=0.99),
        "byol": fixture(byol, others, targetMomentum=0.99),
        "byol-views": fixture(byol, more, targetMomentum=0.99, **three),
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n")
