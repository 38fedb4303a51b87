"""Time stamps of logs, whatever they look like, as Unix milliseconds.

Only distinct stamps are read, so a log with thousands of lines a second costs no more than a quiet one. A
stamp without a zone is local to the given IANA zone: one that the clocks showed twice (the hour when summer
time ends) is read as the first of the two, one that they never showed (the hour when it begins) with the
offset before the change, as PEP 495 has it. Stamps before 1971 or after 2099 are no time (a clock that was
never set), and come back as null.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from streams.domain.lines import EARLIEST_MS, LATEST_MS

EPOCH: Final = r"^([0-9]{9,19})(?:[.,]([0-9]{1,9}))?$"
_FRACTION: Final = r"(?:[.,](?<fraction>[0-9]{1,9}))?"
_ZONE: Final = r" ?(?<zone>Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?"

TEXT_LAYOUTS: Final[tuple[tuple[str, str], ...]] = (
    # 2025-10-02T11:30:29.123Z, 2025-10-02 11:30:29 (W3C), 2025/10/02 11:30:29
    (rf"^(?<stamp>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[T ](?<clock>[0-9:]{{8}}){_FRACTION}{_ZONE}$", "%Y-%m-%d"),
    (rf"^(?<stamp>[0-9]{{4}}/[0-9]{{2}}/[0-9]{{2}})[T ](?<clock>[0-9:]{{8}}){_FRACTION}{_ZONE}$", "%Y/%m/%d"),
    # 02/Oct/2025:11:30:29 +0200, as in Squid's %tl and the common log format, with or without brackets
    (
        rf"^\[?(?<stamp>[0-9]{{2}}/[A-Za-z]{{3}}/[0-9]{{4}})[: ](?<clock>[0-9:]{{8}}){_FRACTION}{_ZONE}\]?$",
        "%d/%b/%Y",
    ),
    # Oct 02 2025 11:30:29.123 UTC, as in CEF
    (
        rf"^(?<stamp>[A-Za-z]{{3}} {{1,2}}[0-9]{{1,2}} [0-9]{{4}}) (?<clock>[0-9:]{{8}}){_FRACTION}{_ZONE}$",
        "%b %e %Y",
    ),
)
"""(what a stamp looks like, how its date is read); month before day in figures is never guessed."""

_CTIME: Final = r"^(?:[A-Za-z]{3},? )?([A-Za-z]{3}) +([0-9]{1,2}) ([0-9:]{8}) ([0-9]{4})$"

Reader = Callable[[pl.Series], pl.Series]
"""Distinct texts -> milliseconds, null where a text is no time."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """How a log's stamps are read: any of the known layouts, or one stated pattern.

    `zone` is an IANA name for stamps that carry none. `pattern` is a strptime pattern (with `%z` where a zone
    is written, `%s` alone for Unix seconds); without one the known layouts are tried.
    """

    zone: str = "UTC"
    pattern: str = ""

    def read(self, texts: pl.Series) -> pl.Series:
        """The column as milliseconds (Int64), null where a text is no time between 1971 and 2099."""
        distinct = texts.unique()
        known = pl.DataFrame({"text": distinct, "ms": self._read_distinct(distinct)})
        return texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")["ms"]

    def _read_distinct(self, texts: pl.Series) -> pl.Series:
        """Each text once."""
        if self.pattern:
            found = read_pattern(texts, self.pattern, self.zone)
        else:
            found = read_epoch(texts)
            for layout, date_pattern in TEXT_LAYOUTS:
                found = _fill(
                    found, texts, partial(self._read_layout, layout=layout, date_pattern=date_pattern)
                )
            found = _fill(found, texts, self._read_ctime)
        return found.set(~found.is_between(EARLIEST_MS, LATEST_MS, closed="left"), None)

    def _read_layout(self, texts: pl.Series, layout: str, date_pattern: str) -> pl.Series:
        """Texts of one layout."""
        parts = texts.str.extract_groups(layout).struct.unnest()
        naive = (parts["stamp"] + " " + parts["clock"]).str.to_datetime(
            f"{date_pattern} %H:%M:%S", strict=False, time_unit="ms"
        )
        fraction = parts["fraction"].fill_null("").str.pad_end(3, "0").str.slice(0, 3).cast(pl.Int64)
        return _with_zone(naive, parts["zone"], self.zone) + fraction

    def _read_ctime(self, texts: pl.Series) -> pl.Series:
        """`Fri Oct 02 11:30:29 2025`; some products write a wrong weekday, so it is not looked at."""
        plain = texts.str.extract_groups(_CTIME).struct.unnest()
        plain.columns = ["month", "day", "clock", "year"]
        joined = plain.select(pl.format("{} {} {} {}", "month", "day", "year", "clock")).to_series()
        return local(joined.str.to_datetime("%b %e %Y %H:%M:%S", strict=False, time_unit="ms"), self.zone)


def _fill(found: pl.Series, texts: pl.Series, read: Reader) -> pl.Series:
    """Read what is not yet found with another reader."""
    missing = found.is_null() & texts.is_not_null()
    if not missing.any():
        return found
    places = missing.arg_true()
    return found.scatter(places, read(texts.gather(places)))


def read_epoch(texts: pl.Series) -> pl.Series:
    """Unix time as text: seconds (to 10 digits), milli- (to 13), micro- (to 16) or nanoseconds (to 19)."""
    parts = texts.str.extract_groups(EPOCH).struct.unnest()
    parts.columns = ["whole", "fraction"]
    whole, digits = pl.col("whole").cast(pl.Int64, strict=False), pl.col("whole").str.len_bytes()
    fraction = pl.col("fraction").fill_null("").str.pad_end(3, "0").str.slice(0, 3).cast(pl.Int64)
    return parts.select(
        pl.when(digits <= 10)
        .then(whole * 1000 + fraction)
        .when(digits <= 13)
        .then(whole)
        .when(digits <= 16)
        .then(whole // 1000)
        .otherwise(whole // 1_000_000)
    ).to_series()


def read_pattern(texts: pl.Series, pattern: str, zone: str) -> pl.Series:
    """Texts of one stated strptime pattern."""
    if pattern == "%s":
        return read_epoch(texts)
    stamps = texts.str.to_datetime(pattern.replace(".%f", "%.f"), strict=False, time_unit="ms")
    if isinstance(stamps.dtype, pl.Datetime) and stamps.dtype.time_zone is not None:
        return stamps.dt.epoch("ms")
    return local(stamps, zone)


def _with_zone(naive: pl.Series, written: pl.Series, zone: str) -> pl.Series:
    """Milliseconds of wall-clock times, by the zone written beside each, else by `zone`."""
    offset_minutes = (
        pl.DataFrame({"z": written})
        .select(
            pl.when(pl.col("z").str.contains("^[+-]"))
            .then(
                (pl.col("z").str.slice(1, 2) + "60").str.slice(0, 2).cast(pl.Int64, strict=False) * 60
                + pl.col("z").str.slice(-2).cast(pl.Int64, strict=False)
            )
            .otherwise(0)
            * pl.when(pl.col("z").str.starts_with("-")).then(-1).otherwise(1)
        )
        .to_series()
    )
    stated = naive.dt.epoch("ms") - offset_minutes * 60_000
    if written.null_count() == 0:
        return stated
    return stated.zip_with(written.is_not_null(), local(naive, zone))


def local(naive: pl.Series, zone: str) -> pl.Series:
    """Milliseconds of wall-clock times in an IANA zone; see the module for repeated and skipped hours."""
    if zone == "UTC":
        return naive.dt.epoch("ms")
    found = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.epoch("ms")
    skipped = (found.is_null() & naive.is_not_null()).arg_true()
    if len(skipped):
        place = ZoneInfo(zone)
        exact = [int(t.replace(tzinfo=place).timestamp() * 1000) for t in naive.gather(skipped).to_list()]
        found = found.scatter(skipped, exact)
    return found


def pattern_fault(pattern: str) -> str | None:
    """Why a strptime pattern cannot be used, or None where it can: it must read back what it writes."""
    sample = datetime(2024, 5, 17, 13, 45, 59, tzinfo=UTC)
    if not re.search(r"%[YsyFDcx+]", pattern):
        return "it names no year (%Y), so the year would be a guess"
    text = sample.strftime(pattern.replace("%.f", ".%f").replace("%.3f", ".%f"))
    if read_pattern(pl.Series([text]), pattern, "UTC").null_count():
        return f"a time written with it ({text}) could not be read back"
    return None
