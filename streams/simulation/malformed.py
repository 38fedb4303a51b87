"""Lines that are none: what stands in real logs between the lines."""

import numpy as np
from numpy.typing import NDArray


def strewn(rng: np.random.Generator, requests: int, share: float) -> NDArray[np.bool_]:
    """Which lines of a log are malformed so that their share comes out: False for each of the requests."""
    if not share:
        return np.zeros(requests, bool)
    after = rng.poisson(share / (1 - share), requests)
    flags = np.zeros(requests + int(after.sum()), bool)
    flags[np.repeat(np.cumsum(after + 1) - after, after) + _within(after)] = True
    return flags


def malformed(rng: np.random.Generator, line: str) -> str:
    """A line that no reader of any of the formats may take: half a line, noise, or somebody's words."""
    match int(rng.integers(0, 3)):
        case 0:
            return line[:30].rstrip() + "\n"
        case 1:
            noise = rng.integers(128, 256, int(rng.integers(20, 200)), np.uint8)
            return noise.tobytes().decode("latin-1") + "\n"
        case _:
            return "rotated by hand, see ticket\n"


def _within(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, ... within each group of so many."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
