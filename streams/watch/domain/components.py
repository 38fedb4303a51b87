"""Which surface group a vendor's component belongs to, by the words in its name."""

import re
from collections.abc import Iterable
from typing import Final

from streams.domain.surfaces import SurfaceGroup

WORDS: Final[tuple[tuple[SurfaceGroup, str], ...]] = (
    (
        SurfaceGroup.OTHER,
        (
            r"embed\w*|plug-?ins?|widgets?|billing|payments?|support|help|docs|documentation|blog|marketing|"
            r"analytics|insights|reporting|developers?|status|store|shop|jobs"
        ),
    ),
    (
        SurfaceGroup.LOGIN,
        (
            r"log-?ins?|log in|sign-?ins?|sign in|sign-on|sso|saml|oauth\w*|auth|authenti\w*|accounts?|"
            r"identity|apis?|graph|webhooks?|integrations?"
        ),
    ),
    (
        SurfaceGroup.MEDIA,
        (
            r"media|videos?|streams?|streaming|playback|cdn|images?|photos?|pictures?|uploads?|files?|"
            r"attachments?|recordings?|transcoding"
        ),
    ),
)
"""Words of a name, and the group that they stand for; the first row with one of them decides.

An API is in the group of log-ins because the surfaces are so grouped (`streams.domain.surfaces`). A name
with none of these words is the core of what a platform is for.
"""

_PATTERNS: Final = tuple(
    (group, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for group, words in WORDS
)


def group_of(component: str) -> SurfaceGroup:
    """The group of a component by its name; never raises, whatever the text."""
    return next((group for group, pattern in _PATTERNS if pattern.search(component)), SurfaceGroup.CORE)


def groups_of(components: Iterable[str]) -> tuple[SurfaceGroup, ...]:
    """The groups of several components, each once, in the order of the groups."""
    found = {group_of(component) for component in components}
    return tuple(group for group in SurfaceGroup if group in found)
