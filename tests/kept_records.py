"""A records store at hand for tests: its settings with a fresh key, and messages of own accounts in it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.records.domain.classes import Policy, RetentionClass, Rule
from api.records.keeping import Records
from api.records.key_file import new_key_file
from api.records.settings import RecordsSettings
from streams.doors.records_port import Direction

DAY_MS = 24 * 3_600_000

POLICY = Policy(
    classes=(
        RetentionClass(name="posts", days=365, basis="Schedule 4.2: what was published"),
        RetentionClass(name="messages", days=30, basis="Schedule 4.7: correspondence"),
    ),
    rules=(
        Rule(name="posts", direction="out", unit="City"),
        Rule(name="messages", form="direct-message", unit="Citizen Services"),
    ),
)

PLANTED = "Otterly private words of Zoë Quill, zoe.quill@example.org, 613-555-0123"
"""What nobody but the role may ever read."""


def settings_in(folder: Path) -> RecordsSettings:
    """Settings that switch a store on, with a key file in the folder."""
    file = folder / "records.key"
    if not file.exists():
        new_key_file(file, datetime(2026, 3, 2, tzinfo=UTC))
    return RecordsSettings(key_file=file, policy=POLICY)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now_ms: int = 1_780_000_000_000

    def __call__(self) -> int:
        """Unix milliseconds."""
        return self.now_ms

    def passes(self, days: float) -> None:
        """So much later."""
        self.now_ms += int(days * DAY_MS)


def message(number: int, text: str = PLANTED, **other: Any) -> dict[str, Any]:
    """A direct message that our account on Facebook received, or whatever else is said."""
    direction: Direction = "in"
    return {
        "account": "City on Facebook",
        "platform": "facebook",
        "direction": direction,
        "form": "direct-message",
        "at_ms": 1_780_000_000_000 + number,
        "id": f"mid.{number}",
        "body": f'{{"text": "{text}"}}'.encode(),
        "content_type": "application/json",
    } | other


def keep(records: Records, *messages: dict[str, Any]) -> None:
    """Keep them, as a door would."""

    async def kept() -> None:
        for each in messages:
            await records.keep(**each)

    asyncio.run(kept())
