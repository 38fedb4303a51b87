"""Own accounts in tests: what is heard and done at which minute, and a worker that takes it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import count
from typing import Any, Literal

import msgspec

from monitors.account_fold import AccountActionsPart
from monitors.accounts import OUR_WORD, AccountsPart, Rows
from monitors.actions_fold import ActionsFold
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.accounts.actions import AnyAccountAction, DeclareAccount
from monitors.domain.accounts.records import AccountKey, AccountState
from monitors.domain.actions import encode_action
from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Change, Incident
from monitors.exercise_fold import ExercisePart
from monitors.outside import Moment
from monitors.register_fold import RegisterPart
from monitors.reliance_rows import RelianceWork
from monitors.room_fold import RoomPart
from monitors.store import Message, Store
from streams.contracts.signals import AccountActivity, AccountEvent, Event, decode_signal
from streams.contracts.topics import CHANGES, SIGNALS
from tests.room_actions import ACTIONS
from tests.stored_work import SIGNALS as SIGNALS_PLACE

KEY = bytes(range(32))
CITY = AccountKey("facebook", "City page")
UNIT = "Communications"
NUMBERS = count(1)


def at(text: str) -> int:
    """A moment of May 2026 in UTC, "5 09:30" being the 5th (a Tuesday), in Unix milliseconds."""
    day, _, clock = text.partition(" ")
    hour, _, minute = clock.partition(":")
    return int(datetime(2026, 5, int(day), int(hour), int(minute), tzinfo=UTC).timestamp() * 1000)


def heard(
    at_ms: int,
    thread: int = 1,
    *,
    outgoing: bool = False,
    form: Literal["message", "post", "reaction"] = "message",
    words: int | None = None,
    id_: str = "",
    account: AccountKey = CITY,
) -> AccountActivity:
    """Somebody wrote to an account, or it wrote."""
    return AccountActivity(
        source="hook:city",
        id=id_ or f"event-{next(NUMBERS)}",
        at_ms=at_ms,
        platform=account.platform,
        account=account.name,
        direction="outgoing" if outgoing else "inbound",
        form=form,
        thread=thread,
        words=words,
    )


def deed(kind: type[Any], role: str = "unit", by: str = "account-1", **said: Any) -> Any:
    """An action of its own about the city's page, unless it says otherwise."""
    about = {"unit": UNIT, "platform": CITY.platform, "name": CITY.name}
    known = {name: value for name, value in about.items() if name in kind.__struct_fields__}
    given = {"id": f"account-action-{next(NUMBERS)}", "at_ms": 0, "role": role, "by": by}
    return kind(**(given | known | said))


def well_kept(**said: Any) -> DeclareAccount:
    """The declaration of an account that lacks nothing but somebody's look."""
    usual: dict[str, Any] = {
        "owner_role": "Head of Communications",
        "admins": 3,
        "recovery": "By the service desk",
    }
    declared: DeclareAccount = deed(DeclareAccount, **(usual | said))
    return declared


class Worker:
    """A worker that hears of accounts and applies actions about them, message by message, on one store."""

    def __init__(
        self, store: Store | None = None, keys: Sequence[bytes] = (KEY,), zone: tzinfo = UTC
    ) -> None:
        self.store = store or MemoryStore(Memory())
        self._keys, self._zone = keys, zone
        self.incidents: list[Incident] = []
        self.messages: list[Message] = []
        self.begins_anew()

    def begins_anew(self) -> None:
        """The worker is another one; what it had not committed is gone."""
        store, calendar = self.store, Calendar(self._zone)
        self.part = AccountsPart(Rows(store.accounts, store.activity, store.register), self._zone, self._keys)
        self.actions = ActionsFold(
            RegisterPart(store.register, calendar),
            RoomPart(store.rooms),
            ExercisePart(store.exercises, calendar),
            AccountActionsPart(store.accounts, store.activity, calendar),
            lambda: 0,
        )

    def hears(self, *events: Event, tick_ms: int | None = None, changes: Sequence[Change] = ()) -> None:
        """Some events in one commit, and a tick behind them where time passes."""
        offset = self.store.resume(SIGNALS_PLACE).next_offset
        first = offset or 0
        for number, event in enumerate(events, first):
            self.part.take(number, event)
        last = first + len(events)
        moment = Moment(
            SIGNALS_PLACE,
            None if tick_ms is None else (last, tick_ms),
            [(last, change) for change in changes],
            self.incidents,
            RelianceWork(),
            (),
            (),
        )
        work = self.part.work(moment)
        self.store.commit(SIGNALS_PLACE, offset, last + 1, work)
        self.messages += work.messages

    def passes(self, at_ms: int, changes: Sequence[Change] = ()) -> None:
        """It is so late now."""
        self.hears(tick_ms=at_ms, changes=changes)

    def does(self, *actions: AnyAccountAction, at_ms: int) -> list[str]:
        """People do something; what became of each, as reason codes."""
        standing = self.store.resume(ACTIONS)
        offset = standing.next_offset or 0
        self.actions.restore(standing)
        for number, action in enumerate(actions, offset):
            self.actions.take(number, encode_action(action), at_ms)
        work = self.actions.work(ACTIONS)
        self.store.commit(ACTIONS, standing.next_offset, offset + len(actions), work)
        self.messages += work.messages
        return [each.reason.code for each in work.accounts.changes]

    def state(self, key: AccountKey = CITY) -> AccountState:
        """Where an account stands."""
        return self.store.activity.states()[key]

    def words(self) -> list[tuple[str, str, int]]:
        """What the judge was told of accounts: name, event, when."""
        signals = [decode_signal(each.value) for each in self.messages if each.topic == SIGNALS.name]
        told = [each for each in signals if isinstance(each, AccountEvent)]
        assert all(each.source == OUR_WORD for each in told)
        return [(each.account, each.event, each.at_ms) for each in told]

    def told(self, type_: str) -> list[dict[str, Any]]:
        """The data of the events of a type on hub.changes."""
        events = [json.loads(each.value) for each in self.messages if each.topic == CHANGES.name]
        return [event["data"] for event in events if event["type"] == type_]

    def rows(self) -> bytes:
        """Everything that is counted, for comparing two workers."""
        return msgspec.json.encode(
            sorted(
                (each.platform, each.name, each.day, msgspec.to_builtins(each, str_keys=True))
                for each in self.store.activity.days(0, 99_999)
            ),
            order="sorted",
        )
