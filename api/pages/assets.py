"""Styles and scripts of the pages: named by what they hold, so that browsers keep them for good."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.people.gate import public
from api.problems import ProblemError

STATIC: Final = Path(__file__).parent / "static"
REPORT: Final = Path(__file__).parent.parent / "report" / "templates"

FILES: Final[dict[str, tuple[str, tuple[Path, ...]]]] = {
    "holdfast.css": ("text/css", (REPORT / "snapshot.css", STATIC / "hub.css")),
    "uplot.css": ("text/css", (STATIC / "vendor" / "uplot-1.6.32.min.css",)),
    "uplot.js": ("text/javascript", (STATIC / "vendor" / "uplot-1.6.32.min.js",)),
    "idiomorph.js": ("text/javascript", (STATIC / "vendor" / "idiomorph-0.8.0.min.js",)),
    "live.js": ("text/javascript", (STATIC / "live.js",)),
    "charts.js": ("text/javascript", (STATIC / "charts.js",)),
    "icon.svg": ("image/svg+xml", (STATIC / "icon.svg",)),
}
"""Name -> its media type, and the files that it is put together of."""

A_YEAR: Final = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as browsers get it."""

    media_type: str
    body: bytes
    digest: str


@cache
def asset(name: str) -> Asset:
    """A file by its name. Raises KeyError."""
    media_type, parts = FILES[name]
    body = b"\n".join(part.read_bytes() for part in parts)
    return Asset(media_type, body, blake2b(body, digest_size=6).hexdigest())


def address_of(name: str) -> str:
    """Where a page finds a file, as long as it is as it is."""
    return f"/static/{asset(name).digest}/{name}"


@router.get("/static/{digest}/{name}", dependencies=[Depends(public)])
def static(digest: str, name: str) -> Response:
    """A style or a script."""
    if name not in FILES or asset(name).digest != digest:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such file; load the page again.")
    found = asset(name)
    return Response(found.body, media_type=found.media_type, headers={"Cache-Control": A_YEAR})
