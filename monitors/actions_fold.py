"""What people's actions on `hub.actions` come to: those on the register, and what they do together."""

from collections.abc import Callable

from monitors.domain.actions import AnyAction, decode_action
from monitors.domain.register.actions import OnRegister, RegisterAction
from monitors.domain.rooms.actions import AnyRoomAction
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Place, Standing, Work
from monitors.taken import Taken


class ActionsFold:
    """Hands actions to the part that they are for, in their order.

    `clock_ms` says when an action came where the topic does not.
    """

    def __init__(self, register: RegisterPart, rooms: RoomPart, clock_ms: Callable[[], int]) -> None:
        self._register = register
        self._rooms = rooms
        self._clock_ms = clock_ms
        self._on_register: list[Taken[RegisterAction]] = []
        self._in_rooms: list[Taken[AnyRoomAction]] = []

    def restore(self, standing: Standing) -> None:  # noqa: ARG002 (it remembers nothing: the rows say it all)
        """As the port says."""
        self._on_register, self._in_rooms = [], []

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:
        """As the port says."""
        action: AnyAction = decode_action(value)
        at_ms = self._clock_ms() if appended_ms is None else appended_ms
        if isinstance(action, OnRegister):
            self._on_register.append(Taken(offset, action, at_ms))
        else:
            self._in_rooms.append(Taken(offset, action, at_ms))

    def work(self, place: Place) -> Work:
        """As the port says. Raises the faults of the store."""
        on_register, in_rooms = self._on_register, self._in_rooms
        self._on_register, self._in_rooms = [], []
        if not on_register and not in_rooms:
            return Work()
        register, announced = self._register.come_to(place, on_register)
        rooms, told = self._rooms.come_to(place, in_rooms)
        messages = sorted([*announced, *told], key=lambda message: (message.offset, message.n))
        return Work(register=register, rooms=rooms, messages=messages)
