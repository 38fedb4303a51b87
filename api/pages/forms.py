"""What browsers send from forms, and how faults come back beside their fields.

Each form that stands for an action carries a number that is made when its page is. Who sends the same form
twice, by pressing a button twice or because the hub died before it answered, sends the same action twice, and
that is applied once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Annotated
from uuid import uuid4

import msgspec
from fastapi import Depends, Request

from api.domain.declaring import Fault
from api.pages.rendering import FORM_FIELD, HubWords
from api.people.gate import CSRF_FIELD, viewer_of
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


async def _action_id(request: Request) -> str:
    """The id of the action that a form stands for; one that carries no number is an action of its own.

    It is made of everything that was sent, so that a form that is sent again with other words (by way of the
    browser's *back*) is another action.
    """
    form = await read_form(request)
    number = one(form, FORM_FIELD)
    if not number:
        return uuid4().hex
    request.state.form_number = number
    said = sorted((name, values) for name, values in form.items() if name != CSRF_FIELD)
    viewer = await viewer_of(request)
    told = msgspec.json.encode([request.url.path, viewer.pseudonym, said])
    return blake2b(told, digest_size=16).hexdigest()


ActionId = Annotated[str, Depends(_action_id)]
"""For endpoints that a form is sent to: the id of the action that it stands for."""


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
