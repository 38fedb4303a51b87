"""Every action of people on `hub.actions`, as bytes and back: register, rooms, exercises, own accounts.

Unknown fields are ignored; an unknown kind or version raises `UnreadableMessageError`, and the message
becomes a dead letter.
"""

from typing import Final

import msgspec

from monitors.domain.accounts.actions import AnyAccountAction
from monitors.domain.exercises.actions import AnyExerciseAction
from monitors.domain.register.actions import VERSION, RegisterAction
from monitors.domain.rooms.actions import AnyRoomAction
from streams.contracts.evidence import UnreadableMessageError

AnyAction = RegisterAction | AnyRoomAction | AnyExerciseAction | AnyAccountAction

ABOUT: Final = ("incident", "exercise", "unit", "platform")
"""Fields that say what an action is about, the widest first."""


def encode_action(action: AnyAction) -> bytes:
    """The message's bytes (JSON, for whoever looks at the topic)."""
    return msgspec.json.encode(action)


def decode_action(data: bytes) -> AnyAction:
    """Read an action. Raises UnreadableMessageError."""
    try:
        action: AnyAction = msgspec.json.decode(data, type=AnyAction)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadableMessageError(f"not an action: {error}") from error
    if action.version != VERSION:
        raise UnreadableMessageError(f"version {action.version} of an action; this Holdfast reads {VERSION}")
    return action


def kind_of(action: AnyAction) -> str:
    """What kind of action it is, as messages and tables say."""
    return str(type(action).__struct_config__.tag)


def key_of_message(action: AnyAction) -> bytes:
    """What the message is filed under on the topic: what it is about, else what makes it."""
    about = next(filter(None, (getattr(action, name, "") for name in ABOUT)), action.id)
    return str(about).encode()
