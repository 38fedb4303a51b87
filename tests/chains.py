"""A chain for tests: the real catalogue, a small directory, and a key that is no secret."""

from dataclasses import fields
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.matcher import PolarsMatcher
from streams.attribution import People, Platforms
from streams.chain import Chain, Part
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import Delta
from streams.domain.directory import Directory
from streams.domain.directory_table import DirectoryRow, directory_of
from streams.domain.lines import Block
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.unknown_hosts import HostTally
from streams.formats.interface import Format
from streams.formats.squid import SquidNative
from streams.settling import Progress

PSEUDONYMS = Pseudonymiser.for_this_run(b"0123456789abcdef")


@cache
def catalogue() -> Catalogue:
    """The catalogue as it is delivered."""
    return load_catalogue()


@cache
def _matcher() -> PolarsMatcher:
    return PolarsMatcher(catalogue().suffixes)


def directory(*rows: tuple[str, str]) -> Directory:
    """A directory of (login or range, unit)."""
    table = [
        DirectoryRow(line, cidr=who, unit=unit) if "/" in who else DirectoryRow(line, user=who, unit=unit)
        for line, (who, unit) in enumerate(rows, 2)
    ]
    return directory_of(table, None, ZoneInfo("UTC"))


def chain(
    people: Directory | None = None, hosts: HostTally | None = None, log_format: Format | None = None
) -> Chain:
    """A chain for Squid's native format, or another; everybody is unassigned unless a directory is given."""
    known = people or Directory.empty()
    made = log_format or SquidNative()
    return Chain(made, _matcher(), Platforms(catalogue()), People(known, PSEUDONYMS), hosts)


def blocks_of(log: bytes, cuts: list[int]) -> list[Block]:
    """A log as blocks, cut behind some of its lines."""
    lines = log.splitlines(keepends=True)
    edges = sorted({0, len(lines), *(cut % (len(lines) + 1) for cut in cuts)})
    blocks, offset = [], 0
    for begin, end in pairwise(edges):
        blocks.append(Block(b"".join(lines[begin:end]), begin + 1, offset))
        offset += len(blocks[-1].data)
    return blocks


def parts_of(reading: Chain, blocks: list[Block]) -> list[Part]:
    """All parts, each block read behind the one before."""
    progress, parts = Progress(), []
    for block in blocks:
        for part in reading.read(block, progress):
            progress = part.after
            parts.append(part)
    return parts


def same(one: Delta, other: Delta) -> bool:
    """Whether two deltas say the same, hosts outside the catalogue aside."""
    tables = ("usage", "votes", "latency", "networks")
    return all(
        np.array_equal(getattr(getattr(one, table), column.name), getattr(getattr(other, table), column.name))
        for table in tables
        for column in fields(one.usage)
    ) and all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("verdicts", "tallies", "activity", "onsets")
    )
