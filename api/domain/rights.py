"""Who may do what in the hub, and for which units: roles, their rights, and how far a grant reaches.

A grant gives a role for the whole organisation, or for one unit and everything below it. Rights only add up:
nothing takes one away but the end of the grant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, get_args

from monitors.domain.register.actions import Role
from streams.domain.units import Unit, unit_key

ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Every role, in the order in which somebody with several acts."""


class Right(StrEnum):
    """One thing that somebody may do, in the words that the pages use."""

    SEE_INCIDENTS = "see-incidents"
    SEE_PLATFORMS = "see-platforms"
    SEE_RELIANCE = "see-reliance"
    SEE_SMALL_UNIT = "see-small-unit"
    SEE_REGISTER = "see-register"
    SEE_FINDINGS = "see-findings"
    SEE_LESSONS = "see-lessons"
    SEE_EXERCISES = "see-exercises"
    SEE_ACCOUNTS = "see-accounts"
    SEE_SOURCES = "see-sources"
    SEE_DELIVERIES = "see-deliveries"
    SEE_AUDIT = "see-audit"
    SEE_PEOPLE = "see-people"
    SEE_METRICS = "see-metrics"
    HEAR_WORDS = "hear-words"
    ACT_ON_INCIDENTS = "act-on-incidents"
    ANSWER_INCIDENTS = "answer-incidents"
    COMMENT = "comment"
    SHARE_LESSONS = "share-lessons"
    DECLARE = "declare"
    CONFIRM = "confirm"
    TEST_FALLBACKS = "test-fallbacks"
    DECIDE = "decide"
    RUN_EXERCISES = "run-exercises"
    KEEP_ACCOUNTS = "keep-accounts"
    DRAFT_POSTS = "draft-posts"
    APPROVE_POSTS = "approve-posts"
    PLAN_WINDOWS = "plan-windows"
    EXPORT = "export"
    SEND_EVENTS = "send-events"
    MAKE_KEYS = "make-keys"
    MANAGE_PEOPLE = "manage-people"
    CHANGE_SETTINGS = "change-settings"
    SEE_RECORDS = "see-records"
    EXPORT_RECORDS = "export-records"
    HOLD_RECORDS = "hold-records"
    DISPOSE_OF_RECORDS = "dispose-of-records"


_SEE_WORK: Final = frozenset(
    {
        Right.SEE_INCIDENTS,
        Right.SEE_PLATFORMS,
        Right.SEE_RELIANCE,
        Right.SEE_REGISTER,
        Right.SEE_FINDINGS,
        Right.SEE_LESSONS,
        Right.SEE_EXERCISES,
        Right.SEE_ACCOUNTS,
    }
)
"""What everybody with a role sees of the units that the role is for."""

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    # sees what is broken and leads the work on it, in exercises too; the register is there to read
    "operations": _SEE_WORK
    | {
        Right.SEE_SOURCES,
        Right.SEE_DELIVERIES,
        Right.SEE_METRICS,
        Right.HEAR_WORDS,
        Right.ACT_ON_INCIDENTS,
        Right.COMMENT,
        Right.SHARE_LESSONS,
        Right.RUN_EXERCISES,
        Right.PLAN_WINDOWS,
        Right.EXPORT,
        Right.SEND_EVENTS,
        Right.MAKE_KEYS,
    },
    # keeps the register: answers disputes, approves, accepts risks, runs exercises
    "risk": _SEE_WORK
    | {
        Right.SEE_SOURCES,
        Right.COMMENT,
        Right.SHARE_LESSONS,
        Right.DECLARE,
        Right.TEST_FALLBACKS,
        Right.DECIDE,
        Right.RUN_EXERCISES,
        Right.APPROVE_POSTS,
        Right.PLAN_WINDOWS,
        Right.EXPORT,
        Right.MAKE_KEYS,
    },
    # speaks for a unit: only it sees its levels while the unit is too small for others to see them
    "unit": _SEE_WORK
    | {
        Right.SEE_SMALL_UNIT,
        Right.ANSWER_INCIDENTS,
        Right.COMMENT,
        Right.SHARE_LESSONS,
        Right.DECLARE,
        Right.CONFIRM,
        Right.TEST_FALLBACKS,
        Right.KEEP_ACCOUNTS,
        Right.DRAFT_POSTS,
        Right.APPROVE_POSTS,
        Right.PLAN_WINDOWS,
        Right.EXPORT,
    },
    # sees everything that others did, and changes nothing
    "auditor": _SEE_WORK
    | {
        Right.SEE_SOURCES,
        Right.SEE_DELIVERIES,
        Right.SEE_AUDIT,
        Right.SEE_PEOPLE,
        Right.EXPORT,
    },
    # looks after the hub; what a unit's work is worth is not an administrator's to say
    "admin": _SEE_WORK
    | {
        Right.SEE_SOURCES,
        Right.SEE_DELIVERIES,
        Right.SEE_AUDIT,
        Right.SEE_PEOPLE,
        Right.SEE_METRICS,
        Right.HEAR_WORDS,
        Right.SEND_EVENTS,
        Right.KEEP_ACCOUNTS,
        Right.MAKE_KEYS,
        Right.MANAGE_PEOPLE,
        Right.CHANGE_SETTINGS,
    },
    # looks after what own accounts publish and receive, where that is kept: nobody else reads a word of it
    "records": _SEE_WORK
    | {
        Right.SEE_RECORDS,
        Right.EXPORT_RECORDS,
        Right.HOLD_RECORDS,
        Right.DISPOSE_OF_RECORDS,
    },
}
"""Role -> what it may do, for the units that it is granted for."""

WHOLE_ONLY: Final = frozenset(
    {Right.CHANGE_SETTINGS, Right.SEE_DELIVERIES, Right.HOLD_RECORDS, Right.DISPOSE_OF_RECORDS}
)
"""Rights that are nobody's for a part of the organisation: who was told of a fault relies on what broke."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, for one unit and everything below it; a unit of None stands for the whole organisation."""

    role: Role
    unit: str | None = None


class UnitTree:
    """The organisation's units by name; letter case and runs of blanks in a name do not matter.

    A unit that is not in it stands alone: units may be known from the directory only, and a grant may
    outlive the unit that it was for.
    """

    def __init__(self, units: Sequence[Unit] = ()) -> None:
        self._names = {unit_key(unit.name): unit.name for unit in units}
        self._parents = {unit.name: units[unit.parent_index].name for unit in units if unit.parent_index >= 0}
        self._children: dict[str, list[str]] = defaultdict(list)
        for child, parent in self._parents.items():
            self._children[parent].append(child)
        self._people = {unit.name: unit.people for unit in units}

    @property
    def names(self) -> tuple[str, ...]:
        """Every unit, in the order of the file."""
        return tuple(self._names.values())

    @property
    def is_listed(self) -> bool:
        """Whether there is a units file at all, beside `unassigned`."""
        return len(self._names) > 1

    def named(self, unit: str) -> str:
        """The unit's name as the file spells it; of an unknown one the name without needless blanks."""
        return self._names.get(unit_key(unit), " ".join(unit.split()))

    def __contains__(self, unit: str) -> bool:
        return unit_key(unit) in self._names

    def parent(self, unit: str) -> str | None:
        """What the unit stands under; None at the top."""
        return self._parents.get(self.named(unit))

    def children(self, unit: str) -> tuple[str, ...]:
        """What stands directly under the unit."""
        return tuple(self._children.get(self.named(unit), ()))

    def people(self, unit: str) -> int | None:
        """How many people the unit has, if the file says so."""
        return self._people.get(self.named(unit))

    def below(self, unit: str) -> frozenset[str]:
        """The unit and everything below it."""
        found: set[str] = set()
        to_visit = [self.named(unit)]
        while to_visit:
            name = to_visit.pop()
            if name not in found:
                found.add(name)
                to_visit.extend(self._children.get(name, ()))
        return frozenset(found)


How = Literal["nobody", "session", "key"]
"""How somebody is known: not at all, by a browser's session, or by an API key."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at the hub, or acts in it, as of one request.

    `account` is the number of their account, `pseudonym` what stands for it in actions and in the audit log.
    `only` narrows an API key to some of its account's rights; None leaves them all. `csrf` is what a form of
    theirs must carry; `session` is the number of their session, or of their API key.
    """

    account: int | None = None
    pseudonym: str = ""
    name: str = ""
    grants: tuple[Grant, ...] = ()
    lang: str | None = None
    how: How = "nobody"
    only: frozenset[Right] | None = None
    csrf: str = ""
    session: int | None = None
    tree: UnitTree = field(default_factory=UnitTree, repr=False, compare=False)
    _reaches: dict[Right, frozenset[str] | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def is_known(self) -> bool:
        """Whether they have signed in, or come with a key."""
        return self.account is not None

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that they have somewhere."""
        return tuple(role for role in ROLES if any(grant.role == role for grant in self.grants))

    def may(self, right: Right, unit: str | None = None) -> bool:
        """Whether they may do this for the unit; without a unit, whether they may do it anywhere at all.

        Whoever may do it somewhere is then shown what `units` says, and no more.
        """
        reach = self.units(right)
        return reach is None or (bool(reach) if unit is None else self.tree.named(unit) in reach)

    def may_everywhere(self, right: Right) -> bool:
        """Whether they may do this for the whole organisation."""
        return self.units(right) is None

    def units(self, right: Right) -> frozenset[str] | None:
        """The units for which they may do this; None: for the whole organisation."""
        if right not in self._reaches:  # asked for every row of a page, and of every change
            self._reaches[right] = self._reach(right)
        return self._reaches[right]

    def _reach(self, right: Right) -> frozenset[str] | None:
        giving = self._giving(right)
        if any(grant.unit is None for grant in giving):
            return None
        return frozenset[str]().union(*(self.tree.below(grant.unit) for grant in giving if grant.unit))

    def role_for(self, right: Right, unit: str | None = None) -> Role | None:
        """As what they do this for the unit, or anywhere; None where they may not."""
        name = None if unit is None else self.tree.named(unit)
        found = {
            grant.role
            for grant in self._giving(right)
            if grant.unit is None or name is None or name in self.tree.below(grant.unit)
        }
        return next((role for role in ROLES if role in found), None)

    def covers(self, grants: Iterable[Grant]) -> bool:
        """Whether they manage people everywhere that these grants reach: then they may give or end them."""
        reach = self.units(Right.MANAGE_PEOPLE)
        return reach is None or all(
            grant.unit is not None and self.tree.below(grant.unit) <= reach for grant in grants
        )

    def _giving(self, right: Right) -> list[Grant]:
        """The grants that give this right."""
        if self.only is not None and right not in self.only:
            return []
        return [
            grant
            for grant in self.grants
            if right in RIGHTS[grant.role] and not (right in WHOLE_ONLY and grant.unit is not None)
        ]


ANONYMOUS: Final = Viewer()
"""Whoever has not signed in."""
