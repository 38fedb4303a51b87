"""A records store at hand for tests: its settings with a fresh key, and messages of own accounts in it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from api.records.domain.classes import Policy, RetentionClass, Rule
from api.records.domain.disposal import Hold
from api.records.keeping import Records
from api.records.key_file import new_key_file
from api.records.opening import opened_records
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


def filled(folder: Path, now_ms: int) -> RecordsSettings:
    """A store beside a hub's databases in which everything has happened: kept, held, proposed, destroyed."""
    settings, clock = settings_in(folder), Clock(now_ms - 100 * DAY_MS)
    with opened_records(
        settings, URL.create("sqlite", database=str(folder / "records.db")), now_ms=clock
    ) as records:
        keep(records, message(1), message(2, direction="out", form="post"), message(3, form="comment"))
        clock.passes(days=40)
        keep(records, message(4))
        number = records.disposals.propose("p-one")
        records.disposals.destroy(records.disposals.planned(number, "p-two"), "p-two")
        held = Hold(
            number=0,
            account="City on Facebook",
            platform="facebook",
            from_ms=1_780_000_000_000,
            until_ms=1_780_000_000_003,
            record=None,
            reason="A request for access to information",
            role="records",
            by="p-one",
            laid_at_ms=clock(),
            review_on=date(2026, 1, 5),
            ended_at_ms=None,
            ended_by="",
            end_reason="",
        )
        records.disposals.lay(held)
        clock.passes(days=40)
        records.disposals.propose("p-one")
        keep(records, message(5, account="City on LinkedIn", platform="linkedin"))
    return settings
