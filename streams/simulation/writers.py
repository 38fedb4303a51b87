"""Requests as the lines of a proxy's log: one small function a format, lines in the order of the requests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from streams.domain.outcomes import Outcome
from streams.simulation.answers import ANSWERS, NAMES, SHOWN, WITHOUT_LOGIN
from streams.simulation.organisation import Organisation
from streams.simulation.traffic import CONNECT, METHODS, Traffic
from streams.simulation.web import Web

AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
REALM: Final = "CORP\\"
"""ProxySG writes a login with its domain."""
MAIL: Final = "@province.example"
"""Cloud gateways know people by their mail address."""
_ROWS: Final = tuple(ANSWERS.values())


@dataclass(frozen=True, slots=True)
class Book:
    """The words that lines are put together from, looked up by the columns of `Traffic`."""

    zone: ZoneInfo
    addresses: NDArray[np.object_]
    logins: NDArray[np.object_]
    names: NDArray[np.object_]
    targets: NDArray[np.object_]
    paths: NDArray[np.object_]
    peers: NDArray[np.object_]
    """`HIER_NONE/-`, then `HIER_DIRECT/address` of every host."""

    @staticmethod
    def of(organisation: Organisation, web: Web, zone: ZoneInfo) -> "Book":
        """Collect the words of an organisation and its web; people without a login are `-`."""
        return Book(
            zone,
            _words(organisation.addresses),
            _words([*organisation.people.logins, "-"]),
            _words(web.names),
            _words(web.targets),
            _words(web.paths),
            _words(["HIER_NONE/-", *(f"HIER_DIRECT/{peer}" for peer in web.peers)]),
        )

    def users(self, traffic: Traffic) -> list[str]:
        """The login on each line: none on the first leg of authentication."""
        nobody = len(self.logins) - 1
        return _of(self.logins, np.where(WITHOUT_LOGIN[traffic.answer], nobody, traffic.person))

    def routes(self, traffic: Traffic) -> list[str]:
        """Squid's hierarchy field of each line."""
        return _of(self.peers, np.where(_DIRECT[traffic.answer], traffic.host + 1, 0))

    def asked(self, traffic: Traffic) -> list[str]:
        """`CONNECT host:443` or `GET http://host/path` of each line."""
        asked = ("CONNECT " + self.targets)[traffic.host]
        plain = np.flatnonzero(traffic.method != CONNECT)
        words = zip(
            _of(_METHODS, traffic.method[plain]),
            _of(self.names, traffic.host[plain]),
            _of(self.paths, traffic.path[plain]),
            strict=True,
        )
        asked[plain] = [f"{method} http://{host}{path}" for method, host, path in words]
        texts: list[str] = asked.tolist()
        return texts


def squid(book: Book, traffic: Traffic) -> list[str]:
    """Squid's native format (`logformat squid`); the time is the end, the elapsed time is padded to six."""
    seen = traffic.seen_ms
    columns = zip(
        (seen // 1000).tolist(),
        (seen % 1000).tolist(),
        traffic.duration_ms.tolist(),
        _of(book.addresses, traffic.address),
        _of(_RESULTS, traffic.answer),
        traffic.bytes_down.tolist(),
        book.asked(traffic),
        book.users(traffic),
        book.routes(traffic),
        _of(_MIMES, traffic.answer),
        strict=True,
    )
    return [
        f"{s}.{ms:03d} {took:6d} {client} {result} {size} {asked} {user} {route} {mime}\n"
        for s, ms, took, client, result, size, asked, user, route, mime in columns
    ]


def squid_combined(book: Book, traffic: Traffic) -> list[str]:
    """Squid's `combined`: local time with its offset, no duration, result and hierarchy at the end."""
    tags = _words([f"{a.result}:HIER_{'DIRECT' if a.direct else 'NONE'}" for a in _ROWS])
    # Now and then a plain request comes from a page of a platform; such a referrer is no use of it.
    referrers = _words(["-", "http://www.facebook.com/", "http://portal.example/", "-", "-"])
    columns = zip(
        _of(book.addresses, traffic.address),
        book.users(traffic),
        _clock(traffic.seen_ms, lambda at: at.astimezone(book.zone).strftime("%d/%b/%Y:%H:%M:%S %z")),
        book.asked(traffic),
        _of(_STATUSES, traffic.answer),
        traffic.bytes_down.tolist(),
        _of(referrers, np.where(traffic.method == CONNECT, 0, traffic.path % len(referrers))),
        _of(tags, traffic.answer),
        strict=True,
    )
    return [
        f'{client} - {user} [{at}] "{asked} HTTP/1.1" {status} {size} "{referrer}" "{AGENT}" {tag}\n'
        for client, user, at, asked, status, size, referrer, tag in columns
    ]


class _ProxySG(NamedTuple):
    """What a ProxySG writes for one answer."""

    status: int
    action: str
    exception: str
    verdict: str


_PROXYSG: Final[dict[str, _ProxySG]] = {
    "tunnel": _ProxySG(200, "TCP_TUNNELED", "-", "PROXIED"),
    "page": _ProxySG(200, "TCP_NC_MISS", "-", "OBSERVED"),
    "picture": _ProxySG(200, "TCP_NC_MISS", "-", "OBSERVED"),
    "data": _ProxySG(200, "TCP_NC_MISS", "-", "OBSERVED"),
    "stored": _ProxySG(200, "TCP_HIT", "-", "OBSERVED"),
    "unchanged": _ProxySG(304, "TCP_HIT", "-", "OBSERVED"),
    "moved": _ProxySG(301, "TCP_NC_MISS", "-", "OBSERVED"),
    "missing": _ProxySG(404, "TCP_NC_MISS", "-", "OBSERVED"),
    "forbidden": _ProxySG(403, "TCP_NC_MISS", "-", "OBSERVED"),
    "refused-tunnel": _ProxySG(503, "TCP_ERR_MISS", "tcp_error", "DENIED"),
    "refused": _ProxySG(503, "TCP_ERR_MISS", "tcp_error", "DENIED"),
    "no-name-tunnel": _ProxySG(503, "TCP_ERR_MISS", "dns_unresolved_hostname", "DENIED"),
    "no-name": _ProxySG(503, "TCP_ERR_MISS", "dns_unresolved_hostname", "DENIED"),
    "error": _ProxySG(500, "TCP_NC_MISS", "-", "OBSERVED"),
    "error-tunnel": _ProxySG(200, "TCP_TUNNELED", "-", "PROXIED"),
    "read-timeout": _ProxySG(504, "TCP_ERR_MISS", "-", "OBSERVED"),
    "gave-up": _ProxySG(0, "TCP_NC_MISS_RST", "-", "OBSERVED"),
    "filtered": _ProxySG(403, "TCP_DENIED", "policy_denied", "DENIED"),
    "filtered-tunnel": _ProxySG(403, "TCP_DENIED", "policy_denied", "DENIED"),
    "login-asked": _ProxySG(407, "TCP_DENIED", "authentication_failed", "DENIED"),
    "slow": _ProxySG(200, "TCP_NC_MISS", "-", "OBSERVED"),
    "slow-tunnel": _ProxySG(200, "TCP_TUNNELED", "-", "PROXIED"),
    "unreachable-tunnel": _ProxySG(503, "TCP_ERR_MISS", "tcp_error", "DENIED"),
    "unreachable": _ProxySG(503, "TCP_ERR_MISS", "tcp_error", "DENIED"),
    "forbidden-tunnel": _ProxySG(200, "TCP_TUNNELED", "-", "PROXIED"),
}

W3C_HEADER: Final = (
    "#Software: SGOS 6.7.5.3\n#Version: 1.0\n"
    "#Fields: date time time-taken c-ip cs-username cs-auth-group x-exception-id sc-filter-result"
    " cs-categories cs(Referer) sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host"
    " cs-uri-port cs-uri-path cs-uri-query cs-uri-extension cs(User-Agent) s-ip sc-bytes cs-bytes"
    " x-virus-id\n"
)


def w3c(book: Book, traffic: Traffic) -> list[str]:
    """ProxySG's main format (W3C extended); UTC to the second, values with blanks in quotes."""
    answers = [_PROXYSG[name] for name in NAMES]
    rows = zip(
        _clock(traffic.seen_ms, lambda at: at.strftime("%Y-%m-%d %H:%M:%S")),
        traffic.duration_ms.tolist(),
        _of(book.addresses, traffic.address),
        [user if user == "-" else REALM + user for user in book.users(traffic)],
        _of(_words([f"{row.exception} {row.verdict}" for row in answers]), traffic.answer),
        _of(_words([f"{row.status} {row.action}" for row in answers]), traffic.answer),
        _of(_METHODS, traffic.method),
        _of(_MIMES, traffic.answer),
        _of(_words(["tcp", "http", "http"]), traffic.method),
        _of(book.names, traffic.host),
        _of(_words(["443 -", "80 ", "80 "]), traffic.method),
        [p if m else "" for p, m in zip(_of(book.paths, traffic.path), traffic.method.tolist(), strict=True)],
        traffic.bytes_down.tolist(),
        traffic.bytes_up.tolist(),
        strict=True,
    )
    return [
        f'{at} {took} {client} {user} - {verdict} "Web" - {status} {method} {mime} {scheme} {host} {port}'
        f'{path.rstrip("?")} - - "{AGENT}" 10.0.0.8 {down} {up} -\n'
        for at, took, client, user, verdict, status, method, mime, scheme, host, port, path, down, up in rows
    ]


def jsonl(book: Book, traffic: Traffic) -> list[str]:
    """JSON lines in the names of Netskope's web transaction events: a cloud gateway that writes only texts.

    `x-cs-timestamp` (Unix seconds) is the end, `time-taken` in milliseconds; users are mail addresses; there
    is no error field, so a failure is just its status. No value needs escaping.
    """
    columns = zip(
        (traffic.seen_ms // 1000).tolist(),
        traffic.duration_ms.tolist(),
        [user if user == "-" else user + MAIL for user in book.users(traffic)],
        _of(book.addresses, traffic.address),
        _of(_METHODS, traffic.method),
        _of(_words(["https", "http", "http"]), traffic.method),
        _of(book.names, traffic.host),
        _of(_words(["443", "80", "80"]), traffic.method),
        _of(_STATUSES, traffic.answer),
        traffic.bytes_down.tolist(),
        traffic.bytes_up.tolist(),
        _of(
            _words(["block" if a.happened == Outcome.OUR_POLICY else "allow" for a in _ROWS]), traffic.answer
        ),
        strict=True,
    )
    return [
        f'{{"x-cs-timestamp":"{at}","time-taken":"{took}","cs-username":"{user}","x-cs-userip":"{client}",'
        f'"cs-method":"{method}","cs-uri-scheme":"{scheme}","cs-host":"{host}","cs-uri-port":"{port}",'
        f'"sc-status":"{int(status)}","sc-bytes":"{down}","cs-bytes":"{up}","x-policy-action":"{action}"}}\n'
        for at, took, user, client, method, scheme, host, port, status, down, up, action in columns
    ]


class Writer(NamedTuple):
    """A format that the simulation writes."""

    lines: Callable[[Book, Traffic], list[str]]
    header: str
    """Written at the beginning of every file."""
    shown: NDArray[np.uint8]
    """The outcome that a reader of this format can see, by answer."""


def _seen_as(differs: dict[str | Outcome, Outcome]) -> NDArray[np.uint8]:
    """What Squid's native format shows, except for some answers (by name) and some outcomes."""
    return np.array(
        [differs.get(name, differs.get(answer.shown, answer.shown)) for name, answer in ANSWERS.items()],
        np.uint8,
    )


WRITERS: Final[dict[str, Writer]] = {
    "squid": Writer(squid, "", SHOWN),
    # Without a duration nothing is slow.
    "squid-combined": Writer(squid_combined, "", _seen_as({Outcome.SLOW: Outcome.OK})),
    # Its exception tells a refused page from a 503 of the platform.
    "w3c": Writer(w3c, W3C_HEADER, _seen_as({"refused": Outcome.FAIL_TCP, "unreachable": Outcome.FAIL_TCP})),
    "jsonl": Writer(
        jsonl,
        "",
        _seen_as(
            {
                Outcome.FAIL_TCP: Outcome.FAIL_5XX,
                Outcome.FAIL_DNS: Outcome.FAIL_5XX,
                Outcome.CLIENT_GONE: Outcome.UNKNOWN,
            }
        ),
    ),
}
"""Name as in `--format` -> how it is written."""


def _words(words: list[str]) -> NDArray[np.object_]:
    """Texts that can be looked up by a column of numbers."""
    return np.array(words, object)


def _of(words: NDArray[np.object_], column: NDArray[np.integer]) -> list[str]:
    """The text of each row."""
    texts: list[str] = words[column].tolist()
    return texts


def _clock(seen_ms: NDArray[np.int64], written: Callable[[datetime], str]) -> list[str]:
    """The time of each row as text, worked out once a second."""
    seconds, which = np.unique(seen_ms // 1000, return_inverse=True)
    return _of(_words([written(datetime.fromtimestamp(s, UTC)) for s in seconds.tolist()]), which)


_METHODS: Final = _words(list(METHODS))
_RESULTS: Final = _words([f"{a.result}/{a.status:03d}" for a in _ROWS])
_STATUSES: Final = _words([f"{a.status:03d}" for a in _ROWS])
_MIMES: Final = _words([a.mime for a in _ROWS])
_DIRECT: Final = np.array([a.direct for a in _ROWS])
