"""What is kept about use, as values: every table and topic with its fields, for how long, and who may look.

Pure: the names of tables and columns go in as they are, so that the page cannot fall behind them: a test
holds that each has its place here.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from api.domain.rights import RIGHTS, ROLES, Right
from monitors.domain.register.actions import Role
from monitors.store import Retention
from streams.contracts.topics import Topic

DAY_MS: Final = 24 * 3_600_000

Group = Literal["use", "outages", "said", "own", "accounts", "running"]
Keeping = Literal[
    "minutes",
    "hours",
    "days",
    "standing",
    "hour",
    "account",
    "quarter-hour",
    "sent",
    "row",
    "fortnight",
    "resend",
]
"""How long: as the settings say by minutes, hours or days; while it stands, that is until a person removes
it; for the hour in which a report counts; as long as the account; as long as a log-in counts; until it is
sent; as long as the row that it belongs to; 14 days behind the last word."""


class Place(NamedTuple):
    """Where a table stands on the page, and how long its rows live."""

    group: Group
    keeping: Keeping


PLACES: Final[Mapping[str, Place]] = {
    "usage_minutes": Place("use", "minutes"),
    "usage_hours": Place("use", "hours"),
    "usage_days": Place("use", "days"),
    "control_hours": Place("use", "hours"),
    "touched_days": Place("use", "days"),
    "published_periods": Place("use", "hours"),
    "published_platforms": Place("use", "hours"),
    "published_cells": Place("use", "hours"),
    "published_surfaces": Place("use", "hours"),
    "published_hours": Place("use", "hours"),
    "pair_days": Place("use", "days"),
    "unit_days": Place("use", "days"),
    "unit_standings": Place("use", "standing"),
    "dependencies": Place("use", "standing"),
    "dependency_changes": Place("use", "standing"),
    "unit_findings": Place("use", "standing"),
    "incidents": Place("outages", "standing"),
    "incident_transitions": Place("outages", "standing"),
    "incident_impact": Place("outages", "standing"),
    "incident_severities": Place("outages", "standing"),
    "availability_months": Place("outages", "standing"),
    "own_changes": Place("outages", "hours"),
    "demand_counts": Place("outages", "hours"),
    "demand_hours": Place("outages", "hours"),
    "vendor_words": Place("outages", "hours"),
    "peer_words": Place("outages", "minutes"),
    "notice_decisions": Place("outages", "hours"),
    "notice_standings": Place("outages", "hours"),
    "notice_deliveries": Place("outages", "hours"),
    "desk_tickets": Place("outages", "hours"),
    "incident_actions": Place("said", "standing"),
    "incident_rooms": Place("said", "standing"),
    "lessons": Place("said", "standing"),
    "practices": Place("said", "standing"),
    "silences": Place("said", "standing"),
    "reports": Place("said", "hours"),
    "report_marks": Place("said", "hour"),
    "exercises": Place("said", "standing"),
    "exercise_answers": Place("said", "standing"),
    "exercise_actions": Place("said", "standing"),
    "register_entries": Place("said", "standing"),
    "register_changes": Place("said", "standing"),
    "questions": Place("said", "standing"),
    "register_alerts": Place("said", "standing"),
    "own_accounts": Place("own", "standing"),
    "post_drafts": Place("own", "hours"),
    "critical_windows": Place("own", "standing"),
    "post_explanations": Place("own", "hours"),
    "account_actions": Place("own", "standing"),
    "account_days": Place("own", "hours"),
    "account_conversations": Place("own", "fortnight"),
    "account_states": Place("own", "standing"),
    "account_posts": Place("own", "hours"),
    "window_preflights": Place("own", "standing"),
    "hub_hook_deliveries": Place("own", "resend"),
    "audit_entries": Place("accounts", "standing"),
    "hub_accounts": Place("accounts", "account"),
    "hub_grants": Place("accounts", "account"),
    "hub_sessions": Place("accounts", "account"),
    "hub_api_keys": Place("accounts", "account"),
    "hub_login_attempts": Place("accounts", "quarter-hour"),
    "hub_secrets": Place("accounts", "standing"),
    "offsets": Place("running", "standing"),
    "usage_read": Place("running", "standing"),
    "rule_states": Place("running", "standing"),
    "sources": Place("running", "standing"),
    "outbox": Place("running", "sent"),
    "forgotten_keys": Place("running", "standing"),
}
"""Every table of both databases."""

GROUPS: Final[tuple[Group, ...]] = ("use", "outages", "said", "own", "accounts", "running")

LOOKING: Final = (
    Right.SEE_RELIANCE,
    Right.SEE_SMALL_UNIT,
    Right.SEE_INCIDENTS,
    Right.SEE_REGISTER,
    Right.EXPORT,
    Right.SEE_AUDIT,
)
"""The rights that let somebody look at what comes of use."""

SAMPLE: Final[Mapping[str, str]] = {
    "hour_at": "2026-03-02 09:00",
    "unit": "Citizen Services",
    "platform": "facebook",
    "surface": "messaging",
    "use": "yes",
    "ok": "412",
    "fail_dns": "0",
    "fail_tcp": "3",
    "fail_tls": "0",
    "fail_timeout": "11",
    "fail_5xx": "2",
    "slow": "1",
    "refused": "0",
    "plat_4xx": "4",
    "our_policy": "0",
    "our_auth": "25",
    "our_proxy": "0",
    "client_gone": "6",
    "unknown": "0",
    "bytes_down": "31457280",
    "bytes_up": "2097152",
    "writes": "38",
    "tunnels": "57",
    "long_tunnels": "9",
}
"""A row of `usage_hours` as it might be; made up, of nobody."""


class TableKept(Struct, frozen=True, kw_only=True):
    """One table. `days` is how long its rows live, where that is a number of days."""

    name: str
    columns: list[str]
    keeping: Keeping
    days: int | None


class TopicKept(Struct, frozen=True, kw_only=True):
    """One topic of Kafka; `days` is the longest that a message stays, None: the newest of each key stays."""

    name: str
    days: int | None


class Kept(Struct, frozen=True, kw_only=True):
    """Everything that is kept, and who may look."""

    tables: dict[Group, list[TableKept]]
    topics: list[TopicKept]
    looking: list[tuple[Right, list[Role]]]


def kept_of(tables: Mapping[str, Sequence[str]], topics: Sequence[Topic], retention: Retention) -> Kept:
    """The page's content; `tables` are all there are with their columns. KeyError for one without a place."""
    grouped: dict[Group, list[TableKept]] = {group: [] for group in GROUPS}
    for name in sorted(tables, key=list(PLACES).index):
        place = PLACES[name]
        grouped[place.group].append(
            TableKept(
                name=name,
                columns=list(tables[name]),
                keeping=place.keeping,
                days=_days(place.keeping, retention),
            )
        )
    return Kept(
        tables=grouped,
        topics=[TopicKept(name=each.name, days=_longest(each)) for each in topics],
        looking=[(right, [role for role in ROLES if right in RIGHTS[role]]) for right in LOOKING],
    )


def _days(keeping: Keeping, retention: Retention) -> int | None:
    """Whole days, never fewer than it is."""
    known: Mapping[Keeping, int] = {
        "minutes": -(-retention.minutes_hours // 24),
        "hours": retention.hours_days,
        "days": retention.days_days,
    }
    return known.get(keeping)


def _longest(topic: Topic) -> int | None:
    """Kafka deletes whole segments, so a message may stay as long as one lasts beyond its time."""
    return None if topic.retention_ms is None else -(-(topic.retention_ms + topic.segment_ms) // DAY_MS)
