"""How the API answers: documents as JSON, with a tag, page by page, and described in OpenAPI.

Documents are msgspec structs; what OpenAPI says of them is made from them, so the two cannot differ.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from hashlib import blake2b
from http import HTTPStatus
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from msgspec.json import schema_components

from api.problems import MEDIA_TYPE, ProblemError

T = TypeVar("T")

PLACE: Final = "#/components/schemas/{name}"
"""Where OpenAPI keeps what documents are made of."""

MOST_ITEMS: Final = 200
USUAL_ITEMS: Final = 50

Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the answer before.")]


class Listed(msgspec.Struct, Generic[T], frozen=True):
    """Some items, and where the next ones begin; `next` is null at the end."""

    items: Sequence[T]
    next: str | None = None


class Problem(msgspec.Struct, frozen=True):
    """Why something could not be done (RFC 9457); there may be further members."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


def answer(request: Request, document: Any) -> Response:
    """A document; 304 where whoever asks has it already."""
    body = msgspec.json.encode(document)
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def listed(items: Sequence[T], limit: int, place_of: Callable[[T], Sequence[Any]]) -> Listed[T]:
    """The first `limit` of the items, of which one more was asked for.

    `place_of` the last one is where the next begin.
    """
    if len(items) <= limit:
        return Listed(items)
    return Listed(items[:limit], cursor_at(place_of(items[limit - 1])))


def cursor_at(place: Sequence[Any]) -> str:
    """A place in a list, for the next question; nobody need understand it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(place))).decode().rstrip("=")


def place_at(cursor: str | None, kinds: Any) -> Any:
    """What `cursor_at` was made of, as a tuple of these kinds; None at the beginning. Raises ProblemError."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=kinds)
    except (binascii.Error, ValueError, msgspec.DecodeError, msgspec.ValidationError):
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This cursor is none; begin without one."
        ) from None


_REFUSALS: Final = {
    HTTPStatus.UNAUTHORIZED: "Nobody has signed in.",
    HTTPStatus.FORBIDDEN: "A right is missing.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "What was asked was not understood.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database, or Kafka, cannot be reached just now.",
}


def documented(kind: Any, *more: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of an endpoint that answers with this kind; `more` are further problems."""
    (schema,), _ = schema_components([kind], ref_template=PLACE)
    told: dict[int | str, dict[str, Any]] = {
        200: {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
        304: {"description": "As it was."},
    }
    for status in (*_REFUSALS, *more):
        told[int(status)] = {
            "description": _REFUSALS.get(status, status.phrase),
            "content": {MEDIA_TYPE: {"schema": {"$ref": PLACE.format(name="Problem")}}},
        }
    return told


def describe(app: FastAPI, kinds: Sequence[Any]) -> None:
    """Have OpenAPI say what the documents are made of; `kinds` are all that endpoints answer with."""
    usual = app.openapi
    _, components = schema_components([Problem, *kinds], ref_template=PLACE)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            said = usual()
            said.setdefault("components", {}).setdefault("schemas", {}).update(components)
        assert app.openapi_schema is not None  # noqa: S101 (asked for above)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way ("Extending OpenAPI")
