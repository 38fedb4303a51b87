"""What stands before an action is applied, and what one action comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from monitors.domain.outage.records import Incident, Reason
from monitors.domain.rooms.records import (
    Lesson,
    Mark,
    Practice,
    ReportKey,
    Room,
    Silenced,
)
from streams.contracts.signals import LearnAgain, OwnChange, Report

PEOPLE: Final = "!people"
"""The source of what people say; a source of logs cannot be called so."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of everything that some actions are about; what is not there does not exist."""

    incidents: Mapping[str, Incident] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    practices: Mapping[str, Practice] = field(default_factory=dict)
    silences: Mapping[str, Silenced] = field(default_factory=dict)
    marks: Mapping[Mark, int] = field(default_factory=dict)
    own_changes: Mapping[tuple[str, str], OwnChange] = field(default_factory=dict)
    """By source and id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to: a reason, the one thing that it changed, and evidence for the judge."""

    reason: Reason
    room: Room | None = None
    lesson: Lesson | None = None
    practice: Practice | None = None
    silence: Silenced | None = None
    report: tuple[ReportKey, Mark] | None = None
    evidence: Report | LearnAgain | None = None
