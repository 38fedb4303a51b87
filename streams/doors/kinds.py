"""Every kind of webhook, written out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from streams.doors.domain.linkedin import LinkedIn
from streams.doors.domain.meta import Meta
from streams.doors.domain.schemes import Scheme
from streams.doors.domain.signed import Signed
from streams.doors.domain.slack import Slack
from streams.doors.domain.websub import YouTube

KINDS: Final[Mapping[str, Scheme]] = MappingProxyType(
    {
        "meta": Meta(),
        "slack": Slack(),
        "youtube": YouTube(),
        "linkedin": LinkedIn(),
        "hmac": Signed(),
    }
)
"""Name in the settings -> how it greets, proves and tells."""
