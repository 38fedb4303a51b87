"""What stands before an action about own accounts is applied, and what one action comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from monitors.domain.accounts.records import (
    AccountKey,
    CriticalWindow,
    Draft,
    Explanation,
    OwnAccount,
    Post,
)
from monitors.domain.outage.records import Figure, Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of everything that some actions are about; what is not there does not exist."""

    accounts: Mapping[AccountKey, OwnAccount] = field(default_factory=dict)
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    windows: Mapping[str, CriticalWindow] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)


class Moment(NamedTuple):
    """When Kafka took an action in, and the organisation's day then."""

    at_ms: int
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to: a reason, and the one thing that it changed."""

    reason: Reason
    account: OwnAccount | None = None
    draft: Draft | None = None
    window: CriticalWindow | None = None
    explanation: Explanation | None = None


class Refused(Exception):  # noqa: N818 (a refusal is an answer and no error of ours)
    """The action cannot be applied, and why."""

    def __init__(self, code: str, **figures: Figure) -> None:
        super().__init__(code)
        self.reason = Reason(code, figures)
