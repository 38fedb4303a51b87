"""Everyday scenes of trouble, and of what only looks like it: each kind once, on an ordinary Tuesday.

Local time is Toronto's, five hours behind UTC. A scene begins an hour before anything happens and ends an
hour after it is over, so that there is something usual to compare with, and an all-clear to wait for.
"""

from typing import Final

from streams.simulation.script import Event, Script

_TEN: Final = "2026-11-24T15:00:00Z"
_HALF_PAST: Final = "2026-11-24T15:30:00Z"
_NINE: Final = "2026-11-24T14:00:00Z"


def _at_ten(sentence: str, what: str, share: float | None = None) -> Script:
    """From ten to half past ten in the morning."""
    return Script(sentence, _NINE, 2.5, (Event(what, _TEN, _HALF_PAST, share),))


SCENES: Final[dict[str, Script]] = {
    "names-gone": _at_ten("no name of Facebook resolves", "dns:facebook"),
    "refused": _at_ten("Facebook's servers refuse every connection", "refused:facebook"),
    "timeout": _at_ten("nobody answers at Facebook; the proxy says so a minute later", "timeout:facebook"),
    "partial": _at_ten("three in ten requests to Facebook fail", "refused:facebook", 0.3),
    "login-only": _at_ten("Facebook's pages answer, its sign-in does not", "refused:facebook/login"),
    "media-only": _at_ten("Facebook works, without pictures and films", "refused:facebook/media"),
    "platform-403": _at_ten("Facebook itself answers 403 to everybody", "forbidden:facebook"),
    "account": _at_ten(
        "Facebook turns the province's own account away", "account:facebook~Digital Engagement"
    ),
    "our-filter": _at_ten(
        "our own filter takes www.facebook.com for something evil", "filter:www.facebook.com"
    ),
    "egress-names": _at_ten("our own name service is down", "egress:dns"),
    "egress-route": _at_ten("our own way out is cut", "egress:refused"),
    "egress-silent": _at_ten("our own way out swallows everything", "egress:timeout"),
    "one-site": _at_ten("the site North is cut off, the others work", "network:North"),
    "shared-provider": _at_ten(
        "Facebook, X and LinkedIn fail in the same second", "refused:facebook+x+linkedin"
    ),
    "slow": _at_ten("Facebook takes ten seconds and more", "slow:facebook"),
    "surge-at-lunch": Script(
        "at lunch everybody looks at everything; nothing is broken",
        "2026-11-24T16:00:00Z",
        3,
        (Event("surge:all", "2026-11-24T17:00:00Z", "2026-11-24T18:00:00Z"),),
    ),
    "holiday": Script(
        "an ordinary Tuesday on which nobody but shifts works; nothing is broken",
        "2026-11-24T12:00:00Z",
        10,
        (Event("holiday:all", "2026-11-24T05:00:00Z", "2026-11-25T05:00:00Z"),),
    ),
    "source-silent": _at_ten("the log gets no line for half an hour", "silent:all"),
    "by-night": Script(
        "Facebook's names are gone from two to four in the morning",
        "2026-11-24T06:00:00Z",
        8,
        (Event("dns:facebook", "2026-11-24T07:00:00Z", "2026-11-24T09:00:00Z"),),
    ),
    "platform-then-egress": Script(
        "X refuses in the morning; in the afternoon it is our own way out",
        _NINE,
        7,
        (
            Event("refused:x", _TEN, "2026-11-24T16:00:00Z"),
            Event("egress:refused", "2026-11-24T19:00:00Z", "2026-11-24T19:30:00Z"),
        ),
    ),
}
"""Name -> script."""
