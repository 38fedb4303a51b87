"""Who belongs where: from a login and an address to a unit, a network class and a site, at a moment.

A directory is a table of rows. A row speaks of one login or of one address range, from one local day
(inclusive) to another (exclusive), and says a unit, a network class, a site, or some of these. For each of
the three, **the most specific row that fills it in decides**: a row for the login before any range, a longer
prefix before a shorter one, and of several rows for the same login or range that hold on a day the one with
the latest `from`. So the network class may come from the address when the unit comes from the login. The unit
`!exclude` excludes, by the same precedence: a listed person stays visible on an excluded network.

Who the person is depends neither on the day nor on how the proxy spells the login: it is the short form
(`anna`), unless the directory lists several people with that short form. Then it is the directory's own full
spelling (`anna@x.ca`), and a log that writes only `anna` means the row `anna`, if there is one, or nobody
listed. An organisation with two Annas therefore lists both with their domains; everybody else keeps one
pseudonym when a directory is added, or a proxy replaced.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.domain.addresses import Address, Prefixes, address_of
from streams.domain.logins import NOBODY, Login, login_of
from streams.domain.units import UNASSIGNED, Unit

IdentityKind = Literal["login", "address", "none"]

SAYS_NOTHING = -1
EXCLUDES = -2


class Answer(NamedTuple):
    """What one row says, as numbers, and when.

    `unit` may be SAYS_NOTHING or EXCLUDES; `network` and `site` say nothing when 0. The row holds in the eras
    from `first_era` up to, but not in, `end_era`.
    """

    unit: int
    network: int
    site: int
    first_era: int
    end_era: int


class DirectoryWarning(NamedTuple):
    """Something an administrator should know about files that can be used all the same.

    The codes: `units-only-in-directory`, `directory-columns-ignored`, `directory-not-utf8`, `directory-empty`
    and `directory-rows-say-nothing`.
    """

    code: str
    figures: dict[str, int | tuple[str, ...]]


class Place(NamedTuple):
    """Where a request came from, as far as the directory knows.

    `identity` is what is to be pseudonymised, empty for nobody and for the excluded, of whom nothing may be
    kept but a number. `unit`, `network` and `site` are places in the directory's tuples, 0 where no row says.
    `joined` is whether a row gave a unit other than `unassigned`.
    """

    identity: str
    identity_kind: IdentityKind
    unit: int
    network: int
    site: int
    excluded: bool
    joined: bool


EXCLUDED = Place("", "none", 0, 0, 0, excluded=True, joined=False)


class Directory:
    """The whole directory, ready to be asked. `streams.domain.directory_table` builds one from rows.

    `units[0]` is `unassigned`; `networks[0]` and `sites[0]` are empty names. `boundaries_ms` are the sorted
    moments, in Unix milliseconds, at which any answer changes; the *era* of a moment is
    `np.searchsorted(boundaries_ms, moments_ms, side="right")`, and within an era every answer is the same.
    `version` is a hash of what the directory says; the same table in another encoding has the same version.
    """

    def __init__(
        self,
        *,
        units: tuple[Unit, ...],
        networks: tuple[str, ...],
        sites: tuple[str, ...],
        boundaries_ms: NDArray[np.int64],
        people: dict[str, tuple[Answer, ...]],
        ranges: Prefixes[tuple[Answer, ...]],
        version: str,
        warnings: tuple[DirectoryWarning, ...] = (),
    ) -> None:
        self.units = units
        self.networks = networks
        self.sites = sites
        self.boundaries_ms = boundaries_ms
        self.version = version
        self.warnings = warnings
        self._ranges = ranges
        self._has_ranges = bool(ranges)
        self._people = people
        self._is_empty = not people and not self._has_ranges
        self._with_domain = _with_domain(people)

    @classmethod
    def empty(cls) -> "Directory":
        """The directory of an organisation that gave none: everybody is unassigned."""
        return cls(
            units=(Unit(UNASSIGNED),),
            networks=("",),
            sites=("",),
            boundaries_ms=np.empty(0, np.int64),
            people={},
            ranges=Prefixes(),
            version=blake2b(b"", digest_size=8).hexdigest(),
        )

    def place(self, login: bytes, address: bytes, era: int) -> Place:
        """Where a request with this login and this client address came from. Never raises on any bytes.

        A computer's own account (`PC7$`) that the directory does not list is no person: the address speaks,
        or where there is none, the computer as a device.
        """
        who = login_of(login)
        if who.short and self._is_empty and not who.is_machine:  # half of the time, where everybody is new
            return Place(who.short, "login", 0, 0, 0, False, False)
        listed = self._listed(who) if self._people else None
        named = listed is not None or (who.short != "" and not who.is_machine)
        where = "" if named and not self._has_ranges else address_of(address)
        unit, network, site = SAYS_NOTHING, 0, 0
        for answer in self._answers(listed, where):
            if answer.first_era <= era < answer.end_era:
                unit = answer.unit if unit == SAYS_NOTHING else unit
                network = network or answer.network
                site = site or answer.site
        if unit == EXCLUDES:
            return EXCLUDED
        identity, kind = self._identity(who, listed, where)
        return Place(identity, kind, max(unit, 0), network, site, excluded=False, joined=unit > 0)

    def _answers(self, listed: str | None, where: Address | str) -> Sequence[Answer]:
        """Every row about this person or address on any day, the most specific first."""
        answers = () if listed is None else self._people[listed]
        if not self._has_ranges or isinstance(where, str):
            return answers
        return [*answers, *chain.from_iterable(self._ranges.matches(where))]

    def _identity(self, who: Login, listed: str | None, where: Address | str) -> tuple[str, IdentityKind]:
        if listed is not None:
            return (listed if self._is_shared(who.short) else who.short), "login"
        if who.short and not who.is_machine:
            return who.short, "login"
        device = str(where) or who.short
        return device, "address" if device else "none"

    def _is_shared(self, short: str) -> bool:
        """Whether the directory lists several people with this short form."""
        return len(self._with_domain.get(short, ())) + (short in self._people) > 1

    def _listed(self, who: Login) -> str | None:
        """The directory's spelling of this person: exact, in that domain, without one, or the only one."""
        if who == NOBODY:
            return None
        if who.full in self._people:
            return who.full
        namesakes = self._with_domain.get(who.short, ())
        near = [full for full in namesakes if same_realm(full, who.full)]
        if len(near) == 1:
            return near[0]
        if who.short in self._people:
            return who.short
        return namesakes[0] if len(namesakes) == 1 else None


def same_realm(one: str, other: str) -> bool:
    """Whether two full logins name one domain: alike, or one by its Windows short name (`x` for `x.ca`)."""
    short, long = sorted((one.partition("@")[2], other.partition("@")[2]), key=len)
    return bool(short) and (short == long or ("." not in short and long.partition(".")[0] == short))


def _with_domain(people: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The full spellings with a domain, by their short form."""
    found: dict[str, tuple[str, ...]] = {}
    for full in people:
        short, at, _ = full.partition("@")
        if at:
            found[short] = (*found.get(short, ()), full)
    return found
