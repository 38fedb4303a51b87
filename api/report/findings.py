"""Findings in the reader's words, by whoever can act: each with what the unit gains, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple, get_args

from api.report.sentences import Words
from infra.words.figures import listed
from monitors.snapshot_schema import ORGANISATION_NAME, Addressee, Finding, FindingKind, Snapshot

ADDRESSEES: Final[tuple[Addressee, ...]] = ("risk", "policy-owner", "operations", "unit")
"""In the order in which they are told."""

KINDS: Final[tuple[FindingKind, ...]] = get_args(FindingKind)
MOST_TOLD: Final = 8
"""Findings that each addressee sees at once; the others fold away under them."""


@dataclass(frozen=True)
class Told:
    """What is found of one kind on one platform: sentences, what is gained, what may be done.

    Units of which the very same is said stand together in its title.
    """

    kind: FindingKind
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
            findings=len({(one.kind, one.unit, one.platforms[0]) for one in everything}),
            units=len({one.unit for one in everything} - {ORGANISATION_NAME}),
        ),
        groups=groups,
    )


class _Said(NamedTuple):
    """What is said of a unit, without its name."""

    kind: FindingKind
    platform: str
    sentences: tuple[str, ...]
    value: str
    choices: str


def _told(findings: Sequence[Finding], words: Words) -> list[Told]:
    """Findings of one addressee; those of one kind, unit and platform together, then units told alike."""

    def place(one: Finding) -> tuple[int, str, str]:
        return KINDS.index(one.kind), one.platforms[0], one.unit

    units: dict[_Said, list[str]] = {}
    for (_, _, unit), own in groupby(sorted(findings, key=place), key=place):
        units.setdefault(_said(list(own), words), []).append(_name(unit, words))
    return [
        Told(
            kind=said.kind,
            title=words.say("dependency.on", unit=listed(names, words.lang), platform=said.platform),
            sentences=list(said.sentences),
            value=said.value,
            choices=said.choices,
        )
        for said, names in units.items()
    ]


def _said(own: Sequence[Finding], words: Words) -> _Said:
    """What is found of one unit on one platform, or of all together on several, of one kind."""
    first = own[0]
    named = first.platforms if first.unit == ORGANISATION_NAME else first.platforms[:1]
    return _Said(
        kind=first.kind,
        platform=listed([words.platform(platform) for platform in named], words.lang),
        sentences=tuple(words.reason(one) for one in own),
        value=" · ".join(words.reason(each) for each in first.value),
        choices=" · ".join(words.reason(each) for each in first.treatments),
    )


def _name(unit: str, words: Words) -> str:
    """A unit's name, or the word for all of them together."""
    return words.say("findings.organisation") if unit == ORGANISATION_NAME else words.unit(unit)
