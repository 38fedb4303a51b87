"""The README's pictures of the hub, on the morning on which Facebook fails for an invented city."""

import tempfile
from pathlib import Path

from monitors.domain.register.actions import Role
from tests.broken_morning import UNITS, broken_morning
from tests.browsers import chromium, served
from tests.hubs import hub_in
from tests.relying_units import NOW_MS

TAKEN: tuple[tuple[str, Role, str, str], ...] = (
    ("now.png", "operations", "/", "light"),
    ("now-dark.png", "operations", "/", "dark"),
    ("unit.png", "risk", "/units/Citizen%20Services", "light"),
)
"""File, who looks, at which page, and how."""


def take_hub_pictures(folder: Path) -> None:
    """Take them all."""
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-hub-") as name,
        hub_in(Path(name), broken_morning(), units=UNITS, now_ms=lambda: NOW_MS) as hub,
        served(hub.app) as at,
        chromium() as browser,
    ):
        for file, role, path, scheme in TAKEN:
            context = browser.new_context(
                viewport={"width": 1180, "height": 880},
                device_scale_factor=1.5,
                color_scheme="dark" if scheme == "dark" else "light",
                locale="en-CA",
            )
            cookie = hub.browser(role).cookies["holdfast"]
            context.add_cookies([{"name": "holdfast", "value": cookie, "url": at.address}])
            page = context.new_page()
            page.goto(at.address + path)
            if path == "/":
                page.wait_for_selector("#live-state[data-state='live']")
            page.screenshot(path=folder / file)
            context.close()
