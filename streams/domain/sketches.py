"""How many different people, and how much active time, in a form that merges and intersects: theta sketches.

Apache DataSketches theta sketches with 2**12 entries and the default seed, so that DataSketches in
any language reads them. Up to 4,096 different values a sketch is exact; beyond that its relative standard
error is 1.6 %.

A sketch of values, and a union of such sketches, is in the one form that depends only on the set it saw: the
4,096 smallest hashes. So a union has the same bytes in whatever order, and however often, its parts came.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from datasketches import (
    compact_theta_sketch,
    theta_a_not_b,
    theta_intersection,
    theta_union,
    update_theta_sketch,
)
from numpy.typing import NDArray

LG_K = 12
SLOT_MS = 300_000
"""Five minutes: a person is active in a slot or not, however many requests there were."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A set that has forgotten its members but knows its size; equal when the bytes are."""

    data: bytes
    """DataSketches' compact, ordered form."""

    @classmethod
    def of(cls, values: NDArray[np.uint64]) -> "Sketch":
        """The sketch of these values; repeats count once.

        The library takes Python integers one by one, and takes one that does not fit in *signed* 64 bits for
        a floating-point number, losing its low bits. So each value is fed as the signed number with the same
        bits, as DataSketches does for unsigned numbers in C++ and Java.
        """
        sketch = update_theta_sketch(LG_K)
        deque(map(sketch.update, set(values.view(np.int64).tolist())), maxlen=0)
        sketch.trim()
        return cls(sketch.compact().serialize())

    @classmethod
    def union(cls, sketches: Iterable["Sketch"]) -> "Sketch":
        """Everything that is in any of the sketches; of none, the empty sketch."""
        union = theta_union(LG_K)
        for sketch in sketches:
            union.update(sketch.theta())
        return cls(union.get_result().serialize())

    def __or__(self, other: "Sketch") -> "Sketch":
        return Sketch.union((self, other))

    def __and__(self, other: "Sketch") -> "Sketch":
        """What is in both. Its error is that of the union: small intersections of large sets are rough."""
        intersection = theta_intersection()
        intersection.update(self.theta())
        intersection.update(other.theta())
        return Sketch(intersection.get_result().serialize())

    def __sub__(self, other: "Sketch") -> "Sketch":
        """What is in this one and not in the other, with the error of the union."""
        return Sketch(theta_a_not_b().compute(self.theta(), other.theta()).serialize())

    @property
    def estimate(self) -> float:
        """How many different values; exact up to 4,096."""
        return float(self.theta().get_estimate())

    def bounds(self, deviations: int = 2) -> tuple[float, float]:
        """The size lies between these with 68, 95 or 99.7 % confidence for 1, 2 or 3 standard deviations."""
        theta = self.theta()
        return float(theta.get_lower_bound(deviations)), float(theta.get_upper_bound(deviations))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Sketch":
        """A sketch that was stored or sent. Raises ValueError where the bytes are none."""
        sketch = cls(data)
        sketch.theta()
        return sketch

    def theta(self) -> compact_theta_sketch:
        """The library's own sketch. Raises ValueError where the bytes are none."""
        try:
            return compact_theta_sketch.deserialize(self.data)
        except (IndexError, RuntimeError, ValueError) as error:
            raise ValueError(f"these {len(self.data)} bytes are no theta sketch: {error}") from error


EMPTY = Sketch.of(np.empty(0, np.uint64))


def active_slots(pseudonyms: NDArray[np.uint64], started_ms: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One number for each pseudonym and five-minute slot of Unix time, for a sketch of active time.

    The number is `mix(pseudonym ^ mix(slot))`, where `mix` is the finaliser of SplitMix64 (Steele, Lea and
    Flood 2014), a bijection of 64 bits: two slots of one person never meet, and two people meet as rarely as
    random numbers do.
    """
    slots = np.floor_divide(started_ms, SLOT_MS).astype(np.int64).view(np.uint64)
    return _mixed(pseudonyms ^ _mixed(slots))


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    numbers = numbers + np.uint64(0x9E37_79B9_7F4A_7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    return numbers ^ (numbers >> np.uint64(31))
