"""Findings from one day to the next: which are new, which are gone, and since when the others stand.

A finding is the same as the day before where it says the same of the same platforms; its figures may have
moved.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from monitors.domain.findings.records import Finding

TELLING_APART: Final = ("rule", "notice")
"""Figures by which two findings of one code and one platform are two: the rule that a use goes against, and
each of the notices of an end."""


class StandingFinding(Struct, frozen=True, kw_only=True):
    """A finding as it was on `told_day`, there on every day told since `since_day`; days from 1970-01-01."""

    finding: Finding
    since_day: int
    told_day: int


class FindingsChange(Struct, frozen=True, kw_only=True):
    """What is new and what is gone of a unit's findings on a day, in the order in which they are told."""

    unit: str
    day: int
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def identity_of(finding: Finding) -> str:
    """What tells a finding from every other of its unit, and is the same every day."""
    first, *others = finding.platforms
    figures = (finding.reason.figures.get(name) for name in TELLING_APART)
    apart = (str(figure) for figure in figures if figure is not None)
    return " ".join((finding.reason.code, first, *sorted(others), *apart))


def stepped(before: Iterable[StandingFinding], found: Iterable[Finding], day: int) -> list[StandingFinding]:
    """What stands after a day on which these were found, in their order."""
    since = {identity_of(each.finding): each.since_day for each in before}
    return [
        StandingFinding(finding=each, since_day=since.get(identity_of(each), day), told_day=day)
        for each in found
    ]


def change_of(
    unit: str, before: Sequence[StandingFinding], after: Sequence[StandingFinding], day: int
) -> FindingsChange | None:
    """What is new and what is gone; None where nothing is."""
    earlier, later = ({identity_of(each.finding) for each in some} for some in (before, after))
    new = tuple(each.finding for each in after if identity_of(each.finding) not in earlier)
    gone = tuple(each.finding for each in before if identity_of(each.finding) not in later)
    return FindingsChange(unit=unit, day=day, new=new, gone=gone) if new or gone else None
