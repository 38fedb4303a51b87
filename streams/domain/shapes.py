"""The shape of a line that was not taken: enough to see what went wrong, and nothing of what it said."""

import re

LONGEST_SHAPE = 80
LOOKED_AT = 400

_CLASSES = bytes(
    ord("9")
    if chr(code).isdigit() and code < 128
    else ord("a")
    if chr(code).isalpha() and code < 128
    else code
    if chr(code) in "[]\"'|,;:/=-#{}()<>"
    else ord("_")
    if chr(code) in " \t"
    else ord("!")
    if 0x20 < code < 0x7F
    else ord("~")
    for code in range(256)
)
"""Digits, letters, the signs that structure logs, blanks, other signs, and everything else."""

_RUN = re.compile(rb"(.)\1+")


def shape_of(line: bytes) -> str:
    """The line by classes of characters, runs written once: `1795.2 10 GET` is `9!9_9_a`."""
    shape = _RUN.sub(rb"\1", line[:LOOKED_AT].translate(_CLASSES))
    return shape[:LONGEST_SHAPE].decode("ascii")
