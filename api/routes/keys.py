"""One's own API keys for programs: `/api/v1/keys`."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import needs
from api.people.keys import LONGEST_DAYS, ApiKey
from api.people.managing import checked_grant, make_key_of
from api.problems import ProblemError
from api.routes.answers import answer, documented
from api.routes.people import GrantIn, GrantOut, Number, problems_told
from monitors.snapshot_schema import Instant, instant

router = APIRouter(prefix="/api/v1/keys", tags=["keys"])

Owner = Annotated[Viewer, Depends(needs(Right.MAKE_KEYS, audited="keys-changed"))]


class KeyOut(msgspec.Struct, frozen=True):
    """A key; of its words only the first part is known. `ends_at` is when it stops opening anything."""

    number: int
    name: str
    begins: str
    grants: list[GrantOut]
    rights: list[Right]
    made_at: Instant
    ends_at: Instant


class KeysOut(msgspec.Struct, frozen=True):
    """One's own keys, the newest first."""

    items: list[KeyOut]


class KeyMade(msgspec.Struct, frozen=True):
    """A new key: `words` are shown this once."""

    words: str
    key: KeyOut


class KeyIn(BaseModel):
    """A key to make; without `grants` it has all of one's own roles."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
    rights: Annotated[list[Right], Field(min_length=1, max_length=len(Right))]
    grants: Annotated[list[GrantIn], Field(max_length=100)] | None = None


@router.get("", responses=documented(KeysOut))
def keys(request: Request, hub: TheHub, viewer: Owner) -> Response:
    """Your keys that have not ended."""
    return answer(request, KeysOut([_out(each) for each in hub.people.keys.of_account(viewer.account or 0)]))


@router.post("", responses=documented(KeyMade))
def make(request: Request, hub: TheHub, viewer: Owner, wanted: KeyIn) -> Response:
    """Make a key, in a browser's session: a key cannot make another."""
    with problems_told():
        grants = viewer.grants
        if wanted.grants is not None:
            grants = tuple(checked_grant(each.role, each.unit, hub.tree) for each in wanted.grants)
        words, key = make_key_of(
            hub.people, viewer, wanted.name, grants=grants, rights=wanted.rights, days=wanted.days
        )
    response = answer(request, KeyMade(words, _out(key)))
    response.headers["Cache-Control"] = "no-store"
    return response


@router.delete("/{number}", responses=documented(KeysOut, HTTPStatus.NOT_FOUND))
def end(request: Request, hub: TheHub, viewer: Owner, number: Number) -> Response:
    """End one of your keys; the answer is those that are left."""
    if not hub.people.keys.end(viewer.account or 0, number):
        raise ProblemError(HTTPStatus.NOT_FOUND, "You have no such key.")
    return keys(request, hub, viewer)


def _out(key: ApiKey) -> KeyOut:
    return KeyOut(
        number=key.number,
        name=key.name,
        begins=key.begins,
        grants=[GrantOut(grant.role, grant.unit, "hand") for grant in key.grants],
        rights=sorted(key.rights),
        made_at=instant(key.made_at),
        ends_at=instant(key.ends_at),
    )
