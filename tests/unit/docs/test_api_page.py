"""docs/api.md tells every address of the API, every kind of action, and every export."""

import re
from pathlib import Path

import pytest

from api.domain.asked_actions import KINDS
from api.main import ROUTERS
from api.routes.exports import KINDS as EXPORTS

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
ROWS = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `/api/")]


def told() -> set[str]:
    """The addresses in the table; a second one in a row goes on from the first."""
    found: set[str] = set()
    for row in ROWS:
        first, *more = re.findall(r"`([^`]+)`", row)
        found |= {first} | {each if each.startswith("/api/") else first + each for each in more}
    return found


def addresses() -> set[str]:
    """The addresses that programs ask, up to what is changed below an account or a key."""
    paths = {str(getattr(route, "path", "")) for router in ROUTERS for route in router.routes}
    return {re.sub(r"(/people|/keys)/.*", r"\1", path) for path in paths if path.startswith("/api/")}


def test_every_address_is_told() -> None:
    assert addresses() <= told()


def test_no_address_is_told_that_there_is_not() -> None:
    assert told() <= addresses()


@pytest.mark.parametrize("kind", [str(kind.__struct_config__.tag) for kind in KINDS] + list(EXPORTS))
def test_every_kind_is_told(kind: str) -> None:
    assert f"`{kind}`" in PAGE
