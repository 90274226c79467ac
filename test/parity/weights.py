"""Weights that Python and TypeScript compute alike: test/src/parity/weights.ts is the same in the other language."""

import numpy as np
import torch
from formula import uniform


def fill(module):
    """Weights and biases in U(±1/√inputs) by the formula; a parameter's salt is its place in the state dict."""
    inputs = 0
    for place, parameter in enumerate(module.parameters()):
        if parameter.dim() > 1:
            inputs = parameter[0].numel()
        values = uniform(parameter.numel(), place) * np.float32(1 / np.sqrt(inputs))
        parameter.data = torch.from_numpy(values).reshape(parameter.shape)
    return module
