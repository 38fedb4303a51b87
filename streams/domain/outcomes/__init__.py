"""What one request came to: exactly one outcome, naming what happened and never whose fault it is."""

from enum import IntEnum


class Outcome(IntEnum):
    """The outcome of one request; the number is its column in every count, so the order never changes."""

    OK = 0
    FAIL_DNS = 1
    FAIL_TCP = 2
    FAIL_TLS = 3
    FAIL_TIMEOUT = 4
    FAIL_5XX = 5
    SLOW = 6
    REFUSED = 7
    PLAT_4XX = 8
    OUR_POLICY = 9
    OUR_AUTH = 10
    OUR_PROXY = 11
    CLIENT_GONE = 12
    UNKNOWN = 13

    @property
    def word(self) -> str:
        """The outcome as it is written in every file and message, for example `fail_dns`."""
        return self.name.lower()
