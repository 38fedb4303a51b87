"""What a platform's terms of use say to people who use it for work, as facts with their source.

They are what somebody read on a day, no advice: terms differ by country and change. A platform without them
has none here, and nothing is concluded from that.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

Allowed = Literal["yes", "no", "unknown"]
ALLOWED: Final[dict[str, Allowed]] = {word: word for word in get_args(Allowed)}

ASKED: Final = ("business_use", "shared_account", "automated_access", "business_offer")
"""The facts that are allowed, or there, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the terms at `source` said when they were read on `looked_on`; `dated` is the text's own date.

    `business_use`: may people use their personal accounts for an organisation's work? `shared_account`: may
    several people use one account? `automated_access`: may a tool read or write without permission?
    `business_offer`: is there something for organisations, with terms of its own? `least_age` is in years.
    """

    source: str
    looked_on: date
    business_use: Allowed = "unknown"
    shared_account: Allowed = "unknown"
    automated_access: Allowed = "unknown"
    business_offer: Allowed = "unknown"
    least_age: int | None = None
    dated: str = ""
