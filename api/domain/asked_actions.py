"""What a program may ask for: the actions on the register, without what the hub itself knows of them.

Each is as `monitors.domain.register.actions` has it, less who does it, as what and when: that is told by the
key that the program comes with.
"""

from typing import Any, Final, Union, get_args

import msgspec
from msgspec import UNSET, UnsetType

from monitors.domain.register.actions import Action, Id, RegisterAction

KNOWN_HERE: Final = frozenset({"version", "id", "at_ms", "role", "by"})
"""Fields that the hub fills in."""

KINDS: Final[tuple[type[Action], ...]] = get_args(RegisterAction)


def _asked(kind: type[Action]) -> type[msgspec.Struct]:
    """The shape of what is asked for; an `id` made by the program lets it send the same again."""
    fields: list[Any] = [("id", Id | UnsetType, UNSET)]
    for each in msgspec.structs.fields(kind):
        if each.name not in KNOWN_HERE:
            has_default = each.default is not msgspec.NODEFAULT
            fields.append((each.name, each.type, each.default) if has_default else (each.name, each.type))
    return msgspec.defstruct(
        f"Ask{kind.__name__}",
        fields,
        frozen=True,
        kw_only=True,
        tag_field="kind",
        tag=kind.__struct_config__.tag,
        forbid_unknown_fields=True,
        namespace={"__doc__": kind.__doc__},
    )


ASKED: Final = {_asked(kind): kind for kind in KINDS}
"""What may be asked for -> the action that it becomes."""

AskedAction: Any = Union[tuple(ASKED)]  # noqa: UP007 (made of a list)
"""Any of them, told apart by `kind`."""


def read(body: bytes) -> tuple[type[Action], dict[str, Any]]:
    """The kind of action that is asked for, and the fields of it. Raises msgspec.ValidationError."""
    asked = msgspec.json.decode(body, type=AskedAction)
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__}
    return ASKED[type(asked)], {name: value for name, value in fields.items() if value is not UNSET}
