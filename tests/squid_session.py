"""Real requests through a real Squid, one for each way in which a request can end, and the truth of each."""

import base64
import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from streams.domain.outcomes import Outcome
from tests.squid_origins import (
    PATIENCE_SECONDS,
    Listener,
    Platform,
    echo,
    echo_then_reset,
    nobody_accepts,
    nobody_listens,
    parent,
)
from tests.squid_proxy import FIELDS_FORMAT, Squid, run_squid

WEB, ECHO, RESETS, SHUT, HOLE = "127.0.0.2", "127.0.0.3", "127.0.0.8", "127.0.0.4", "127.0.0.5"
DEAD_PARENT, PARENT = "127.0.0.6", "127.0.0.7"

HOSTS: Final[Mapping[str, str]] = {
    "www.facebook.com": WEB,
    "m.facebook.com": WEB,
    "www.linkedin.com": ECHO,
    "mobile.linkedin.com": ECHO,
    "static.linkedin.com": ECHO,
    "api.linkedin.com": RESETS,
    "twitter.com": SHUT,
    "www.pinterest.com": HOLE,
    "www.youtube.com": WEB,
    "www.tiktok.com": WEB,
    "www.snapchat.com": WEB,
}
"""The names that resolve. The two parents' names need no address here."""

TUNNEL_SECONDS: Final = 1.5


class Truth(NamedTuple):
    """One request that was made: how it stands in the log, what happened, and what each format may show.

    `user` is who asked; `logged_user` is empty where Squid never came to know.
    """

    happened: str
    method: str
    url: str
    host: str
    user: str
    logged_user: str
    native: frozenset[Outcome]
    with_fields: frozenset[Outcome]

    @property
    def without_duration(self) -> frozenset[Outcome]:
        """What a format may show that has neither the error nor the duration, as `combined`."""
        return frozenset(Outcome.OK if each is Outcome.SLOW else each for each in self.native)


class Played(NamedTuple):
    """The end of a session with Squid: its logs, complete, and the truth. The files go with the session."""

    native: Path
    fields: Path
    combined: Path
    fields_format: str
    truth: tuple[Truth, ...]


@dataclass(frozen=True)
class Stage:
    """Everything that a play needs: the proxy, the platform, and the ports of the others."""

    squid: Squid
    platform: Platform
    ports: Mapping[str, int]

    def connect(self) -> socket.socket:
        """A connection to the proxy that gives up by itself."""
        return socket.create_connection(("127.0.0.1", self.squid.port), PATIENCE_SECONDS)


Play = Callable[[Stage, Truth], None]


def _request(truth: Truth, *, signed: bool = True, body: bytes = b"", close: bool = True) -> bytes:
    lines = [f"{truth.method} {truth.url} HTTP/1.1", f"Host: {truth.host}", "User-Agent: person"]
    if signed:
        name = base64.b64encode(f"{truth.user}:{truth.user}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {name}")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _read_all(connection: socket.socket) -> bytes:
    """Everything until the other side is done; a reset is an end too."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(65536):
            data += more
    return data


def _read_head(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65536)):
        data += more
    return data


def ask(stage: Stage, truth: Truth) -> None:
    """Ask and read the answer to its end."""
    with stage.connect() as connection:
        connection.sendall(_request(truth))
        _read_all(connection)


def ask_unsigned(stage: Stage, truth: Truth) -> None:
    """Ask without saying who one is, as a browser does first."""
    with stage.connect() as connection:
        connection.sendall(_request(truth, signed=False))
        _read_all(connection)


def upload(stage: Stage, truth: Truth) -> None:
    """Post 200 kB."""
    with stage.connect() as connection:
        connection.sendall(_request(truth, body=b"u" * 200_000))
        _read_all(connection)


def leave_waiting(stage: Stage, truth: Truth) -> None:
    """Ask, and leave when the platform has the question but has not answered."""
    asked = stage.platform.expect(truth.url.rpartition("/")[2])
    with stage.connect() as connection:
        connection.sendall(_request(truth))
        asked.wait(PATIENCE_SECONDS)


def leave_reading(stage: Stage, truth: Truth) -> None:
    """Ask, and leave in the middle of the answer."""
    with stage.connect() as connection:
        connection.sendall(_request(truth))
        _read_head(connection)


@contextlib.contextmanager
def _tunnel(stage: Stage, truth: Truth) -> Iterator[tuple[socket.socket, bool]]:
    """A tunnel, and whether it was granted and gave back what was sent into it."""
    with stage.connect() as connection:
        connection.sendall(_request(truth, close=False))
        works = _read_head(connection).startswith(b"HTTP/1.1 200")
        if works:
            connection.sendall(b"ping")
            works = connection.recv(4) == b"ping"
        yield connection, works


def tunnel(stage: Stage, truth: Truth) -> None:
    """Talk through a tunnel and close it."""
    with _tunnel(stage, truth):
        pass


def long_tunnel(stage: Stage, truth: Truth) -> None:
    """Talk through a tunnel for a while, then close it."""
    with _tunnel(stage, truth) as (connection, works):
        for _ in range(10 if works else 0):
            stage.platform.over.wait(TUNNEL_SECONDS / 10)
            connection.sendall(b"ping")
            connection.recv(4)


def idle_tunnel(stage: Stage, truth: Truth) -> None:
    """Open a tunnel and fall silent until somebody else ends it."""
    with _tunnel(stage, truth) as (connection, _):
        _read_all(connection)


class Happening(NamedTuple):
    """One way in which a request can end; `{web}` and the like in the target stand for ports."""

    happened: str
    play: Play
    method: str
    target: str
    native: frozenset[Outcome]
    with_fields: frozenset[Outcome]
    named: bool = True


def _unnamed(happened: str, play: Play, request: str, outcome: Outcome) -> Happening:
    """Decided before Squid asks for a name."""
    return _happening(happened, play, request, outcome)._replace(named=False)


def _happening(happened: str, play: Play, request: str, with_fields: Outcome, *native: Outcome) -> Happening:
    """A format with error fields shows one outcome; without, that one too unless others are named."""
    method, target = request.split(" ")
    exact = frozenset({with_fields})
    return Happening(happened, play, method, target, frozenset(native) or exact, exact)


_TLS_UNSEEN: Final = (Outcome.FAIL_DNS, Outcome.FAIL_TCP, Outcome.FAIL_TIMEOUT, Outcome.FAIL_5XX)
_PARENT_UNSEEN: Final = (Outcome.FAIL_DNS, Outcome.FAIL_TCP, Outcome.FAIL_5XX)
_DEAD_PARENT: Final = frozenset({Outcome.OUR_PROXY, Outcome.FAIL_DNS})
_WEB: Final = "GET http://www.facebook.com:{web}"

HAPPENINGS: Final = (
    _happening("the origin answers", ask, f"{_WEB}/200", Outcome.OK),
    _happening("the origin redirects", ask, f"{_WEB}/302", Outcome.OK),
    _happening("a post goes up", upload, "POST http://www.facebook.com:{web}/upload", Outcome.OK),
    _unnamed("nobody signed on", ask_unsigned, f"{_WEB}/profile", Outcome.OUR_AUTH),
    _happening("then somebody did", ask, f"{_WEB}/profile-2", Outcome.OK),
    _happening("a slow small answer", ask, f"{_WEB}/slow", Outcome.SLOW),
    _happening("the origin says 500", ask, f"{_WEB}/500", Outcome.FAIL_5XX),
    _happening("the origin says 503", ask, f"{_WEB}/503", Outcome.FAIL_5XX),
    _happening(
        "the origin says 502", ask, f"{_WEB}/502", Outcome.FAIL_5XX, Outcome.FAIL_5XX, Outcome.FAIL_TCP
    ),
    _happening(
        "the origin says 504", ask, f"{_WEB}/504", Outcome.FAIL_5XX, Outcome.FAIL_5XX, Outcome.FAIL_TIMEOUT
    ),
    _happening("the origin says 401", ask, f"{_WEB}/401", Outcome.REFUSED),
    _happening("the origin says 403", ask, f"{_WEB}/403", Outcome.REFUSED),
    _happening("the origin says 429", ask, f"{_WEB}/429", Outcome.REFUSED),
    _happening("the origin says 451", ask, f"{_WEB}/451", Outcome.REFUSED),
    _happening("the origin says 404", ask, f"{_WEB}/404", Outcome.PLAT_4XX),
    _happening("reset", ask, f"{_WEB}/reset", Outcome.FAIL_TCP, Outcome.FAIL_TCP, Outcome.FAIL_5XX),
    _happening(
        "closed without an answer", ask, f"{_WEB}/close", Outcome.FAIL_TCP, Outcome.FAIL_TCP, Outcome.FAIL_5XX
    ),
    # Squid takes anything for an answer of HTTP/0.9, in which a status was not yet invented.
    _happening("no HTTP", ask, f"{_WEB}/nonsense", Outcome.OK),
    _happening("no answer in time", ask, f"{_WEB}/stall", Outcome.FAIL_TIMEOUT),
    _happening("cut off by reset", ask, f"{_WEB}/cut", Outcome.FAIL_TCP, Outcome.OK, Outcome.CLIENT_GONE),
    _happening("dries up", ask, f"{_WEB}/dry", Outcome.FAIL_TIMEOUT, Outcome.OK, Outcome.CLIENT_GONE),
    _happening("the client does not wait", leave_waiting, f"{_WEB}/stall-2", Outcome.CLIENT_GONE),
    _happening("the client leaves halfway", leave_reading, f"{_WEB}/slow-2", Outcome.CLIENT_GONE),
    _happening("our rule on replies", ask, f"{_WEB}/forbidden", Outcome.OUR_POLICY),
    _unnamed("our filter", ask, "GET http://www.youtube.com/", Outcome.OUR_POLICY),
    _unnamed("our filter, tunnel", tunnel, "CONNECT www.youtube.com:443", Outcome.OUR_POLICY),
    _unnamed("our filter's own page", ask, "GET http://www.tiktok.com/", Outcome.OUR_POLICY),
    _unnamed("our filter, by reset", ask, "GET http://www.snapchat.com/", Outcome.OUR_POLICY),
    _happening(
        "refused", ask, "GET http://twitter.com:{shut}/", Outcome.FAIL_TCP, Outcome.FAIL_TCP, Outcome.FAIL_5XX
    ),
    _happening("refused, tunnel", tunnel, "CONNECT twitter.com:{shut}", Outcome.FAIL_TCP),
    _happening("refused, IPv6", tunnel, "CONNECT [::1]:{shut6}", Outcome.FAIL_TCP),
    _happening(
        "no connection in time",
        ask,
        "GET http://www.pinterest.com:{hole}/",
        Outcome.FAIL_TCP,
        Outcome.FAIL_TCP,
        Outcome.FAIL_5XX,
        Outcome.FAIL_TIMEOUT,
    ),
    _happening(
        "no connection in time, tunnel",
        tunnel,
        "CONNECT www.pinterest.com:{hole}",
        Outcome.FAIL_TCP,
        Outcome.FAIL_TCP,
        Outcome.FAIL_TIMEOUT,
    ),
    _happening("no DNS answer", ask, "GET http://nodns.example/", Outcome.FAIL_DNS),
    _happening("no DNS answer, tunnel", tunnel, "CONNECT www.instagram.com:443", Outcome.FAIL_DNS),
    _happening("no TLS", ask, "GET https://api.linkedin.com:{resets}/", Outcome.FAIL_TLS, *_TLS_UNSEEN),
    _happening("no TLS in time", ask, "GET https://m.facebook.com:{web}/", Outcome.FAIL_TLS, *_TLS_UNSEEN),
    _happening("a tunnel works", tunnel, "CONNECT www.linkedin.com:{echo}", Outcome.OK),
    _happening("a tunnel works for long", long_tunnel, "CONNECT mobile.linkedin.com:{echo}", Outcome.OK),
    _happening("a tunnel falls idle", idle_tunnel, "CONNECT static.linkedin.com:{echo}", Outcome.OK),
    _happening("a tunnel ends by reset", idle_tunnel, "CONNECT api.linkedin.com:{resets}", Outcome.OK),
    # Once Squid has noticed that a parent is dead there is nobody to ask: as if there were no address.
    _happening(
        "our parent proxy is dead", ask, "GET http://www.whatsapp.com/", Outcome.OUR_PROXY, *_PARENT_UNSEEN
    )._replace(with_fields=_DEAD_PARENT),
    _happening(
        "our parent proxy is dead, tunnel",
        tunnel,
        "CONNECT web.whatsapp.com:443",
        Outcome.OUR_PROXY,
        *_PARENT_UNSEEN,
    )._replace(with_fields=_DEAD_PARENT),
    _happening("our parent reaches nobody", ask, "GET http://www.reddit.com/", Outcome.FAIL_5XX),
    _happening("our parent reaches nobody, tunnel", tunnel, "CONNECT www.reddit.com:443", Outcome.FAIL_TCP),
    _happening("our parent forbids, tunnel", tunnel, "CONNECT forbidden.reddit.com:443", Outcome.OUR_POLICY),
)
"""Every failure that a Squid can meet on loopback, beside the requests that go well."""


def _truth(number: int, happening: Happening, ports: Mapping[str, int]) -> Truth:
    url = happening.target.format(**ports)
    parts = urlsplit(url if "//" in url else f"//{url}")
    return Truth(
        happening.happened,
        happening.method,
        url,
        parts.hostname or "",
        f"user{number:04d}",
        f"user{number:04d}" if happening.named else "",
        happening.native,
        happening.with_fields,
    )


def drive(stage: Stage) -> tuple[Truth, ...]:
    """Make every request of the table, many at a time, and say what was made of each."""
    plays = [
        (happening.play, _truth(number, happening, stage.ports))
        for number, happening in enumerate(HAPPENINGS, 1)
        if "{shut6}" not in happening.target or stage.ports["shut6"]
    ]
    with ThreadPoolExecutor(len(plays)) as pool:
        for done in [pool.submit(play, stage, truth) for play, truth in plays]:
            done.result()
    return tuple(truth for _, truth in plays)


@contextlib.contextmanager
def raised_stage(folder: Path) -> Iterator[Stage]:
    """The whole play house, with Squid's logs in `folder`; after it all is gone and the logs are complete."""
    platform = Platform()
    with contextlib.ExitStack() as house:
        web, echoes = (
            house.enter_context(Listener(at, serve)) for at, serve in ((WEB, platform), (ECHO, echo))
        )
        resets = house.enter_context(Listener(RESETS, echo_then_reset))
        above = house.enter_context(Listener(PARENT, parent))
        house.callback(platform.over.set)
        ports = {
            "web": web.port,
            "echo": echoes.port,
            "resets": resets.port,
            "shut": house.enter_context(nobody_listens(SHUT)),
            "hole": house.enter_context(nobody_accepts(HOLE)),
            "shut6": 0,
        }
        with contextlib.suppress(OSError):  # a machine without IPv6 does without that one request
            ports["shut6"] = house.enter_context(nobody_listens("::1"))
        dead = house.enter_context(nobody_listens(DEAD_PARENT))
        squid = house.enter_context(run_squid(folder, HOSTS, parent=above.port, dead_parent=dead))
        yield Stage(squid, platform, ports)


def play(folder: Path) -> Played:
    """Raise the stage, drive every request and take the stage down; the logs stay in `folder`."""
    with raised_stage(folder) as stage:
        truth = drive(stage)
    squid = stage.squid
    return Played(squid.native, squid.fields, squid.combined, FIELDS_FORMAT, truth)
