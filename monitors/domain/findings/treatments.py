"""What may be done about an exposure: the four treatments of a risk, worded for this one.

They are those of ISO 31000:2018, 6.5.2 in short: retain it by informed decision (accept), change how likely
it is or what follows (reduce), take the work elsewhere (move), or do not go on with it (stop). Which one, by
which role and until when, is the register's to say.
"""

from collections.abc import Mapping
from typing import Final

from monitors.domain.outage.records import Reason
from streams.domain.catalogue_rows import Platform

TALK: Final = frozenset({"messaging", "collaboration"})
"""Kinds of platforms to which talk among colleagues can move."""


def treatments_of(exposed: str, platforms: Mapping[str, Platform]) -> tuple[Reason, ...]:
    """The choices, with the organisation's own tools named where the catalogue has them."""
    own = sorted(
        one.id for one in platforms.values() if one.sanctioned and one.kind in TALK and one.id != exposed
    )
    move = Reason("treatment-move-to", {"platforms": ", ".join(own)}) if own else Reason("treatment-move")
    return (Reason("treatment-accept"), Reason("treatment-reduce"), move, Reason("treatment-stop"))
