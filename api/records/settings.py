"""The table `[records]` of the hub's settings. Without it there is no records store at all."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
import polars as pl
from msgspec import Meta, Struct

from api.records.domain.classes import Policy, RetentionClass, Rule, faults_of
from api.records.domain.masking import FILTERS, USUAL, Filter, mask_of
from streams.settings import SettingsError

USUAL_BYTES: Final = 1_000_000
MOST_BYTES: Final = 20_000_000
MOST_DAYS: Final = 36_525
"""A hundred years: who keeps for ever lays a hold, or names no class."""

Text = Annotated[str, Meta(max_length=500)]
Named = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$")]


class _Class(Struct, forbid_unknown_fields=True, kw_only=True):
    name: Named
    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)]
    basis: Text


class _Rule(Struct, forbid_unknown_fields=True, kw_only=True, rename={"name": "class"}):
    name: str
    account: Text = ""
    platform: Text = ""
    form: Text = ""
    direction: Literal["", "in", "out"] = ""
    unit: Text = ""


class _Filter(Struct, forbid_unknown_fields=True, kw_only=True):
    name: Named
    pattern: Annotated[str, Meta(min_length=1, max_length=1000)]


class RecordsTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """As the file has it."""

    key_file: str
    longest_bytes: Annotated[int, Meta(ge=1, le=MOST_BYTES)] = USUAL_BYTES
    masks: tuple[str, ...] = USUAL
    classes: list[_Class] = []
    rules: list[_Rule] = []
    filters: list[_Filter] = []


@dataclass(frozen=True)
class RecordsSettings:
    """A records store that is on. `longest_bytes` is the longest content that it takes.

    Where the store itself is, HOLDFAST_RECORDS_DATABASE says, for its address may hold a password.
    """

    key_file: Path
    policy: Policy = field(default_factory=Policy)
    filters: Mapping[str, Filter] = field(default_factory=lambda: {name: FILTERS[name] for name in USUAL})
    longest_bytes: int = USUAL_BYTES


def records_of(table: RecordsTable, folder: Path) -> RecordsSettings:
    """What the table says; a path in it is relative to its folder. Raises SettingsError."""
    classes = tuple(
        RetentionClass(name=each.name, days=each.days, basis=each.basis) for each in table.classes
    )
    rules = tuple(Rule(**msgspec.structs.asdict(each)) for each in table.rules)
    if faults := faults_of(classes, rules):
        raise SettingsError(f"[records]: {'; '.join(faults)}")
    own = {each.name: own_filter(each.name, each.pattern) for each in table.filters}
    masks = frozenset(_checked(table.masks, own))
    return RecordsSettings(
        key_file=folder / Path(table.key_file).expanduser(),
        policy=Policy(classes=classes, rules=rules),
        filters={name: FILTERS[name] for name in FILTERS if name in masks} | own,
        longest_bytes=table.longest_bytes,
    )


def own_filter(name: str, pattern: str) -> Filter:
    """A filter of the organisation's own, in time linear in the text whatever its pattern. SettingsError.

    Patterns are those of Rust's `regex` (no look-around, no back-references): citizens write the texts that
    they run over, and Python's own can be made to run for ever by a text that is written for it.
    """
    if name in FILTERS:
        raise SettingsError(
            f"[records]: a filter of your own cannot be called {name!r}; that is a built-in one"
        )
    try:
        finds_nothing = pl.Series([""]).str.contains(pattern).to_list() == [False]
    except pl.exceptions.ComputeError:
        raise SettingsError(
            f"[records]: the filter {name!r} has a pattern that is none; it is written as for Rust's regex, "
            "without look-around and back-references"
        ) from None
    if not finds_nothing:
        raise SettingsError(
            f"[records]: the filter {name!r} would find an empty text; let it need a character"
        )

    return lambda texts: pl.Series(texts, dtype=pl.String).str.replace_all(pattern, mask_of(name)).to_list()


def _checked(masks: Iterable[str], own: Collection[str]) -> Iterable[str]:
    """The names of built-in filters. Raises SettingsError."""
    for name in masks:
        if name in own:
            raise SettingsError(f"[records]: masks has {name!r}; filters of your own are on by themselves")
        if name not in FILTERS:
            raise SettingsError(f"[records]: masks has {name!r}; there are {', '.join(FILTERS)}")
        yield name
