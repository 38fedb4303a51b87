"""Time and chance, handed to all that watches."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clocks:
    """Wall time in Unix milliseconds, seconds that only go forward, a sleep, and chance."""

    wall_ms: Callable[[], int]
    monotonic: Callable[[], float]
    pause: Callable[[float], Awaitable[None]]
    chance: random.Random
