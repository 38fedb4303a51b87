"""Accounts and roles for programs: `/api/v1/people`."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.accounts import AccountError, LoginTakenError, NoSuchAccountError, Person
from api.people.gate import needs
from api.people.managing import BeyondError, Managing, checked_grant
from api.problems import ProblemError
from api.routes.answers import answer, documented
from infra.words import Lang
from monitors.domain.register.actions import Role

router = APIRouter(prefix="/api/v1/people", tags=["people"])

Seer = Annotated[Viewer, Depends(needs(Right.SEE_PEOPLE, audited="viewed-people"))]
Manager = Annotated[Viewer, Depends(needs(Right.MANAGE_PEOPLE, audited="people-changed"))]

MOST_NUMBER: Final = (1 << 63) - 1
Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]


class GrantOut(msgspec.Struct, frozen=True):
    """A role; a null unit stands for the whole organisation. `given` by hand or by the identity provider."""

    role: Role
    unit: str | None
    given: Literal["hand", "provider"]


class PersonOut(msgspec.Struct, frozen=True):
    """An account. `pseudonym` stands for it in the audit log; `login` is null at an identity provider."""

    number: int
    login: str | None
    pseudonym: str
    name: str
    lang: Lang | None
    disabled: bool
    grants: list[GrantOut]


class PeopleOut(msgspec.Struct, frozen=True):
    """Everybody whom the asker may see."""

    items: list[PersonOut]


class GrantIn(BaseModel):
    """A role to give; without a unit for the whole organisation."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    unit: Annotated[str, Field(max_length=500)] | None = None


class PersonIn(GrantIn):
    """An account to make, with its first role."""

    login: Annotated[str, Field(max_length=500)]
    name: Annotated[str, Field(max_length=500)]
    password: Annotated[str, Field(max_length=5000, json_schema_extra={"writeOnly": True})]
    lang: Lang | None = None


class PasswordIn(BaseModel):
    """A new password."""

    model_config = ConfigDict(extra="forbid")

    password: Annotated[str, Field(max_length=5000, json_schema_extra={"writeOnly": True})]


@router.get("", responses=documented(PeopleOut))
def people(request: Request, hub: TheHub, viewer: Seer) -> Response:
    """Everybody whom you may see, by the name for signing in."""
    return answer(request, PeopleOut([_out(each) for each in Managing(hub.people, viewer).seen()]))


@router.post("", responses=documented(PersonOut, HTTPStatus.CONFLICT))
def add(request: Request, hub: TheHub, viewer: Manager, wanted: PersonIn) -> Response:
    """Make an account with its first role."""
    with problems_told():
        grant = checked_grant(wanted.role, wanted.unit, hub.tree)
        made = Managing(hub.people, viewer).add(
            wanted.login, wanted.name, wanted.password, grant, wanted.lang
        )
    return answer(request, _out(made))


@router.post("/{number}/grants", responses=documented(PersonOut, HTTPStatus.NOT_FOUND))
def give(request: Request, hub: TheHub, viewer: Manager, number: Number, wanted: GrantIn) -> Response:
    """Give a role; one that they have stays."""
    with problems_told():
        grant = checked_grant(wanted.role, wanted.unit, hub.tree)
        return answer(request, _out(Managing(hub.people, viewer).grant(number, grant)))


@router.delete("/{number}/grants", responses=documented(PersonOut, HTTPStatus.NOT_FOUND))
def end(
    request: Request,
    hub: TheHub,
    viewer: Manager,
    number: Number,
    *,
    role: Annotated[Role, Query()],
    unit: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """End a role that was given by hand."""
    with problems_told():
        return answer(request, _out(Managing(hub.people, viewer).end_grant(number, role, unit)))


@router.put("/{number}/password", responses=documented(PersonOut, HTTPStatus.NOT_FOUND))
def set_password(
    request: Request, hub: TheHub, viewer: Manager, number: Number, wanted: PasswordIn
) -> Response:
    """Give a local account another password; all its sessions end."""
    with problems_told():
        return answer(request, _out(Managing(hub.people, viewer).set_password(number, wanted.password)))


@router.post("/{number}/disable", responses=documented(PersonOut, HTTPStatus.NOT_FOUND))
def disable(request: Request, hub: TheHub, viewer: Manager, number: Number) -> Response:
    """Keep somebody out: their sessions and keys end."""
    with problems_told():
        return answer(request, _out(Managing(hub.people, viewer).disable(number)))


@router.post("/{number}/enable", responses=documented(PersonOut, HTTPStatus.NOT_FOUND))
def enable(request: Request, hub: TheHub, viewer: Manager, number: Number) -> Response:
    """Let somebody in again."""
    with problems_told():
        return answer(request, _out(Managing(hub.people, viewer).enable(number)))


@contextmanager
def problems_told() -> Iterator[None]:
    """Turn what cannot be done to an account into a problem."""
    try:
        yield
    except AccountError as error:
        status = next(
            (status for kind, status in STATUSES.items() if isinstance(error, kind)),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
        raise ProblemError(status, str(error), code=error.code) from error


STATUSES: Final[dict[type[AccountError], HTTPStatus]] = {
    NoSuchAccountError: HTTPStatus.NOT_FOUND,
    LoginTakenError: HTTPStatus.CONFLICT,
    BeyondError: HTTPStatus.FORBIDDEN,
}
"""What cannot be done -> the status that says so; everything else was not understood."""


def _out(person: Person) -> PersonOut:
    """An account as programs see it."""
    return PersonOut(
        number=person.number,
        login=person.login if person.has_password else None,
        pseudonym=person.pseudonym,
        name=person.name,
        lang=person.lang,
        disabled=person.is_disabled,
        grants=[
            GrantOut(grant.role, grant.unit, "provider" if grant in person.from_provider else "hand")
            for grant in person.grants
        ],
    )
