"""What the hub answers when it cannot do what was asked: problem documents of RFC 9457."""

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Something that was asked cannot be done: `detail` says why and what to do, in words for people.

    `more` are members of our own (RFC 9457, section 3.2), named with underscores.
    """

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more


def problem_response(
    status: int, detail: str, instance: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """A problem as a response; its type is about:blank, so its title is the status's own phrase."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        **more,
    }
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)
