"""What is told of own accounts: CloudEvents for `hub.changes`, and words to the judge on `evidence.signals`.

Anybody may read along, so an event names the account, codes and counts; texts of posts, and by which account
of the hub something was done, stand in the database alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from monitors.domain.accounts.applying import Applied
from monitors.domain.accounts.records import AccountKey, Clearing, PreFlight
from monitors.domain.outage.records import Reason
from monitors.events import identity_of, rfc3339
from monitors.outside import Moment
from monitors.store import Message, Place
from streams.contracts.signals import AccountEvent, encode_signal
from streams.contracts.topics import CHANGES, SIGNALS

ACCOUNT_CHANGED: Final = "holdfast.account.changed"
ACCOUNT_FOUND: Final = "holdfast.account.found"
ACCOUNT_BACKLOG: Final = "holdfast.account.backlog"
WINDOW_CHANGED: Final = "holdfast.window.changed"
WINDOW_PREFLIGHT: Final = "holdfast.window.preflight"
"""The CloudEvents types."""

OF_WINDOWS: Final = frozenset({"declare-window", "end-window"})
"""Kinds of actions that change a critical window; all others change an account."""


class Say(NamedTuple):
    """Something to be told on `hub.changes`, because of the message at `offset`."""

    offset: int
    type: str
    subject: str
    at_ms: int
    data: Mapping[str, Any]


def accounts_announced(place: Place, come_to: Sequence[tuple[int, Applied]]) -> list[Message]:
    """One message for each action by its offset, refused ones too: the first that it comes to."""
    return [_message(identity_of(place, offset, 0), 0, _acted(offset, step)) for offset, step in come_to]


def found_of(offset: int, key: AccountKey, at_ms: int, findings: Sequence[Reason]) -> Say:
    """What an account lacks now; nothing: it lacks nothing any more."""
    data = {"platform": key.platform, "name": key.name, "findings": findings}
    return Say(offset, ACCOUNT_FOUND, _subject(key), at_ms, data)


def backlog_of(offset: int, key: AccountKey, at_ms: int, clearing: Clearing) -> Say:
    """The backlog that an outage left, and how much of it is left."""
    data = {
        "platform": key.platform,
        "name": key.name,
        "incident": clearing.incident,
        "at_end": clearing.at_end,
        "left": clearing.left,
    }
    return Say(offset, ACCOUNT_BACKLOG, _subject(key), at_ms, data)


def preflight_of(offset: int, title: str, from_ms: int, found: PreFlight) -> Say:
    """What was found before a critical window."""
    data = {
        "window": found.window,
        "title": title,
        "from": rfc3339(from_ms),
        "platform": found.platform,
        "is_ready": not found.lacking,
        "lacking": found.lacking,
    }
    return Say(offset, WINDOW_PREFLIGHT, found.window, found.checked_at_ms, data)


def sent(moment: Moment, said: Sequence[Say | tuple[int, AccountEvent]]) -> list[Message]:
    """All of it as messages, numbered within the offsets that they came of, in their order."""
    messages: list[Message] = []
    numbers: dict[int, int] = {}
    for each in said:
        offset = each.offset if isinstance(each, Say) else each[0]
        n = numbers[offset] = numbers.get(offset, moment.next_number(offset) - 1) + 1
        if isinstance(each, Say):
            messages.append(_message(identity_of(moment.place, offset, n), n, each))
        else:
            event = each[1]
            messages.append(Message(offset, n, SIGNALS.name, event.source.encode(), encode_signal(event)))
    return messages


def _acted(offset: int, step: Applied) -> Say:
    """What an action came to."""
    change, outcome = step
    draft = None if outcome is None else outcome.draft
    stands = None if draft is None else {"draft": draft.id, "state": draft.state}
    is_window = change.kind in OF_WINDOWS
    return Say(
        offset,
        WINDOW_CHANGED if is_window else ACCOUNT_CHANGED,
        change.action if is_window else _subject(AccountKey(change.platform, change.name)),
        change.at_ms,
        {
            "action": change.action,
            "kind": change.kind,
            "role": change.role,
            "refused": change.refused,
            "reason": change.reason,
            "unit": change.unit,
            "platform": change.platform,
            "name": change.name,
            "stands": stands,
        },
    )


def _message(identity: str, n: int, said: Say) -> Message:
    """A CloudEvent in structured JSON (CloudEvents 1.0.2)."""
    event = {
        "specversion": "1.0",
        "id": identity,
        "source": "/holdfast/monitors",
        "type": said.type,
        "subject": said.subject,
        "time": rfc3339(said.at_ms),
        "datacontenttype": "application/json",
        "data": said.data,
    }
    return Message(said.offset, n, CHANGES.name, said.subject.encode(), msgspec.json.encode(event))


def _subject(key: AccountKey) -> str:
    return f"{key.platform}/{key.name}"
