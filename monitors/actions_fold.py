"""What people's actions on `hub.actions` come to: on the register, in rooms and exercises, of own accounts.

Each leaves its entry for the audit log through the outbox, in the transaction that applies it. Did the hub
write it, one that dies in between would leave a change that nobody stands for.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

import structlog

from monitors.account_events import accounts_announced
from monitors.account_fold import AccountActionsPart
from monitors.domain.accounts.actions import AccountAction, AnyAccountAction
from monitors.domain.actions import AnyAction, decode_action, kind_of
from monitors.domain.audit.acting import entry_of
from monitors.domain.audit.entries import encode_entry
from monitors.domain.exercises.actions import AnyExerciseAction, ExerciseAction
from monitors.domain.register.actions import OnRegister, RegisterAction
from monitors.domain.rooms.actions import AnyRoomAction
from monitors.exercise_events import exercises_announced
from monitors.exercise_fold import ExercisePart
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Message, Place, Standing, Work
from monitors.taken import Taken
from streams.contracts.topics import AUDIT


class ActionsFold:
    """Hands actions to the part that they are for, in their order, each id once.

    An action whose id was another's before comes to nothing, of whatever kind the two are: whoever asks what
    became of an id is told one thing. `clock_ms` says when an action came where the topic does not.
    """

    def __init__(
        self,
        register: RegisterPart,
        rooms: RoomPart,
        exercises: ExercisePart,
        accounts: AccountActionsPart,
        clock_ms: Callable[[], int],
    ) -> None:
        self._register = register
        self._rooms = rooms
        self._exercises = exercises
        self._accounts = accounts
        self._clock_ms = clock_ms
        self._log = structlog.get_logger()
        self._empty()

    def restore(self, standing: Standing) -> None:  # noqa: ARG002 (it remembers nothing: the rows say it all)
        """As the port says."""
        self._empty()

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:
        """As the port says."""
        action: AnyAction = decode_action(value)
        at_ms = self._clock_ms() if appended_ms is None else appended_ms
        if isinstance(action, OnRegister):
            self._on_register.append(Taken(offset, action, at_ms))
        elif isinstance(action, ExerciseAction):
            self._in_exercises.append(Taken(offset, action, at_ms))
        elif isinstance(action, AccountAction):
            self._on_accounts.append(Taken(offset, action, at_ms))
        else:
            self._in_rooms.append(Taken(offset, action, at_ms))

    def work(self, place: Place) -> Work:
        """As the port says. Raises the faults of the store.

        Exercises come first: what was tried in one goes to the register, in its place among the others.
        """
        on_register, in_rooms, in_exercises = self._on_register, self._in_rooms, self._in_exercises
        on_accounts = self._on_accounts
        self._empty()
        if not on_register and not in_rooms and not in_exercises and not on_accounts:
            return Work()
        new = self._new([*on_register, *in_rooms, *in_exercises, *on_accounts])
        played = self._exercises.come_to([each for each in in_exercises if each.offset in new])
        on_register = [each for each in on_register if each.offset in new] + played.trials
        register, announced = self._register.come_to(place, sorted(on_register, key=attrgetter("offset")))
        rooms, told = self._rooms.come_to(place, [each for each in in_rooms if each.offset in new])
        of_exercises = exercises_announced(place, announced, played.steps)
        accounts, kept = self._accounts.come_to([each for each in on_accounts if each.offset in new])
        refused = {(each.kind, each.action): each.refused for each in register.changes}
        refused |= {(each.kind, each.action): each.refused for each in rooms.changes}
        refused |= {(each.kind, each.action): each.refused for each in played.work.changes}
        refused |= {(each.kind, each.action): each.refused for each in accounts.changes}
        every = [*in_exercises, *in_rooms, *on_register, *on_accounts]
        taken = [each for each in every if each.offset in new]
        messages = [*announced, *told, *of_exercises, *accounts_announced(place, kept)]
        messages += _audited(taken, refused, messages)
        messages.sort(key=attrgetter("offset", "n"))
        return Work(
            register=register, rooms=rooms, exercises=played.work, accounts=accounts, messages=messages
        )

    def _new(self, taken: Sequence[Taken[AnyAction]]) -> set[int]:
        """The offsets of those whose id is no other action's, neither in a table nor before them here."""
        ids = {each.action.id for each in taken}
        known = self._register.known(ids) | self._rooms.known(ids) | self._exercises.known(ids)
        known |= self._accounts.known(ids)
        new: set[int] = set()
        for offset, action, _ in sorted(taken, key=attrgetter("offset")):
            if action.id in known:
                self._log.info("action-repeated", action=action.id, kind=kind_of(action))
                continue
            known.add(action.id)
            new.add(offset)
        return new

    def _empty(self) -> None:
        """Nothing is taken yet."""
        self._on_register: list[Taken[RegisterAction]] = []
        self._in_rooms: list[Taken[AnyRoomAction]] = []
        self._in_exercises: list[Taken[AnyExerciseAction]] = []
        self._on_accounts: list[Taken[AnyAccountAction]] = []


def _audited(
    taken: Sequence[Taken[AnyAction]], refused: Mapping[tuple[str, str], bool], before: Sequence[Message]
) -> list[Message]:
    """An entry for each action that came to something now, numbered behind those `before` of its offset.

    `refused` says of each, by its kind and id, whether it was.
    """
    numbers: dict[int, int] = {}
    for message in before:
        numbers[message.offset] = max(numbers.get(message.offset, -1), message.n)
    messages = []
    for offset, action, at_ms in taken:
        entry = entry_of(action, at_ms, refused=refused[kind_of(action), action.id])
        numbers[offset] = numbers.get(offset, -1) + 1
        messages.append(Message(offset, numbers[offset], AUDIT.name, b"", encode_entry(entry)))
    return messages
