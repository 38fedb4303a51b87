"""Names that nobody else has, planted in the logs and the directory of a harbour, and the search for them.

Every login, address, machine, path, query, referrer, browser, group and e-mail address of the evidence has a
word in it that occurs nowhere else, so whatever of it leaves by any road is found.
"""

import base64
import itertools
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

PLANTED: Final = (
    "quillfeather",  # every login
    "203.0.113.",  # every address
    "2001:db8:7e57",  # and those of IPv6
    "thistlewood",  # machines that the log has by name
    "brandywine",  # paths
    "oleander42",  # queries
    "larkspur",  # referrers
    "snapdragonbrowser",  # browsers
    "wolfsmilch",  # groups of the directory that are no units
    "hyacinth.bucket",  # e-mail addresses
    "foxglove",  # hosts that few people visit
)

LARGE, OTHER, SMALL, SMALLER = "Harbour Office", "Port Roads", "Lighthouse Watch", "Dredging Crew"
PEOPLE: Final[Mapping[str, int]] = {LARGE: 20, OTHER: 15, SMALL: 6, SMALLER: 5}

UNMISTAKABLE: Final = 79_193
"""So many requests the small unit has on YouTube, all on one day."""

FIGURE: Final = re.compile(r"(?<![0-9a-z])79[\s\u00a0\u202f._,']?193(?![0-9a-z])", re.IGNORECASE)
"""The number as English, French or a program writes it."""

Search = tuple[bytes, ...]


@cache
def needles(name: str) -> Search:
    """Every form in which a name could stand somewhere, in lower case but for base64."""
    plain = name.encode()
    forms = {plain, plain.hex().encode(), name.encode("utf-16-le"), quote(name, safe="").lower().encode()}
    forms.add("".join(f"%{byte:02x}" for byte in plain).encode())
    return tuple(forms)


@cache
def encoded(name: str) -> Search:
    """The forms in base64, wherever in a text the name begins, and in whatever case it is written."""
    found = set()
    for spelt, shift in itertools.product({name, name.upper(), name.title()}, range(3)):
        whole = base64.b64encode(b"\0" * shift + spelt.encode())
        usual = whole[4 if shift else 0 : -4]
        found |= {usual, usual.translate(bytes.maketrans(b"+/", b"-_"))}
    return tuple(found)


def found_in(content: bytes, names: Iterable[str] = PLANTED) -> list[str]:
    """The names that stand in some bytes, in any form."""
    lowered = content.lower()
    return [
        name
        for name in names
        if any(needle in lowered for needle in needles(name))
        or any(needle in content for needle in encoded(name))
    ]


class Harbour(NamedTuple):
    """What the collector is given, and the day on which the small unit was busy."""

    squid: Path
    combined: Path
    directory: Path
    units: Path
    busy_on: date


def harbour(folder: Path, now: datetime) -> Harbour:
    """Write logs that end now, from the beginning of the last month that is closed, and a directory."""
    last = (now - timedelta(days=2)).date().replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    busy_on = next(day for day in _days(first + timedelta(days=10), last) if day.weekday() == 1)
    usual = sorted([*_work(first, now), *_outage(now), *_odd(now)], key=lambda line: line.at_ms)
    whole = sorted([*usual[::2], *_busy(busy_on)], key=lambda line: line.at_ms)
    squid, combined = folder / "squid.log", folder / "combined.log"
    files = Harbour(squid, combined, folder / "directory.csv", folder / "units.csv", busy_on)
    files.squid.write_text("".join(map(_squid, whole)), encoding="utf-8")
    files.combined.write_text("".join(map(_combined, usual[1::2])), encoding="utf-8")
    rows = ["user,cidr,unit,groups,mail"]
    rows += [
        f"{_login(unit, number)},,{unit},Wolfsmilch {number},hyacinth.bucket{number}@post.example"
        for unit, people in PEOPLE.items()
        for number in range(people)
    ]
    files.directory.write_text("\n".join(rows) + "\n", encoding="utf-8")
    stated = "".join(f"{unit},Port,{people}\n" for unit, people in PEOPLE.items())
    files.units.write_text(f"unit,parent,people\nPort,,\n{stated}", encoding="utf-8")
    return files


class _Line(NamedTuple):
    """One request: of whom, to what, and what came of it."""

    at_ms: int
    unit: str
    person: int
    host: str
    result: str = "TCP_TUNNEL/200"


def _login(unit: str, number: int) -> str:
    return f"{unit.split(maxsplit=1)[0].lower()}{number:02}.quillfeather"


def _days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _ms(day: date, hour: float) -> int:
    return int((datetime.combine(day, time(), UTC).timestamp() + hour * 3600) * 1000)


USES: Final[Mapping[str, tuple[str, ...]]] = {
    LARGE: ("www.facebook.com", "business.facebook.com", "www.youtube.com"),
    OTHER: ("www.youtube.com", "www.facebook.com"),
    SMALL: ("www.facebook.com", "business.facebook.com"),
    SMALLER: ("www.youtube.com",),
}


def _work(first: date, now: datetime) -> Iterator[_Line]:
    """Working days, everybody at their platforms and in the rest of the web."""
    chance = random.Random(1)
    for day in _days(first, now.date()):
        if day.weekday() >= 5:
            continue
        for hour, (unit, people) in itertools.product(range(8, 17), PEOPLE.items()):
            for person in range(people):
                for host in (chance.choice(USES[unit]), "www.general-news.example"):
                    at_ms = _ms(day, hour + chance.random())
                    if at_ms < now.timestamp() * 1000:
                        yield _Line(at_ms, unit, person, host)


def _busy(day: date) -> Iterator[_Line]:
    """The small unit's one day on YouTube."""
    for number in range(UNMISTAKABLE):
        at_ms = _ms(day, 8) + number * 300
        yield _Line(at_ms, SMALL, number % PEOPLE[SMALL], "www.youtube.com")


def _outage(now: datetime) -> Iterator[_Line]:
    """The last half hour: Facebook is used as ever, and then it is gone."""
    began = int((now - timedelta(minutes=30)).timestamp() * 1000)
    for step in range(900):
        at_ms = began + step * 2_000
        result = "TCP_TUNNEL/200" if step < 600 else "NONE_NONE/503"
        yield _Line(at_ms, LARGE, step % PEOPLE[LARGE], "www.facebook.com", result)
        yield _Line(at_ms + 700, OTHER, step % PEOPLE[OTHER], "www.general-news.example")


def _odd(now: datetime) -> Iterator[_Line]:
    """A host that few people visit."""
    at_ms = int((now - timedelta(hours=1)).timestamp() * 1000)
    for number in range(9):
        yield _Line(at_ms + number * 1000, LARGE, number % 3, "diary-of-foxglove.example")


def _client(line: _Line) -> str:
    """Where somebody sits: an address of one kind or the other, or a machine by its name."""
    places = (
        f"203.0.113.{10 + line.person}",
        f"2001:db8:7e57::{line.person:x}",
        f"ws{line.person}-thistlewood.desk.example",
    )
    return places[line.person % 3]


def _squid(line: _Line) -> str:
    """As Squid writes it; of plain requests with a path and a query, and now and then no line at all."""
    login, client = _login(line.unit, line.person), _client(line)
    at = f"{line.at_ms // 1000}.{line.at_ms % 1000:03}"
    failed = line.result.startswith("NONE")
    route = "HIER_DIRECT/2001:db8:7e57::9" if failed else "HIER_DIRECT/203.0.113.99"
    if line.at_ms % 97 == 0 and line.unit != SMALL:
        return f"{client} {login} /akte-brandywine-4711 no line of Squid ?geheimfrage=oleander42\n"
    if failed or line.at_ms % 5:
        return f"{at} 120 {client} {line.result} 512 CONNECT {line.host}:443 {login} {route} -\n"
    url = f"http://{line.host}/akte-brandywine-4711?geheimfrage=oleander42"
    return f"{at} 120 {client} TCP_MISS/200 512 POST {url} {login} {route} text/html\n"


def _combined(line: _Line) -> str:
    """As Squid writes it in the form of web servers, with referrer and browser."""
    at = datetime.fromtimestamp(line.at_ms / 1000, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    status = "503" if line.result.startswith("NONE") else "200"
    url = f"http://{line.host}/akte-brandywine-4711?geheimfrage=oleander42"
    route = "NONE_NONE:HIER_DIRECT" if status == "503" else "TCP_MISS:HIER_DIRECT"
    browser = "Snapdragonbrowser/9.1 (hyacinth.bucket@post.example)"
    return (
        f"{_client(line)} - {_login(line.unit, line.person)} [{at}] "
        f'"GET {url} HTTP/1.1" {status} 512 "http://intranet.example/larkspur-dossier" "{browser}" {route}\n'
    )
