"""How a delivery goes on behind a try: pure steps, each a delivery in and a delivery out.

Codes of errors come from routes and hold no address. The pause before another try doubles with each, within
limits and with jitter, so that a receiver that comes back is not met by all at once; what a receiver asks for
by Retry-After is the least.
"""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from monitors.domain.notices.records import Delivery

LONGEST_RETRY_AFTER_SECONDS: Final = 3600.0
"""A receiver that asks for more is tried again all the same: it may have meant a date that is long past."""


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """After `tries_here` temporary errors in a row the next route has its turn, and this one later again.

    What was not taken within `give_up_hours` is no news any more.
    """

    first_pause_seconds: float = 2.0
    longest_pause_seconds: float = 300.0
    tries_here: int = 3
    give_up_hours: int = 24


def taken(delivery: Delivery, route: str, at_ms: int) -> Delivery:
    """The receiver has it."""
    return replace(
        delivery,
        state="sent",
        route=route,
        tries=delivery.tries + 1,
        tries_here=0,
        last_error=None,
        sent_at_ms=at_ms,
    )


def refused(delivery: Delivery, route: str, error: str, at_ms: int) -> Delivery:
    """A route will never take it: the next one is tried at once, and where there is none it has failed."""
    left = tuple(each for each in delivery.routes if each != route)
    return replace(
        delivery,
        state="waiting" if left else "failed",
        routes=left,
        route=route,
        tries=delivery.tries + 1,
        tries_here=0,
        last_error=error,
        next_try_at_ms=at_ms,
    )


def delayed(
    delivery: Delivery,
    route: str,
    error: str,
    at_ms: int,
    *,
    retry_after_seconds: float | None,
    chance: float,
    rules: DeliveryRules,
) -> Delivery:
    """Not taken this time. `chance`, from 0 to 1, is the jitter: it makes the pause half to one and a half.

    Where other routes are left and this one had its tries, it goes behind them and the next is tried at once.
    """
    tries = delivery.tries_here + 1
    if tries >= rules.tries_here and len(delivery.routes) > 1:
        behind = (*(each for each in delivery.routes if each != route), route)
        return replace(
            delivery,
            routes=behind,
            route=route,
            tries=delivery.tries + 1,
            tries_here=0,
            last_error=error,
            next_try_at_ms=at_ms,
        )
    pause = min(rules.first_pause_seconds * 2 ** (tries - 1), rules.longest_pause_seconds) * (0.5 + chance)
    if retry_after_seconds is not None:
        pause = max(pause, min(retry_after_seconds, LONGEST_RETRY_AFTER_SECONDS))
    return replace(
        delivery,
        route=route,
        tries=delivery.tries + 1,
        tries_here=tries,
        last_error=error,
        next_try_at_ms=at_ms + round(pause * 1000),
    )


def given_up(delivery: Delivery, at_ms: int, rules: DeliveryRules) -> Delivery | None:
    """The delivery as failed, where nobody is to hear of it any more; None where it is still news."""
    if at_ms - delivery.notice.at_ms <= rules.give_up_hours * 3_600_000:
        return None
    return replace(delivery, state="failed", last_error=delivery.last_error or "not-tried-in-time")


def unrouted(delivery: Delivery) -> Delivery:
    """The delivery as failed: none of its routes is set up any more."""
    return replace(delivery, state="failed", last_error="no-such-route")
