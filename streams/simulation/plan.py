"""What to simulate: everything that decides the bytes of a log, checked before anything is written."""

from dataclasses import dataclass
from datetime import date, datetime

from streams.simulation.disturbances import Disturbance
from streams.simulation.organisation import Organisation, organise
from streams.simulation.places import SITES
from streams.simulation.reliance import HABITS, Habits
from streams.simulation.web import spin
from streams.simulation.writers import WRITERS


@dataclass(frozen=True, slots=True)
class Simulation:
    """What to simulate. The same values always give the same bytes.

    The log begins at `begins_at` and ends after `hours` or `lines` (header lines not counted), whichever is
    first; without either it never ends. People live by the clock of `timezone`, or, with `as_if`, by one that
    shows this local time at the beginning: so a Sunday night's log can have the traffic of a Tuesday noon.
    `busy_lines_a_second` scales all traffic so that a busy hour has about this many lines a second; None
    leaves it at what so many people do.

    `failure_share` is the usual share of requests that fail (None: a few in a thousand, as the tables of
    `answers.py` have it), `noise_rho` how much failures of one stretch of `noise_seconds` go together. On a
    day of `holidays` people live as on a Sunday; with `seasons` more of them are on leave in some weeks.
    `proxies` names the sites whose people pass through a proxy of their own, with a log of its own.
    """

    begins_at: datetime
    seed: int = 1
    people: int = 400
    hours: float | None = None
    lines: int | None = None
    form: str = "squid"
    timezone: str = "America/Toronto"
    as_if: datetime | None = None
    catalogued_share: float = 0.08
    malformed_share: float = 0.0
    long_tunnel_share: float = 0.03
    plain_share: float = 0.12
    busy_lines_a_second: float | None = None
    disturbances: tuple[Disturbance, ...] = ()
    failure_share: float | None = None
    noise_rho: float = 0.0
    noise_seconds: float = 60.0
    holidays: tuple[date, ...] = ()
    seasons: bool = False
    proxies: tuple[str, ...] = ()
    habits: Habits = HABITS

    def __post_init__(self) -> None:
        for name in ("catalogued_share", "malformed_share", "long_tunnel_share", "plain_share"):
            if not 0 <= getattr(self, name) <= 1:
                message = f"{name} is a share from 0 to 1, not {getattr(self, name)}"
                raise ValueError(message)
        if self.catalogued_share == 0 or self.malformed_share > 0.9:
            message = "catalogued_share must be above 0, and malformed_share at most 0.9"
            raise ValueError(message)
        if self.form not in WRITERS:
            message = f"the simulation writes {', '.join(WRITERS)}, not {self.form!r}"
            raise ValueError(message)
        if self.begins_at.tzinfo is None:
            message = "begins_at needs a time zone"
            raise ValueError(message)
        self._check_noise()
        self._check_proxies()
        if self.disturbances:
            web = spin(self.seed)
            for one in self.disturbances:
                one.check(web, self.proxies)

    def _check_noise(self) -> None:
        """Raise ValueError where the noise cannot be drawn."""
        if self.failure_share is not None and not 0 < self.failure_share < 1:
            message = f"the usual failure share is above 0 and below 1, not {self.failure_share:g}"
            raise ValueError(message)
        if not 0 <= self.noise_rho < 1 or not 1 <= self.noise_seconds <= 86_400:
            message = "the noise needs a rho from 0 to below 1, held for 1 to 86,400 seconds"
            raise ValueError(message)

    def _check_proxies(self) -> None:
        """Raise ValueError where a proxy stands at no site, or twice at one."""
        if len(set(self.proxies)) < len(self.proxies) or not set(self.proxies) <= set(SITES):
            message = f"a proxy of its own can have each of {', '.join(SITES)}, once"
            raise ValueError(message)

    @property
    def organisation(self) -> Organisation:
        """The organisation that belongs to it, for example to write its directory."""
        return organise(self.seed, self.people)
