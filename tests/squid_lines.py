"""Lines of Squid's native log as tests write them: one request at a time, in words."""

from dataclasses import dataclass, replace
from typing import Any

NINE_O_CLOCK_MS = 1_772_442_000_000
"""Monday 2 March 2026, 09:00 UTC; no window or slot begins in the middle of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, `at_ms` behind nine o'clock when it ended; the usual one went well."""

    host: str = "www.facebook.com"
    user: str = "anna"
    at_ms: int = 0
    elapsed_ms: int = 120
    result: str = "TCP_TUNNEL/200"
    size: int = 4_000
    method: str = "CONNECT"
    path: str = "/"
    client: str = "10.1.2.3"
    peer: str = "HIER_DIRECT/192.0.2.1"

    @property
    def seen_ms(self) -> int:
        """When it ended, in Unix milliseconds."""
        return NINE_O_CLOCK_MS + self.at_ms

    def line(self) -> bytes:
        """As Squid writes it, with its newline."""
        seconds, ms = divmod(self.seen_ms, 1_000)
        target = f"{self.host}:443" if self.method == "CONNECT" else f"http://{self.host}{self.path}"
        fields = (self.result, self.size, self.method, target, self.user or "-", self.peer, "-")
        words = " ".join(map(str, fields))
        return f"{seconds}.{ms:03d} {self.elapsed_ms:6d} {self.client} {words}\n".encode()

    def but(self, **changes: Any) -> "Asked":
        """The same with changes."""
        return replace(self, **changes)


def log_of(requests: list[Asked]) -> bytes:
    """A log with one line for each request."""
    return b"".join(request.line() for request in requests)
