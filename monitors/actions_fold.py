"""What people's actions on `hub.actions` come to: on the register, together in rooms, and in exercises."""

from collections.abc import Callable
from operator import attrgetter

from monitors.domain.actions import AnyAction, decode_action
from monitors.domain.exercises.actions import AnyExerciseAction, ExerciseAction
from monitors.domain.register.actions import OnRegister, RegisterAction
from monitors.domain.rooms.actions import AnyRoomAction
from monitors.exercise_events import exercises_announced
from monitors.exercise_fold import ExercisePart
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Place, Standing, Work
from monitors.taken import Taken


class ActionsFold:
    """Hands actions to the part that they are for, in their order.

    `clock_ms` says when an action came where the topic does not.
    """

    def __init__(
        self,
        register: RegisterPart,
        rooms: RoomPart,
        exercises: ExercisePart,
        clock_ms: Callable[[], int],
    ) -> None:
        self._register = register
        self._rooms = rooms
        self._exercises = exercises
        self._clock_ms = clock_ms
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
        else:
            self._in_rooms.append(Taken(offset, action, at_ms))

    def work(self, place: Place) -> Work:
        """As the port says. Raises the faults of the store.

        Exercises come first: what was tried in one goes to the register, in its place among the others.
        """
        on_register, in_rooms, in_exercises = self._on_register, self._in_rooms, self._in_exercises
        self._empty()
        if not on_register and not in_rooms and not in_exercises:
            return Work()
        played = self._exercises.come_to(in_exercises)
        register, announced = self._register.come_to(
            place, sorted([*on_register, *played.trials], key=attrgetter("offset"))
        )
        rooms, told = self._rooms.come_to(place, in_rooms)
        of_exercises = exercises_announced(place, announced, played.steps)
        messages = sorted([*announced, *told, *of_exercises], key=attrgetter("offset", "n"))
        return Work(register=register, rooms=rooms, exercises=played.work, messages=messages)

    def _empty(self) -> None:
        """Nothing is taken yet."""
        self._on_register: list[Taken[RegisterAction]] = []
        self._in_rooms: list[Taken[AnyRoomAction]] = []
        self._in_exercises: list[Taken[AnyExerciseAction]] = []
