"""Writes test/fixtures/views/views.json: torchvision's transforms at given parameters, and how it draws parameters.

    python test/parity/views.py       (torch, torchvision 0.29 and numpy; the versions stand in the fixture)
"""

import json
import pathlib

import numpy as np
import torch
import torchvision
from formula import images, sample
from torchvision.transforms import ColorJitter, RandomAffine, RandomResizedCrop
from torchvision.transforms import functional as F
from torchvision.transforms.v2 import RandomErasing
from torchvision.transforms.v2 import functional as F2

DRAWS = 100_000
SALT = 300


def picture(index: int, size: int = 32, height: int | None = None) -> torch.Tensor:
    """float32 [3, height, size]: the upper part of one of the formula's images."""
    pixels = images(4, size, SALT)[index, :height]
    return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255


def cutout(image: torch.Tensor, row: int, column: int, length: int) -> torch.Tensor:
    """The notebook's, with the grey that its 0 after normalising stands for."""
    _, h, w = image.shape
    top, bottom = max(0, row - length // 2), min(h, row + length // 2)
    left, right = max(0, column - length // 2), min(w, column + length // 2)
    result = image.clone()
    result[:, top:bottom, left:right] = 128 / 255
    return result


KERNELS = {
    "crop": lambda image, top, left, height, width, size: F.resized_crop(
        image, top, left, height, width, [size, size], antialias=True
    ),
    "flip": F.hflip,
    "affine": lambda image, degrees, x, y: F.affine(image, degrees, [x, y], 1.0, [0.0, 0.0], fill=[0.0, 0.0, 0.0]),
    "brightness": lambda image, factor: F.adjust_brightness(image, factor),
    "contrast": lambda image, factor: F.adjust_contrast(image, factor),
    "saturation": lambda image, factor: F.adjust_saturation(image, factor),
    "hue": lambda image, shift: F.adjust_hue(image, shift),
    "grayscale": lambda image: F.rgb_to_grayscale(image, num_output_channels=3),
    "cutout": cutout,
    "randomSolarize": lambda image, threshold, probability: F.solarize(image, threshold),
    "randomPosterize": lambda image, bits, probability: F2.posterize(image, bits),
    "randomEqualize": lambda image, probability: F2.equalize(image),
    # torchvision turns the other way here.
    "rotate": lambda image, degrees: F2.rotate(image, -degrees),
    "erase": lambda image, top, left, height, width, value: F2.erase(
        image, top, left, height, width, torch.tensor([value])[:, None, None]
    ),
    "gaussianBlur": lambda image, kernelSize, sigma, probability: F.gaussian_blur(image, kernelSize, sigma["low"]),
}


def crop(top, left, height, width, size=32):
    return ["crop", {"top": top, "left": left, "height": height, "width": width, "size": size}]


def affine(degrees, x, y):
    return ["affine", {"degrees": degrees, "x": x, "y": y}]


def factor(name, value):
    return [name, {"shift" if name == "hue" else "factor": value}]


def blur(size, sigma):
    return ["gaussianBlur", {"kernelSize": size, "sigma": {"low": sigma, "high": sigma}, "probability": 1}]


def solarise(threshold):
    return ["randomSolarize", {"threshold": threshold, "probability": 1}]


def posterise(bits):
    return ["randomPosterize", {"bits": bits, "probability": 1}]


EQUALISE = ["randomEqualize", {"probability": 1}]
FLIP = ["flip", {}]
GRAYSCALE = ["grayscale", {}]
LARGE = {"size": 40, "height": 24}

CASES = [
    ("a crop that is enlarged", {"index": 0}, [crop(3, 5, 14, 19)]),
    ("a crop that is enlarged along one side alone", {"index": 3}, [crop(0, 7, 32, 21)]),
    ("a crop of one pixel", {"index": 3}, [crop(31, 31, 1, 1)]),
    ("a crop of one column", {"index": 0}, [crop(4, 31, 9, 1)]),
    ("the whole image", {"index": 2}, [crop(0, 0, 32, 32)]),
    ("a crop that is reduced", {"index": 3}, [crop(1, 2, 29, 30, 8)]),
    ("a crop that is reduced a little", {"index": 2}, [crop(0, 0, 31, 27, 24)]),
    ("a crop of an oblong image, reduced and enlarged", {"index": 0, **LARGE}, [crop(2, 1, 20, 37)]),
    ("a flip", {"index": 2}, [FLIP]),
    ("a flip of an oblong image", {"index": 1, **LARGE}, [FLIP]),
    ("a rotation by 7.3°", {"index": 3}, [affine(7.3, 0, 0)]),
    ("a rotation by -9.8° and a shift", {"index": 0}, [affine(-9.8, -3, 2)]),
    ("a shift alone", {"index": 1}, [affine(0.0, 3, -2)]),
    ("a rotation by 90°", {"index": 0}, [affine(90.0, 0, 1)]),
    ("a rotation by 171° of an oblong image", {"index": 3, **LARGE}, [affine(171.0, 4, -1)]),
    ("a dimmed image", {"index": 3}, [factor("brightness", 0.62)]),
    ("a brightened image", {"index": 2}, [factor("brightness", 1.39)]),
    ("less contrast", {"index": 2}, [factor("contrast", 0.61)]),
    ("more contrast", {"index": 3}, [factor("contrast", 1.38)]),
    ("no contrast", {"index": 0}, [factor("contrast", 0.0)]),
    ("less saturation", {"index": 3}, [factor("saturation", 0.63)]),
    ("more saturation", {"index": 2}, [factor("saturation", 1.4)]),
    ("a hue turned forward", {"index": 3}, [factor("hue", 0.2)]),
    ("a hue turned back", {"index": 2}, [factor("hue", -0.17)]),
    ("a hue turned by half", {"index": 0}, [factor("hue", 0.5)]),
    ("a hue that stays", {"index": 3}, [factor("hue", 0.0)]),
    ("a grey image", {"index": 3}, [GRAYSCALE]),
    ("a hole at the border", {"index": 0}, [["cutout", {"row": 3, "column": 31, "length": 16}]]),
    ("a hole inside", {"index": 2}, [["cutout", {"row": 15, "column": 9, "length": 16}]]),
    ("a solarised image", {"index": 3}, [solarise(0.5)]),
    ("few levels", {"index": 1}, [posterise(3)]),
    ("two levels of a larger picture", {"index": 0, **LARGE}, [posterise(1)]),
    ("a solarised oblong image", {"index": 0, **LARGE}, [solarise(0.3)]),
    ("an equalised image", {"index": 0}, [EQUALISE]),
    ("an equalised image of few levels", {"index": 2}, [posterise(2), EQUALISE]),
    ("an equalised oblong image of any floats", {"index": 3, **LARGE}, [factor("brightness", 0.37), EQUALISE]),
    ("a small image that has too few pixels to be equalised", {"index": 1, "size": 8}, [EQUALISE]),
    ("a rotation as torchvision's RandomRotation", {"index": 2}, [["rotate", {"degrees": 37.9}]]),
    (
        "an erased rectangle",
        {"index": 0, **LARGE},
        [["erase", {"top": 3, "left": 21, "height": 14, "width": 19, "value": 0.25}]],
    ),
    ("a blurred image", {"index": 0}, [blur(3, 0.8)]),
    ("an image that is hardly blurred", {"index": 2}, [blur(5, 0.1)]),
    ("a blurred oblong image", {"index": 3, **LARGE}, [blur(23, 2.0)]),
    (
        "a view of the notebook's recipe",
        {"index": 1},
        [
            crop(5, 2, 20, 24),
            FLIP,
            affine(-6.8, 2, -3),
            factor("hue", 0.13),
            factor("contrast", 1.27),
            factor("brightness", 0.84),
            factor("saturation", 1.33),
            ["cutout", {"row": 30, "column": 11, "length": 16}],
        ],
    ),
    (
        "a view of SimCLR's recipe",
        {"index": 0},
        [
            crop(1, 8, 28, 23),
            factor("brightness", 1.31),
            factor("saturation", 0.7),
            factor("hue", -0.08),
            factor("contrast", 0.73),
            GRAYSCALE,
        ],
    ),
]


def result(image: dict, steps: list) -> dict:
    made = picture(**image)
    for name, parameters in steps:
        made = KERNELS[name](made, **parameters)
    return sample(made.numpy(), 192)


def distribution(values: np.ndarray) -> dict:
    """Points of the empirical distribution function: at each value where there are few, at quantiles where many."""
    points = np.unique(values)
    if len(points) > 64:
        points = np.quantile(values, np.linspace(0.02, 0.98, 49))
    shares = [float((values <= point).mean()) for point in points]
    return {"points": [float(f"{point:.9g}") for point in points], "shares": [float(f"{share:.5f}") for share in shares]}


def crop_draws(height: int, width: int, scale: list[float], ratio: list[float]) -> dict:
    image = torch.empty(3, height, width)
    draws = np.array([RandomResizedCrop.get_params(image, scale, ratio) for _ in range(DRAWS)])
    top, left, h, w = draws.T
    values = {"top": top, "left": left, "height": h, "width": w, "area": h * w, "aspect": w / h}
    return {
        "image": {"height": height, "width": width},
        "scale": {"low": scale[0], "high": scale[1]},
        "ratio": {"low": ratio[0], "high": ratio[1]},
        "distributions": {name: distribution(value) for name, value in values.items()},
    }


def affine_draws(height: int, width: int, degrees: list[float], translate: list[float]) -> dict:
    draws = [RandomAffine.get_params(degrees, translate, None, None, [width, height]) for _ in range(DRAWS)]
    values = {
        "degrees": np.array([angle for angle, *_ in draws]),
        "x": np.array([shift[0] for _, shift, *_ in draws]),
        "y": np.array([shift[1] for _, shift, *_ in draws]),
    }
    return {
        "image": {"height": height, "width": width},
        "degrees": {"low": degrees[0], "high": degrees[1]},
        "translateX": translate[0],
        "translateY": translate[1],
        "distributions": {name: distribution(value) for name, value in values.items()},
    }


def erasing_draws(height: int, width: int, scale: list[float], ratio: list[float]) -> dict:
    transform = RandomErasing(1, scale, ratio)
    draws = [transform.make_params([torch.empty(3, height, width)]) for _ in range(DRAWS)]
    # What is not erased at all has no height and no width.
    values = {
        name: np.array([0 if draw["v"] is None else draw[key] for draw in draws])
        for name, key in (("top", "i"), ("left", "j"), ("height", "h"), ("width", "w"))
    }
    return {
        "image": {"height": height, "width": width},
        "scale": {"low": scale[0], "high": scale[1]},
        "ratio": {"low": ratio[0], "high": ratio[1]},
        "distributions": {name: distribution(value) for name, value in values.items()},
    }


def jitter_draws(brightness: float, contrast: float, saturation: float, hue: float) -> dict:
    transform = ColorJitter(brightness, contrast, saturation, hue)
    ranges = (transform.brightness, transform.contrast, transform.saturation, transform.hue)
    draws = [ColorJitter.get_params(*ranges) for _ in range(DRAWS)]
    # The order, read as a number of four digits.
    values = {"order": np.array([int("".join(map(str, order.tolist()))) for order, *_ in draws])}
    for place, name in enumerate(("brightness", "contrast", "saturation", "hue")):
        values[name] = np.array([amounts[place] for _, *amounts in draws])
    return {
        "brightness": brightness,
        "contrast": contrast,
        "saturation": saturation,
        "hue": hue,
        "distributions": {name: distribution(value) for name, value in values.items()},
    }


torch.manual_seed(0)
fixture = {
    "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
    "salt": SALT,
    "cases": [
        {"title": title, "image": image, "steps": steps, "result": result(image, steps)} for title, image, steps in CASES
    ],
    "draws": {
        "crops": [
            crop_draws(32, 32, [0.08, 1.0], [3 / 4, 4 / 3]),
            crop_draws(32, 32, [0.2, 1.0], [3 / 4, 4 / 3]),
            # Nothing of this ratio and share fits into the image, so that often the centre is what is left.
            crop_draws(24, 40, [0.3, 1.0], [0.4, 0.6]),
        ],
        "affines": [affine_draws(32, 32, [-10.0, 10.0], [0.1, 0.1]), affine_draws(24, 40, [-45.0, 5.0], [0.2, 0.0])],
        "jitters": [jitter_draws(0.4, 0.4, 0.4, 0.2), jitter_draws(1.5, 0.1, 0.8, 0.1)],
        # The second is often too large for the image, and then nothing is erased.
        "erasings": [erasing_draws(32, 32, [0.02, 0.33], [0.3, 3.3]), erasing_draws(24, 40, [0.5, 1.0], [0.9, 1.1])],
    },
}
path = pathlib.Path(__file__).parents[1] / "fixtures" / "views" / "views.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
