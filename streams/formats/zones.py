"""Whether a log's times depend on a zone that nobody wrote beside them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from streams.domain.lines import Block, Verdict
from streams.formats.options import FormatOptions
from streams.formats.registry import make_format

_FAR_APART = ("UTC", "Asia/Tokyo")


def needs_a_zone(name: str, lines: Sequence[bytes], options: FormatOptions) -> bool:
    """Whether some of these lines would be dated otherwise in another zone.

    They are simply read twice: whether a stamp carries a zone is for each format, and each line, to know.
    """
    block = Block(b"".join(line + b"\n" for line in lines))
    nothing = np.zeros(len(block), bool)
    one, other = (
        make_format(name, replace(options, timezone=zone)).cut(block, "", nothing) for zone in _FAR_APART
    )
    dated = (one.verdicts == Verdict.PARSED) & (other.verdicts == Verdict.PARSED)
    return bool((one.seen_ms[dated] != other.seen_ms[dated]).any())
