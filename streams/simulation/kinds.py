"""Every kind of trouble that can be scripted: a literal row each, with the cause that a judge should find."""

from typing import Final, Literal, NamedTuple

Cause = Literal["platform", "egress", "policy", "unit-network", "shared-provider", "account", "blind", "none"]
"""The incident's words for whose fault it is; `none` where nothing is broken and nobody should be told so."""

Aim = Literal["hosts", "shape", "place", "source", "visits", "everybody"]
"""What stands behind the colon: platforms and hosts; a shape of failing; a site or unit; a source; platforms
whose visits grow; or just `all`."""


class Kind(NamedTuple):
    """One kind of trouble. `tunnel` and `plain` are rows of `answers.ANSWERS`; empty where nothing fails."""

    sentence: str
    cause: Cause
    aim: Aim = "hosts"
    tunnel: str = ""
    plain: str = ""
    whose: Literal["all", "may", "must"] = "all"
    """Whether `~UNIT` or `~SITE` may, or must, stand behind the target."""


KINDS: Final[dict[str, Kind]] = {
    "dns": Kind(
        "the platform's names no longer resolve",
        "platform",
        tunnel="no-name-tunnel",
        plain="no-name",
    ),
    "refused": Kind(
        "the platform's servers refuse connections",
        "platform",
        tunnel="refused-tunnel",
        plain="refused",
    ),
    "timeout": Kind(
        "connections get no answer; each line is written a minute late, when the proxy has waited enough",
        "platform",
        tunnel="unreachable-tunnel",
        plain="unreachable",
    ),
    "5xx": Kind(
        "the platform answers 500; inside a tunnel nobody sees that",
        "platform",
        tunnel="error-tunnel",
        plain="error",
    ),
    "slow": Kind(
        "the platform takes ten seconds and more",
        "platform",
        tunnel="slow-tunnel",
        plain="slow",
    ),
    "forbidden": Kind(
        "the platform itself answers 403; inside a tunnel nobody sees that",
        "platform",
        tunnel="forbidden-tunnel",
        plain="forbidden",
    ),
    "account": Kind(
        "the platform answers 403 to the account of one unit, and to nobody else",
        "account",
        tunnel="forbidden-tunnel",
        plain="forbidden",
        whose="must",
    ),
    "filter": Kind(
        "our own filter denies it",
        "policy",
        tunnel="filtered-tunnel",
        plain="filtered",
        whose="may",
    ),
    "egress": Kind(
        "our own way out is broken, for every host there is",
        "egress",
        "shape",
    ),
    "network": Kind(
        "the network of one site or unit is cut off: whatever its people ask for is refused",
        "unit-network",
        "place",
        tunnel="refused-tunnel",
        plain="refused",
    ),
    "surge": Kind(
        "people visit more, three times as much unless told otherwise; nothing fails",
        "none",
        "visits",
    ),
    "holiday": Kind(
        "only those work who work on Sundays; nothing fails",
        "none",
        "everybody",
    ),
    "silent": Kind(
        "the log gets no line, though people go on",
        "blind",
        "source",
    ),
}
"""The word before the colon in `dns:facebook` -> what it does."""

SHAPES: Final[dict[str, tuple[str, str]]] = {
    "dns": ("no-name-tunnel", "no-name"),
    "refused": ("refused-tunnel", "refused"),
    "timeout": ("unreachable-tunnel", "unreachable"),
}
"""How a broken way out can look, as the target of `egress` -> answers to a tunnel and to a plain request."""

SURGE_TIMES: Final = 3.0
"""How many times as many visits a surge makes where nobody said."""
