"""The `[notices]` table of the monitors' settings: who is told, by which routes, when and how often."""

from collections.abc import Collection
from datetime import time
from pathlib import Path
from typing import Final

import msgspec

from monitors.domain.notices.records import Audience, AudienceRole, Language, NoticeSeverity
from monitors.domain.notices.rules import AudienceRules, NoticeRules, QuietHours, Weekly
from streams.settings import SettingsError

_USUAL: Final = NoticeRules()

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Weekly(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A weekday and a local time, as in `{ day = "monday", at = 08:00:00 }`."""

    day: str
    at: time


class _Audience(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One `[[notices.audiences]]` table as it stands in the file."""

    name: str
    role: AudienceRole
    routes: list[str]
    unit: str | None = None
    language: Language = "en"
    least: NoticeSeverity = "info"
    quiet_from: time | None = None
    quiet_to: time | None = None
    wakes: NoticeSeverity = "major"
    escalate_after_minutes: int | None = None
    escalate_to: str | None = None


class NoticeTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[notices]` table as it stands in the file."""

    too_old_minutes: int = _USUAL.too_old_minutes
    too_long_ago_hours: int = _USUAL.too_long_ago_hours
    change_after_minutes: int = _USUAL.change_after_minutes
    repeat_after_minutes: int = _USUAL.repeat_after_minutes
    remind_after_minutes: int = _USUAL.remind_after_minutes
    most_reminders: int = _USUAL.most_reminders
    most_firsts_an_hour: int = _USUAL.most_firsts_an_hour
    explains_for_minutes: int = _USUAL.explains_for_minutes
    own_change_minutes: int = _USUAL.own_change_minutes
    preflight_hours: int = _USUAL.preflight_hours
    digest: _Weekly | None = None
    letter: _Weekly | None = None
    audiences: list[_Audience] = []

    def rules(self, routes: Collection[str], file: Path) -> NoticeRules:
        """The rules; `routes` are the names of those that are set up. Raises SettingsError, by field."""
        numbers = {
            name: getattr(self, name)
            for name in self.__struct_fields__
            if name.endswith(("_minutes", "_hours", "_reminders", "_an_hour"))
        }
        for name, number in numbers.items():
            least = 0 if name in {"most_reminders", "own_change_minutes", "explains_for_minutes"} else 1
            if number < least:
                raise SettingsError(f"{file}: {name} is {number}; write {least} or more")
        names = [each.name for each in self.audiences]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise SettingsError(
                f"{file}: two audiences are called {', '.join(twice)}; give each its own name"
            )
        audiences = tuple(_audience(each, names, routes, file) for each in self.audiences)
        return NoticeRules(
            audiences=audiences,
            digest=_weekly(self.digest, _USUAL.digest, file),
            letter=_weekly(self.letter, _USUAL.letter, file),
            **numbers,
        )


def _audience(
    stated: _Audience, names: Collection[str], routes: Collection[str], file: Path
) -> AudienceRules:
    """One audience, or what is wrong with it."""
    if fault := _fault(stated, names, routes):
        raise SettingsError(f"{file}, audience {stated.name or 'without a name'}: {fault}")
    quiet = None
    if stated.quiet_from is not None and stated.quiet_to is not None:
        quiet = QuietHours(stated.quiet_from, stated.quiet_to, stated.wakes)
    return AudienceRules(
        Audience(stated.name, stated.role, stated.unit),
        stated.language,
        tuple(stated.routes),
        stated.least,
        quiet,
        stated.escalate_after_minutes,
        stated.escalate_to,
    )


def _fault(stated: _Audience, names: Collection[str], routes: Collection[str]) -> str | None:
    """What is wrong with an audience, and what to write instead; None where nothing is."""
    if not stated.name or "/" in stated.name or len(stated.name) > 60:
        return "name is to be 1 to 60 characters without a slash, as in on-call"
    if (stated.unit is None) == (stated.role == "unit"):
        return "role unit and a unit belong together; every other role is for no one unit"
    if not stated.routes:
        return "routes is empty; name at least one [[route]], the one to try first in front"
    if unknown := [each for each in stated.routes if each not in routes]:
        return f"there is no [[route]] called {', '.join(unknown)}; there are {', '.join(routes) or 'none'}"
    if (stated.quiet_from is None) != (stated.quiet_to is None):
        return "quiet_from and quiet_to belong together, as in quiet_from = 22:00:00, quiet_to = 07:00:00"
    if stated.quiet_from is not None and stated.quiet_from == stated.quiet_to:
        return "quiet_from and quiet_to are the same, so it would always be quiet; leave both out for never"
    if (stated.escalate_to is None) != (stated.escalate_after_minutes is None):
        return "escalate_after_minutes and escalate_to belong together"
    if stated.escalate_after_minutes is not None and stated.escalate_after_minutes < 1:
        return f"escalate_after_minutes is {stated.escalate_after_minutes}; write 1 or more"
    if stated.escalate_to is not None and (
        stated.escalate_to not in names or stated.escalate_to == stated.name
    ):
        return f"escalate_to is {stated.escalate_to}; name another audience, one of {', '.join(names)}"
    return None


def _weekly(stated: _Weekly | None, usual: Weekly, file: Path) -> Weekly:
    """A weekday and time, else the usual one."""
    if stated is None:
        return usual
    if stated.day not in WEEKDAYS:
        raise SettingsError(f"{file}: there is no day {stated.day!r}; write one of {', '.join(WEEKDAYS)}")
    return Weekly(WEEKDAYS.index(stated.day), stated.at)
