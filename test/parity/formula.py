"""Numbers that Python and TypeScript compute alike: test/src/parity/formula.ts is the same in the other language."""

import numpy as np


def hash32(index: np.ndarray, salt: int) -> np.ndarray:
    """A well-mixed 32-bit hash (lowbias32 of https://github.com/skeeto/hash-prospector)."""
    x = (index.astype(np.uint64) + salt * 0x9E3779B9) & 0xFFFFFFFF
    x ^= x >> 16
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    x ^= x >> 16
    return x


def uniform(length: int, salt: int) -> np.ndarray:
    """float32 in [-1, 1)."""
    return (hash32(np.arange(length), salt) / 2.0**31 - 1.0).astype(np.float32)


def images(count: int, size: int, salt: int) -> np.ndarray:
    """
    uint8 [count, size, size, 3]: noise over ramps, with what real views have and noise has not, values that tie in
    pooling. Of every four images the first stays so; the others get a flat grey square (cutout), saturated halves, and
    patches of 4 × 4 equal pixels.
    """
    n, y, x, c = np.meshgrid(*map(np.arange, (count, size, size, 3)), indexing="ij")
    noise = (hash32(((n * size + y) * size + x) * 3 + c, salt) >> 27).astype(np.int64)
    pixels = (x * (3 + n % 3) + y * (2 + c) + 40 * c + noise) % 224
    kind = n % 4
    corner = hash32(n * 2, salt + 1) % size, hash32(n * 2 + 1, salt + 1) % size
    hole = (np.abs(x - corner[0].astype(np.int64)) < size // 4) & (np.abs(y - corner[1].astype(np.int64)) < size // 4)
    pixels = np.where((kind == 1) & hole, 128, pixels)
    pixels = np.where((kind == 2) & (pixels > 120), 255, pixels)
    pixels = np.where((kind == 2) & (pixels < 60), 0, pixels)
    patch = hash32((((n * size) + y // 4) * size + x // 4) * 3 + c, salt + 2) >> 24
    pixels = np.where(kind == 3, patch.astype(np.int64), pixels)
    return pixels.astype(np.uint8)


def sample(values: np.ndarray, count: int = 48) -> dict:
    """A tensor's norm, its largest entry, and entries at places that the hash picks."""
    flat = values.astype(np.float64).ravel()
    places = np.arange(flat.size) if flat.size <= count else hash32(np.arange(count), flat.size) % flat.size
    return {
        "shape": list(values.shape),
        "norm": float(np.sqrt((flat**2).sum())),
        "largest": float(np.abs(flat).max()),
        "entries": [float(f"{value:.9g}") for value in flat[places.astype(np.int64)]],
    }
