"""Findings in the reader's words, by whoever can act: each with what the unit gains, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, get_args

from api.report.sentences import Words
from monitors.snapshot_schema import Addressee, Finding, FindingKind, Snapshot

ADDRESSEES: Final[tuple[Addressee, ...]] = ("risk", "policy-owner", "operations", "unit")
"""In the order in which they are told."""

KINDS: Final[tuple[FindingKind, ...]] = get_args(FindingKind)
MOST_TOLD: Final = 8
"""Findings that each addressee sees at once; the others fold away under them."""


@dataclass(frozen=True)
class Told:
    """What is found of one unit on one platform, of one kind: sentences, what it gains, what may be done."""

    kind: FindingKind
    unit: str
    platform: str
    title: str
    sentences: list[str]
    value: str
    choices: str


@dataclass(frozen=True)
class Addressed:
    """Everything for one addressee."""

    addressee: Addressee
    name: str
    told: list[Told]

    @property
    def first(self) -> list[Told]:
        """What is always seen."""
        return self.told[:MOST_TOLD]

    @property
    def more(self) -> list[Told]:
        """What folds away."""
        return self.told[MOST_TOLD:]


@dataclass(frozen=True)
class Found:
    """All of a snapshot's."""

    summary: str
    groups: list[Addressed]


def found(snapshot: Snapshot, words: Words) -> Found | None:
    """What a snapshot found, by addressee, kind and unit; None where nothing was."""
    everything = [*(one for each in snapshot.dependencies for one in each.findings), *snapshot.findings]
    if not everything:
        return None
    groups = [
        Addressed(addressee, words.say(f"addressed.{addressee}"), _told(own, words))
        for addressee in ADDRESSEES
        if (own := [one for one in everything if one.addressed_to == addressee])
    ]
    return Found(
        summary=words.say(
            "findings.summary",
            findings=sum(len(group.told) for group in groups),
            units=len({one.unit for one in everything}),
        ),
        groups=groups,
    )


def _told(findings: Sequence[Finding], words: Words) -> list[Told]:
    """Findings of one addressee; those of one kind, unit and platform together."""

    def place(one: Finding) -> tuple[int, str, str]:
        return KINDS.index(one.kind), one.unit, one.platforms[0]

    return [_together(list(own), words) for _, own in groupby(sorted(findings, key=place), key=place)]


def _together(own: Sequence[Finding], words: Words) -> Told:
    """What is found of one unit on one platform, of one kind."""
    first = own[0]
    unit, platform = words.unit(first.unit), words.platform(first.platforms[0])
    return Told(
        kind=first.kind,
        unit=unit,
        platform=platform,
        title=words.say("dependency.on", unit=unit, platform=platform),
        sentences=[words.reason(one) for one in own],
        value=" · ".join(words.reason(each) for each in first.value),
        choices=" · ".join(words.reason(each) for each in first.treatments),
    )
