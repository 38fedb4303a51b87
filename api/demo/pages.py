"""The hub of the demonstration: three people who may look at it, and what units have declared."""

import json
import os
import secrets
import sys
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import uuid4

from api.actions import send_actions
from api.entrances import Entrance
from monitors.adapters.register_files import load_register
from monitors.domain.register.actions import Declare
from streams.adapters.catalogue_files import load_catalogue
from streams.contracts.topics import DEFAULT_PREFIX

REVIEWED: Final = "Communications"
"""The unit whose reviewer is one of the three."""

DECLARED: Final = Path(__file__).with_name("declared.toml")


def three_people() -> Mapping[str, Entrance]:
    """Who may look, by the secret part of the address where they come in."""
    people = (
        Entrance("operations", "Operations", "operations", None, "/"),
        Entrance("risk", "Risk", "risk", None, "/register"),
        Entrance("reviewer", f"Reviewer of {REVIEWED}", "unit", REVIEWED, f"/units/{REVIEWED}"),
    )
    return {secrets.token_urlsafe(16): each for each in people}


async def declare(bootstrap: str) -> int:
    """Declare what the invented units rely on, as they would; how many activities that are."""
    entries = load_register(DECLARED, load_catalogue([]).platforms)
    now_ms = time.time_ns() // 1_000_000
    actions = [
        Declare(
            id=uuid4().hex,
            at_ms=now_ms,
            role="unit",
            by="demonstration",
            unit=entry.unit,
            platform=entry.platform,
            declaration=entry.declaration,
        )
        for entry in entries
    ]
    await send_actions(bootstrap, DEFAULT_PREFIX, actions)
    return len(actions)


def shown_at(said: Path) -> str | None:
    """Where the hub shows its pages, told by the file with what it says; None until it says so."""
    for line in said.read_text(encoding="utf-8", errors="replace").splitlines():
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == "showing":
            return str(told["address"])
    return None


def open_browser(address: str) -> bool:
    """Open the user's browser, where there is a screen to show it on; whether that was done."""
    has_screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return has_screen and webbrowser.open(address)
