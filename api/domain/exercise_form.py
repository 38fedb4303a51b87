"""The plan of an exercise as a form: what was typed becomes a plan, or faults beside its fields.

Pure. A suggested inject whose text is left as it was suggested keeps its code, so that everybody reads it in
their own language; one that was written otherwise is told as it was written.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from api.domain.declaring import Fault
from monitors.domain.exercises.actions import Inject, InjectCode, Plan
from monitors.domain.outage.records import Reason

TIME_OF_DAY: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
CODES: Final[tuple[InjectCode, ...]] = get_args(InjectCode)
LONGEST_TEXT: Final = 500
MOST_UNITS: Final = 200
MOST_PLATFORMS: Final = 20
MOST_ROWS: Final = 40
"""As `Plan` and `Inject` have them: what is beyond comes back with the form, and never fails on its way."""

Typed = Mapping[str, Sequence[str]]


class Row(Struct, frozen=True, kw_only=True):
    """One inject of the form. `is_used` is whether it is to be played."""

    is_used: bool
    at: str
    text: str
    code: str = ""
    unit: str = ""
    activity: str = ""
    fallback: str = ""


class Draft(Struct, frozen=True, kw_only=True):
    """The form as it is opened, or as it was typed."""

    title: str
    on: str
    at: str
    platforms: tuple[str, ...]
    units: frozenset[str]
    rows: tuple[Row, ...]


def draft_of(form: Typed) -> Draft:
    """What was typed, as it was typed."""
    count = min(sum(name.startswith("at-") for name in form), MOST_ROWS)
    return Draft(
        title=_one(form, "title"),
        on=_one(form, "on"),
        at=_one(form, "at"),
        platforms=tuple(dict.fromkeys(form.get("platform", ()))),
        units=frozenset(form.get("unit", ())),
        rows=tuple(
            Row(
                is_used=bool(form.get(f"use-{number}")),
                at=_one(form, f"at-{number}").strip(),
                text=" ".join(_one(form, f"text-{number}").split()),
                code=_one(form, f"code-{number}"),
                unit=_one(form, f"unit-{number}"),
                activity=_one(form, f"activity-{number}"),
                fallback=_one(form, f"fallback-{number}"),
            )
            for number in range(1, count + 1)
        ),
    )


def plan_of(
    draft: Draft,
    units: Sequence[str],
    platforms: Collection[str],
    suggested: Callable[[Inject], Collection[str]],
) -> tuple[Plan | None, list[Fault]]:
    """The plan, or what is wrong.

    `units` are those that may take part, in their order; `suggested` says in which words an inject with a
    code would be told, in each language.
    """
    on = _day(draft.on)
    taking_part = tuple(unit for unit in units if unit in draft.units)
    used = [row for row in draft.rows if row.is_used and (row.text or row.code)]
    played = sorted((row for row in used if row.unit in {"", *taking_part}), key=lambda row: row.at)
    faults = [*_faults(draft, taking_part, platforms), *_faults_of_injects(used, played)]
    if faults or on is None:
        return None, faults
    plan = Plan(
        title=draft.title.strip(),
        on=on,
        at=draft.at,
        platforms=draft.platforms,
        units=taking_part,
        injects=tuple(_inject(str(number), row, suggested) for number, row in enumerate(played, 1)),
    )
    return plan, []


def row_of(inject: Inject, text: str) -> Row:
    """A row of the form that stands for an inject, told as this text."""
    return Row(
        is_used=True,
        at=inject.at,
        text=text,
        code=inject.code or "",
        unit=inject.unit,
        activity=inject.activity,
        fallback=inject.fallback,
    )


def _inject(number: str, row: Row, suggested: Callable[[Inject], Collection[str]]) -> Inject:
    """An inject; what was suggested and left so has its code, everything else its text."""
    code = next((each for each in CODES if each == row.code), None)
    told = Inject(
        id=number, at=row.at, code=code, unit=row.unit, activity=row.activity, fallback=row.fallback
    )
    if code is not None and (not row.text or row.text in suggested(told)):
        return told
    return Inject(id=number, at=row.at, text=row.text, unit=row.unit)


def _faults(draft: Draft, taking_part: Sequence[str], platforms: Collection[str]) -> list[Fault]:
    """What is wrong with everything but the injects."""
    faults = []
    if not draft.title.strip():
        faults.append(_fault("title", "exercise-title-missing"))
    if len(draft.title.strip()) > LONGEST_TEXT:
        faults.append(_fault("title", "exercise-title-too-long", LONGEST_TEXT))
    if _day(draft.on) is None:
        faults.append(_fault("on", "exercise-day-missing"))
    if not TIME_OF_DAY.fullmatch(draft.at):
        faults.append(_fault("at", "exercise-time-missing"))
    if not draft.platforms or not {*draft.platforms} <= {*platforms}:
        faults.append(_fault("platform", "exercise-platform-missing"))
    if len(draft.platforms) > MOST_PLATFORMS:
        faults.append(_fault("platform", "exercise-too-many-platforms", MOST_PLATFORMS))
    if not taking_part:
        faults.append(_fault("unit", "exercise-units-missing"))
    if len(taking_part) > MOST_UNITS:
        faults.append(_fault("unit", "exercise-too-many-units", MOST_UNITS))
    return faults


def _faults_of_injects(used: Sequence[Row], played: Sequence[Row]) -> list[Fault]:
    """What is wrong with the injects; `played` are those of them that are for anybody who takes part."""
    faults = []
    if not played:
        faults.append(_fault("injects", "exercise-injects-missing"))
    if any(not TIME_OF_DAY.fullmatch(row.at) for row in used):
        faults.append(_fault("injects", "exercise-time-missing"))
    said = [text for row in used for text in (row.text, row.unit, row.activity, row.fallback)]
    if any(len(text) > LONGEST_TEXT for text in said):
        faults.append(_fault("injects", "exercise-inject-too-long", LONGEST_TEXT))
    return faults


def _fault(
    field: Literal["title", "on", "at", "platform", "unit", "injects"], code: str, most: int | None = None
) -> Fault:
    return Fault(field=field, reason=Reason(code) if most is None else Reason(code, {"most": most}))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _one(form: Typed, name: str) -> str:
    return (form.get(name) or [""])[0]
