"""Named streams of chance: one seed, one independent generator a purpose."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Array = NDArray[Any]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """
    Make the generator of one purpose; adding a purpose never moves the others.

    Parameters
    ----------
    seed
        The county's seed.
    purpose
        A word, for example "geography".

    Returns
    -------
    rng
        A PCG64 generator.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(purpose.encode())])))


def pick(rng: np.random.Generator, weights: dict[str, float], size: int) -> Array:
    """
    Draw words by weight.

    Parameters
    ----------
    rng
        The generator.
    weights
        Word to weight; weights need not sum to 1.
    size
        How many.

    Returns
    -------
    words
        Object array of text.
    """
    p = np.array(list(weights.values()), dtype="float64")
    return np.array(list(weights), dtype=object)[index(rng, p, size)]


def index(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """
    Draw positions by weight.

    Parameters
    ----------
    rng
        The generator.
    weights
        One weight a position, >= 0.
    size
        How many.

    Returns
    -------
    positions
        Whole numbers from 0.
    """
    steps = np.cumsum(weights)
    at = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
    drawn: Ints = np.minimum(at, len(weights) - 1).astype("int64")
    return drawn
