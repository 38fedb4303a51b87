"""What a user may say about a log's format, and the error for what cannot be understood of it."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class FormatError(ValueError):
    """A description of a format that cannot be used; the message says what to change."""


@dataclass(frozen=True)
class FormatOptions:
    """The settings beside the format's name.

    `timezone` (IANA) is for stamps that carry no zone; `logformat` is Squid's string; `fields` is the parsed
    TOML of `--fields`, empty where none was given.
    """

    timezone: str = "UTC"
    logformat: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a zone that nobody knows, before a line is read with it."""
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = (
                f"no time zone is called {self.timezone!r}; use an IANA name such as America/Toronto or UTC"
            )
            raise FormatError(message) from error
