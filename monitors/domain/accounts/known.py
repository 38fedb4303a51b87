"""What stands before an action about own accounts is applied, and what one action comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitors.domain.accounts.records import (
    AccountKey,
    CriticalWindow,
    Draft,
    Explanation,
    OwnAccount,
    Post,
)
from monitors.domain.outage.records import Reason


@dataclass(frozen=True, slots=True)
class Known:
    """What stands of everything that some actions are about; what is not there does not exist."""

    accounts: Mapping[AccountKey, OwnAccount] = field(default_factory=dict)
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    windows: Mapping[str, CriticalWindow] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to: a reason, and the one thing that it changed."""

    reason: Reason
    account: OwnAccount | None = None
    draft: Draft | None = None
    window: CriticalWindow | None = None
    explanation: Explanation | None = None
