"""What managing people may do: the same rules for the pages, the API and the command line.

Somebody who manages people for a part of the organisation gives and ends roles within it, and touches
accounts that have roles nowhere else: with another's password they would have the other's roles.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import structlog

from api.domain.rights import ROLES, Grant, Right, UnitTree, Viewer
from api.people.accounts import AccountError, Person
from api.people.keys import ApiKey, KeyRefusedError, still_granted
from api.people.store import People
from infra.words import Lang
from monitors.domain.register.actions import Role

WHOLE_ADMIN: Final = Grant("admin")


class BeyondError(AccountError):
    """It reaches beyond the part of the organisation for which somebody manages people."""

    def __init__(self) -> None:
        super().__init__("grant-beyond")


def checked_grant(role: str, unit: str | None, tree: UnitTree) -> Grant:
    """A role as somebody wrote it, for a unit of the tree. Raises AccountError.

    Without a units file no unit is known, and each is taken as it is written.
    """
    known: Role | None = next((each for each in ROLES if each == role), None)
    if known is None:
        raise AccountError("role-unknown")
    named = " ".join((unit or "").split())
    if named and tree.is_listed and named not in tree:
        raise AccountError("unit-unknown", unit=named)
    if known == "unit" and not named:
        raise AccountError("unit-needed")
    return Grant(known, tree.named(named) if named else None)


def make_key_of(
    people: People,
    viewer: Viewer,
    name: str,
    *,
    grants: Sequence[Grant],
    rights: Iterable[Right],
    days: int,
) -> tuple[str, ApiKey]:
    """A new API key of the viewer's own, with no more than they have. Raises AccountError."""
    if viewer.how != "session" or viewer.account is None:
        raise KeyRefusedError("key-by-key")
    if still_granted(grants, viewer.grants, viewer.tree) != tuple(grants):
        raise KeyRefusedError("key-role-missing")
    words, key = people.keys.make(viewer.account, name, grants, rights, days)
    structlog.get_logger().info("key-made", by=viewer.pseudonym, begins=key.begins, ends_at=key.ends_at)
    return words, key


class Managing:
    """Everything that one viewer may do to others' accounts. All raise BeyondError where it is not theirs."""

    def __init__(self, people: People, viewer: Viewer) -> None:
        self._people = people
        self._viewer = viewer

    def seen(self) -> list[Person]:
        """The accounts that the viewer sees, with those of their roles that are in the viewer's reach."""
        reach = self._viewer.units(Right.SEE_PEOPLE)
        everybody = self._people.accounts.all()
        if reach is None:
            return everybody
        inside = [
            person._replace(grants=tuple(grant for grant in person.grants if grant.unit in reach))
            for person in everybody
        ]
        return [person for person in inside if person.grants]

    def may_change(self, person: Person) -> bool:
        """Whether the viewer may give this account another password, or keep it out."""
        if not self._viewer.may(Right.MANAGE_PEOPLE):
            return False
        everywhere = self._viewer.may_everywhere(Right.MANAGE_PEOPLE)
        return everywhere or (bool(person.grants) and self._viewer.covers(person.grants))

    def add(self, login: str, name: str, password: str, grant: Grant, lang: Lang | None = None) -> Person:
        """Make an account with its first role. Raises AccountError."""
        self._check_reach(grant)
        person = self._people.add(login, name, password, lang, (grant,))
        self._note("account-added", person, grant)
        return person

    def grant(self, number: int, grant: Grant) -> Person:
        """Give a role; one that they have stays. Raises AccountError."""
        self._check_reach(grant)
        if self._people.accounts.grant(number, grant):
            self._note("role-given", self._people.accounts.the_one(number), grant)
        return self._people.accounts.the_one(number)

    def revoke(self, number: int, grant: Grant) -> Person:
        """End a role that was given by hand. Raises AccountError."""
        self._check_reach(grant)
        person = self._people.accounts.the_one(number)
        if grant == WHOLE_ADMIN:
            self._check_not_last(person)
        if not self._people.accounts.revoke(number, grant):
            raise AccountError("grant-missing")
        self._note("role-ended", person, grant)
        return self._people.accounts.the_one(number)

    def end_grant(self, number: int, role: str, unit: str | None) -> Person:
        """End a role as it stands with the account, also for a unit that is gone. Raises AccountError."""
        person = self._people.accounts.the_one(number)
        found = next((one for one in person.grants if (one.role, one.unit) == (role, unit or None)), None)
        if found is None:
            raise AccountError("grant-missing")
        return self.revoke(number, found)

    def set_password(self, number: int, password: str) -> Person:
        """Give a local account another password; all its sessions end. Raises AccountError."""
        person = self._changeable(number)
        if not person.has_password:
            raise AccountError("password-from-provider")
        self._people.set_password(person, password)
        self._note("password-given", person)
        return person

    def disable(self, number: int) -> Person:
        """Keep somebody out: their sessions and keys end. Raises AccountError."""
        person = self._changeable(number)
        self._check_not_last(person)
        self._people.accounts.disable(number)
        self._note("account-disabled", person)
        return self._people.accounts.the_one(number)

    def enable(self, number: int) -> Person:
        """Let somebody in again. Raises AccountError."""
        person = self._changeable(number)
        self._people.accounts.enable(number)
        self._note("account-enabled", person)
        return self._people.accounts.the_one(number)

    def _changeable(self, number: int) -> Person:
        person = self._people.accounts.the_one(number)
        if not self.may_change(person):
            raise BeyondError
        return person

    def _check_reach(self, grant: Grant) -> None:
        if not self._viewer.may(Right.MANAGE_PEOPLE) or not self._viewer.covers([grant]):
            raise BeyondError

    def _check_not_last(self, person: Person) -> None:
        """Somebody must be left who can let others in. Raises AccountError."""
        if person.is_disabled or WHOLE_ADMIN not in person.grants:
            return
        others = (each for each in self._people.accounts.all() if each.number != person.number)
        if not any(WHOLE_ADMIN in each.grants and not each.is_disabled for each in others):
            raise AccountError("last-admin")

    def _note(self, what: str, person: Person, grant: Grant | None = None) -> None:
        """For the log: pseudonyms only."""
        more = {} if grant is None else {"role": grant.role, "unit": grant.unit}
        structlog.get_logger().info(what, account=person.pseudonym, by=self._viewer.pseudonym, **more)
