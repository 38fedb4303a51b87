"""The records store as the hub has it: keeps, opens, searches, and says whether it was tampered with."""

import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import structlog
from fastapi.concurrency import run_in_threadpool
from msgspec import Struct
from msgspec.structs import replace

from api.hub_metrics import Keeping
from api.records.disposals import Disposals
from api.records.domain.chain import Break, Facts, commitment_to, first_break
from api.records.domain.content import Content, has_words
from api.records.domain.masking import masked
from api.records.rows import Asked, Kept
from api.records.sealing import Sealer, SealError
from api.records.settings import RecordsSettings
from api.records.store import RecordStore
from monitors.store import StoreFault, StoreRefused
from streams.doors.records_port import Direction, RecordsRefusedError, RecordsUnavailableError

LONGEST_NAME: Final = 500
LONGEST_ID: Final = 2_000
LAST_MS: Final = 1 << 43
"""The year 2248: no platform's moment is later, whatever it says."""

MOST_OPENED: Final = 2_000
"""So many records one search for words opens at most, about a second's work; it says where to go on."""

MOST_BYTES_OPENED: Final = 20_000_000
"""So many bytes of them as well: a few long contents are as much work as thousands of messages."""

AT_ONCE: Final = 20
"""So many contents are in memory at a time; each may have a million bytes, or what the settings allow."""


class Looked(Struct, frozen=True):
    """What a search found. `opened` is how many it had to open, `broken` are those that did not open.

    `next` is where it goes on, if it does.
    """

    found: list[Kept]
    next: int | None
    opened: int = 0
    broken: tuple[int, ...] = ()


class Records:
    """The records of one organisation. Everything but `keep` raises StoreFault."""

    def __init__(
        self,
        store: RecordStore,
        sealer: Sealer,
        settings: RecordsSettings,
        now_ms: Callable[[], int],
        *,
        unit_named: Callable[[str], str] = str,
        counted: Callable[[Keeping], None] = lambda _outcome: None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.disposals = Disposals(store, settings.policy, now_ms)
        self._sealer = sealer
        self._now_ms = now_ms
        self._unit_named = unit_named
        self._counted = counted

    async def keep(
        self,
        *,
        account: str,
        platform: str,
        direction: Direction,
        form: str,
        at_ms: int,
        id: str,  # noqa: A002 (the port's word)
        body: bytes,
        content_type: str,
    ) -> None:
        """As the port of the doors has it. What goes wrong is counted and logged without a word of it."""
        names = (account, platform, form, content_type)
        if fault := self._fault(names, id, body):
            self._counted("refused")
            structlog.get_logger().error("record-refused", platform=platform[:100], why=fault)
            raise RecordsRefusedError(fault)
        said = self.settings.policy.classify(account, platform, form, direction)
        now_ms = self._now_ms()
        facts = Facts(
            number=0,
            account=account,
            platform=platform,
            direction=direction,
            form=form,
            unit=self._unit_named(said.unit) if said.unit else "",
            at_ms=at_ms if 0 <= at_ms < LAST_MS else now_ms,
            kept_at_ms=now_ms,
            size=len(body),
        )
        content = self._sealer.content(id, content_type, body)
        try:
            number = await run_in_threadpool(self.store.append, facts, said.name, content, self._sealer)
        except StoreRefused as error:
            self._counted("refused")
            structlog.get_logger().error("record-refused", platform=platform, why="store")
            raise RecordsRefusedError("The records store does not take a record of such names.") from error
        except StoreFault as error:
            self._counted("unavailable")
            structlog.get_logger().error("records-unavailable", reason=str(error))
            raise RecordsUnavailableError(str(error)) from error
        self._counted("repeated" if number is None else "kept")

    def open(self, kept: Kept) -> Content | None:
        """What was kept; None once it is destroyed. Raises SealError."""
        return None if kept.sealed is None else self._sealer.open(kept.facts, kept.sealed)

    def masked(self, text: str) -> str:
        """A text without what the organisation's filters find."""
        return masked(text, tuple(self.settings.filters.values()))

    def search(self, asked: Asked, words: str, most: int) -> Looked:
        """The newest that are asked for, and in whose text all the words stand.

        Without words nothing is opened. With words at most MOST_OPENED are, and no more once they have
        MOST_BYTES_OPENED, in the order of their numbers from the newest, whatever was found until then.
        """
        if not words.split():
            found = self.store.listed(asked, most + 1)
            goes_on = found[most - 1].facts.number if len(found) > most else None
            return Looked(found[:most], goes_on)
        hits: list[Kept] = []
        broken: list[int] = []
        opened, size, last = 0, 0, None
        for each in islice(self.all(asked), MOST_OPENED):
            last = each.facts.number
            try:
                content = self.open(each)
            except SealError:
                broken.append(last)
                continue
            opened += content is not None
            size += 0 if content is None else len(content.body)
            if content is not None and has_words(content.text, words):
                hits.append(each)
            if len(hits) == most or size >= MOST_BYTES_OPENED:
                break
        is_more = last is not None and bool(self.store.listed(replace(asked, before=last), 1))
        return Looked(hits, last if is_more else None, opened, tuple(broken))

    def all(self, asked: Asked) -> Iterator[Kept]:
        """Everything that is asked for, the newest first, some at a time."""
        while some := self.store.found(asked, AT_ONCE):
            yield from some
            asked = replace(asked, before=some[-1].facts.number)

    def verify(self, noted: Callable[[str], Any] = lambda _hash: None) -> Break | Kept | None:
        """The first record that is not as it was kept, else the newest, else None where there is none.

        `noted` hears the hash of each that holds.
        """
        last: Kept | None = None
        while some := self.store.from_on(0 if last is None else last.facts.number, AT_ONCE):
            if broken := first_break([each.link for each in some], None if last is None else last.link):
                return broken
            for each in some:
                if broken := self._break_in(each):
                    return broken
                noted(each.link.hash)
            last = some[-1]
        return last

    def reseal(self, most: int) -> int:
        """Seal anew what an older key sealed, so many at a time; how many. Raises SealError."""
        return self.store.reseal(self._sealer, most)

    def _break_in(self, kept: Kept) -> Break | None:
        """What is wrong with a record's content."""
        number = kept.facts.number
        if kept.sealed is None:
            return None if kept.destroyed_at_ms is not None else Break(number=number, why="unopened")
        try:
            content = self._sealer.open(kept.facts, kept.sealed)
        except SealError:
            return Break(number=number, why="unopened")
        is_the_one = commitment_to(content.salt, content.body) == kept.link.commitment
        return None if is_the_one else Break(number=number, why="exchanged")

    def _fault(self, names: tuple[str, ...], vendor_id: str, body: bytes) -> str:
        """Why something can never be kept; empty where it can."""
        if len(body) > self.settings.longest_bytes:
            return f"It is longer than the {self.settings.longest_bytes} bytes of longest_bytes in [records]."
        too_long = any(len(name) > LONGEST_NAME for name in names) or not 0 < len(vendor_id) <= LONGEST_ID
        if too_long or not all(names[:3]):
            return "A name of its account, platform or form, or its id, is missing or too long."
        letters = (letter for name in (*names, vendor_id) for letter in name)
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in letters):
            return "A name holds a character that no name may have."
        return ""
