"""What the catalogue is made of: platforms, hosts, paths; each a row of one of its files."""

import re
from dataclasses import dataclass

from streams.domain.lifecycles import FOREVER, Lifecycle
from streams.domain.surfaces import Surface, Use
from streams.domain.terms import Terms

KINDS = (
    "audio", "blog", "code", "collaboration", "events", "file-sharing", "forum", "messaging", "microblog",
    "photo", "professional", "project", "reviews", "social-network", "survey", "video",
)  # fmt: skip
"""What sort of place a platform is; for reading only, no rule depends on it."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform under the name that people use. `sanctioned` is the organisation's own word on it.

    `terms` is what its terms of use say, where somebody has looked.
    """

    id: str
    name: str
    operator: str
    kind: str
    lifecycle: Lifecycle = FOREVER
    sanctioned: bool = False
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class HostRow:
    """One row of the catalogue: a host, and every host below it that no longer row claims.

    `host` is normalised. In a *family* of hosts, `#` stands for a number and `*` for any characters within
    one label, as in `abs-#.twimg.com`; what follows the last label with such a sign must be a row of its own.
    """

    host: str
    platform: str
    surface: Surface
    use: Use
    lifecycle: Lifecycle = FOREVER

    @property
    def is_family(self) -> bool:
        """Whether the host stands for several."""
        return "*" in self.host or "#" in self.host


@dataclass(frozen=True, slots=True)
class PathRule:
    """What a path says beyond its host: it holds on all hosts of the same platform and surface as `host`.

    `path` is matched by whole segments from the left, without regard to case (`/tr` is `/tr` and `/tr/x`, not
    `/trending`); `*` stands for any characters within one segment. The rule with most segments decides.
    """

    host: str
    path: str
    surface: Surface
    use: Use


def fixed_end(family: str) -> str:
    """The labels of a family's host after the last one with a sign: `twimg.com` of `abs-#.twimg.com`."""
    labels = family.split(".")
    last = max(index for index, label in enumerate(labels) if "*" in label or "#" in label)
    return ".".join(labels[last + 1 :])


def family_pattern(family: str, end: str) -> re.Pattern[str]:
    """Finds a member in a host cut off before the fixed end; group 1 starts where the member starts."""
    signs = {"*": "[^.]+", "#": "[0-9]+"}
    shape = "".join(signs.get(letter) or re.escape(letter) for letter in family[: len(family) - len(end)])
    return re.compile(rf"(?:^|\.)({shape})\Z")
