"""Everything that a running hub has in hand: what its pages and its API are given."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final, Protocol

from fastapi import Depends, Request

from api.domain.privacy import Privacy, Sight
from api.hub_metrics import HubMetrics
from api.live.answers import Answers
from api.live.stream import Stream
from api.reading.register_shelf import RegisterRead, RegisterShelf
from api.reading.sources import joined_share
from api.reading.told_shelf import ToldShelf
from api.settings import HubSettings
from monitors.domain.register.contradictions import Facts
from streams.domain.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Engine

    from api.auditing import Auditing
    from api.domain.rights import UnitTree, Viewer
    from api.entrances import Entrance
    from api.live.board import Board
    from api.people.store import People
    from api.records.keeping import Records
    from api.telling import Voice
    from monitors.domain.actions import AnyAction
    from monitors.domain.findings.records import ToolRule
    from streams.doors.entrance import Doors


MINUTE_MS: Final = 60_000


class Door(Protocol):
    """Where people's actions go out to `hub.actions`."""

    async def send(self, action: "AnyAction", /) -> None:
        """Hand an action over; returns once Kafka has it. Raises LogUnavailable, LogRefused."""
        ...


@dataclass(frozen=True)
class Hub:
    """One hub. `judged` only reads the monitors' database; `people` is the hub's own.

    `now_ms` is the clock; `is_hearing` says whether changes come in, `unread_share` what part of the logs'
    lines the collectors could not read. `records` is None where no records store is switched on, `voice`
    where other organisations are told nothing. Tests give doors and databases of their own.
    """

    settings: HubSettings
    catalogue: Catalogue
    tree: "UnitTree"
    judged: "Engine"
    people: "People"
    actions: "Door"
    audit: "Auditing"
    doors: "Doors"
    board: "Board"
    register: RegisterShelf
    stream: Stream
    answers: Answers
    now_ms: "Callable[[], int]"
    is_hearing: "Callable[[], bool]"
    unread_share: "Callable[[], float | None]" = lambda: None
    told: ToldShelf = field(default_factory=ToldShelf)
    entrances: "Mapping[str, Entrance]" = field(default_factory=dict)
    rules: "tuple[ToolRule, ...]" = ()
    metrics: HubMetrics = field(default_factory=HubMetrics)
    records: "Records | None" = None
    voice: "Voice | None" = None

    @property
    def today(self) -> date:
        """The organisation's day."""
        return self.settings.day_at(self.now_ms())

    @property
    def facts(self) -> Facts:
        """What the catalogue says that a declaration may be at odds with."""
        return self.register.facts

    @cached_property
    def platform_names(self) -> "Mapping[str, str]":
        """What platforms are called."""
        return {name: each.name for name, each in self.catalogue.platforms.items()}

    @property
    def privacy(self) -> Privacy:
        """What may be told at all."""
        return Privacy(self.settings.fewest_people)

    def sight(self, viewer: "Viewer") -> Sight:
        """What somebody may be told today."""
        return Sight(viewer, self.privacy, self.today)

    def joined_share(self) -> float | None:
        """The part of the last days' requests that belongs to a known unit, looked up every minute.

        Raises StoreUnavailable, StoreUnusable.
        """
        now_ms = self.now_ms()
        return self.told.told(
            "joined-share", now_ms // MINUTE_MS, lambda: joined_share(self.judged, now_ms + 1)
        )

    def read_register(self) -> RegisterRead:
        """The register as it stands. Raises StoreUnavailable, StoreUnusable."""
        return self.register.read()


def hub_of(request: Request) -> Hub:
    """The hub that a request came to."""
    hub: Hub = request.app.state.hub
    return hub


TheHub = Annotated[Hub, Depends(hub_of)]
"""For endpoints: the hub that a request came to."""
