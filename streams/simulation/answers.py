"""What a proxy writes for each thing that can become of a request: one literal row each.

The rows of failures are those that a Squid 5.7 wrote on loopback while its origins were made to fail: a
tunnel that is refused is `NONE_NONE/503`, one whose name has no address is `NONE_NONE/500` with `HIER_NONE`.
"""

from typing import Final, NamedTuple

import numpy as np

from streams.domain.outcomes import Outcome


class Answer(NamedTuple):
    """How one request ended, in Squid's words, and which outcome that is."""

    result: str
    status: int
    direct: bool
    """Whether a server was reached for (`HIER_DIRECT/address`), or not (`HIER_NONE/-`)."""
    mime: str
    error: str
    """Squid's `%err_code`; `-` where there is none. Only richer formats carry it."""
    happened: Outcome
    shown: Outcome
    """The outcome that Squid's native format can show; it has no error field."""
    page_bytes: int | None = None
    """Bytes to the client less the host's name, which error pages repeat; None: as much as was asked for."""
    duration_ms: tuple[int, int] | None = None
    """From and below; None: as long as the visit takes."""


O = Outcome  # noqa: E741 (so that the table's rows stay on one line each)

ANSWERS: Final[dict[str, Answer]] = {
    "tunnel": Answer("TCP_TUNNEL", 200, True, "-", "-", O.OK, O.OK),
    "page": Answer("TCP_MISS", 200, True, "text/html", "-", O.OK, O.OK),
    "picture": Answer("TCP_MISS", 200, True, "image/jpeg", "-", O.OK, O.OK),
    "data": Answer("TCP_MISS", 200, True, "application/json", "-", O.OK, O.OK),
    "stored": Answer("TCP_MEM_HIT", 200, False, "image/png", "-", O.OK, O.OK),
    "unchanged": Answer("TCP_REFRESH_UNMODIFIED", 304, True, "image/png", "-", O.OK, O.OK, 290),
    "moved": Answer("TCP_MISS", 301, True, "text/html", "-", O.OK, O.OK, 420),
    "missing": Answer("TCP_MISS", 404, True, "text/html", "-", O.PLAT_4XX, O.PLAT_4XX, 1200),
    "forbidden": Answer("TCP_MISS", 403, True, "text/html", "-", O.REFUSED, O.REFUSED, 900),
    "refused-tunnel": Answer(
        "NONE_NONE", 503, True, "-", "ERR_CONNECT_FAIL", O.FAIL_TCP, O.FAIL_TCP, 0, (0, 4)
    ),
    "refused": Answer(
        "TCP_MISS", 503, True, "text/html", "ERR_CONNECT_FAIL", O.FAIL_TCP, O.FAIL_5XX, 3403, (0, 4)
    ),
    "no-name-tunnel": Answer(
        "NONE_NONE", 500, False, "-", "ERR_CANNOT_FORWARD", O.FAIL_DNS, O.FAIL_DNS, 0, (9900, 10_000)
    ),
    "no-name": Answer(
        "TCP_MISS", 502, False, "text/html", "ERR_READ_ERROR", O.FAIL_DNS, O.FAIL_DNS, 3373, (9900, 10_000)
    ),
    "error": Answer("TCP_MISS", 500, True, "-", "-", O.FAIL_5XX, O.FAIL_5XX, 188, (1, 80)),
    # Inside a tunnel nobody but the two ends sees the 500: a short tunnel, and then another one.
    "error-tunnel": Answer("TCP_TUNNEL", 200, True, "-", "-", O.FAIL_5XX, O.OK, 4700, (60, 900)),
    "read-timeout": Answer(
        "TCP_MISS",
        504,
        True,
        "text/html",
        "ERR_READ_TIMEOUT",
        O.FAIL_TIMEOUT,
        O.FAIL_TIMEOUT,
        3456,
        (9000, 9100),
    ),
    "gave-up": Answer(
        "TCP_MISS_ABORTED", 0, True, "-", "ERR_CLIENT_GONE", O.CLIENT_GONE, O.CLIENT_GONE, 0, (1000, 8000)
    ),
    "filtered": Answer(
        "TCP_DENIED", 403, False, "text/html", "ERR_ACCESS_DENIED", O.OUR_POLICY, O.OUR_POLICY, 3399, (0, 2)
    ),
    "filtered-tunnel": Answer(
        "TCP_DENIED", 403, False, "text/html", "ERR_ACCESS_DENIED", O.OUR_POLICY, O.OUR_POLICY, 3403, (0, 2)
    ),
    "login-asked": Answer(
        "TCP_DENIED", 407, False, "text/html", "ERR_CACHE_ACCESS_DENIED", O.OUR_AUTH, O.OUR_AUTH, 3920, (0, 2)
    ),
    "slow": Answer("TCP_MISS", 200, True, "text/html", "-", O.SLOW, O.SLOW, None, (11_000, 28_000)),
    "slow-tunnel": Answer("TCP_TUNNEL", 200, True, "-", "-", O.SLOW, O.OK, None, (20_000, 55_000)),
    # Nobody answers at all: Squid waits for its connect_timeout of a minute, and writes the line only then.
    "unreachable-tunnel": Answer(
        "NONE_NONE", 503, True, "-", "ERR_CONNECT_FAIL", O.FAIL_TIMEOUT, O.FAIL_TCP, 0, (59_900, 60_100)
    ),
    "unreachable": Answer(
        "TCP_MISS",
        503,
        True,
        "text/html",
        "ERR_CONNECT_FAIL",
        O.FAIL_TIMEOUT,
        O.FAIL_5XX,
        3403,
        (59_900, 60_100),
    ),
    "forbidden-tunnel": Answer("TCP_TUNNEL", 200, True, "-", "-", O.REFUSED, O.OK, 4100, (60, 900)),
}
"""Name -> row. Where the native format cannot tell, `shown` says what it looks like: a refused page is a 503
with an error page, exactly as if the platform had answered so; a connection that nobody answered differs from
a refused one by its minute only; a slow, failing or forbidden tunnel looks like any other.
"""

NAMES: Final = tuple(ANSWERS)
NUMBER: Final = {name: number for number, name in enumerate(NAMES)}
"""Name -> its number in a column."""

USUAL_TUNNEL: Final = (
    ("tunnel", 0.9885),
    ("refused-tunnel", 0.0012),
    ("no-name-tunnel", 0.0003),
    ("login-asked", 0.01),
)
USUAL_PLAIN: Final = (
    ("page", 0.3),
    ("picture", 0.28),
    ("data", 0.12),
    ("stored", 0.1),
    ("unchanged", 0.1),
    ("moved", 0.04),
    ("missing", 0.025),
    ("forbidden", 0.004),
    ("error", 0.003),
    ("refused", 0.001),
    ("no-name", 0.001),
    ("read-timeout", 0.001),
    ("gave-up", 0.012),
    ("slow", 0.002),
    ("login-asked", 0.011),
)
"""How requests end on a day without trouble; a few in a thousand fail, as they do everywhere."""

HAPPENED: Final = np.array([a.happened for a in ANSWERS.values()], np.uint8)
SHOWN: Final = np.array([a.shown for a in ANSWERS.values()], np.uint8)
FAILED: Final = np.array(
    [a.happened in {O.FAIL_DNS, O.FAIL_TCP, O.FAIL_5XX, O.FAIL_TIMEOUT} for a in ANSWERS.values()]
)
"""What a browser tries again by itself. A filter's page and a slow page it does not."""
WITHOUT_LOGIN: Final = np.array([a.happened == O.OUR_AUTH for a in ANSWERS.values()])
"""The first leg of authentication, which by its nature carries no login."""
PAGE_BYTES: Final = np.array([-1 if a.page_bytes is None else a.page_bytes for a in ANSWERS.values()])
SHORTEST_MS: Final = np.array([-1 if a.duration_ms is None else a.duration_ms[0] for a in ANSWERS.values()])
LONGEST_MS: Final = np.array([-1 if a.duration_ms is None else a.duration_ms[1] for a in ANSWERS.values()])
