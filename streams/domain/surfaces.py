"""What part of a platform a host serves, and whether reaching it counts as somebody's use."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Surface(StrEnum):
    """What a host (or a path on it) is for. The set is closed; `feed` is the main surface of any platform."""

    FEED = "feed"
    MESSAGING = "messaging"
    PUBLISHING = "publishing"
    BUSINESS = "business"
    ADS = "ads"
    AUTH = "auth"
    API = "api"
    VIDEO = "video"
    MEDIA_CDN = "media-cdn"
    EMBED = "embed"
    STATUS = "status"


class SurfaceGroup(StrEnum):
    """Surfaces that break together: votes are counted by group, so that a dead CDN is no dead platform."""

    CORE = "core"
    LOGIN = "login"
    MEDIA = "media"
    OTHER = "other"


GROUP_OF: Mapping[Surface, SurfaceGroup] = MappingProxyType(
    {
        Surface.FEED: SurfaceGroup.CORE,
        Surface.MESSAGING: SurfaceGroup.CORE,
        Surface.PUBLISHING: SurfaceGroup.CORE,
        Surface.BUSINESS: SurfaceGroup.CORE,
        Surface.ADS: SurfaceGroup.CORE,
        Surface.AUTH: SurfaceGroup.LOGIN,
        Surface.API: SurfaceGroup.LOGIN,
        Surface.MEDIA_CDN: SurfaceGroup.MEDIA,
        Surface.VIDEO: SurfaceGroup.MEDIA,
        Surface.EMBED: SurfaceGroup.OTHER,
        Surface.STATUS: SurfaceGroup.OTHER,
    }
)
"""The group of every surface."""


class Use(IntEnum):
    """Whether a request counts as a person's use; the number is the order, so `min` lowers it.

    NO is an embed, a pixel, shared static files, telemetry. WEAK fits use, but also background traffic, link
    previews, hot-linked media and single sign-on. YES means that somebody opened a page or client on purpose.
    """

    NO = 0
    WEAK = 1
    YES = 2

    @property
    def word(self) -> str:
        """The use as it is written in every file and message: `no`, `weak` or `yes`."""
        return self.name.lower()


USE_OF_WORD: Mapping[str, Use] = MappingProxyType({use.word: use for use in Use})
"""`no`, `weak`, `yes` -> the use."""
