"""What browsers send from forms, and how faults come back beside their fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fastapi import Request

from api.domain.declaring import Fault
from api.pages.rendering import HubWords
from monitors.domain.outage.records import Reason

Form = Mapping[str, Sequence[str]]
"""Each field with its values."""


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields that were sent; files are none of them."""
    found: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def one(form: Form, name: str) -> str:
    """A field that holds one text; empty where it was not sent."""
    return (form.get(name) or [""])[0]


def day_of(text: str) -> date | None:
    """A day as forms send it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def beside(faults: Iterable[Fault], words: HubWords) -> dict[str, list[str]]:
    """What is wrong, by field; under "" what is wrong with the form as a whole."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.field, []).append(words.reason(_named(fault, words)))
    return told


def _named(fault: Fault, words: HubWords) -> Reason:
    """A fault that calls its field as the form does."""
    if not fault.field or "field" not in fault.reason.figures:
        return fault.reason
    return Reason(fault.reason.code, {**fault.reason.figures, "field": words.say(f"field.{fault.field}")})
