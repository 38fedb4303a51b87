"""What a vendor said, in words: of one incident, and of a year."""

from dataclasses import dataclass

from api.domain.context import VendorTold
from api.domain.now import IncidentNow
from api.pages.rendering import HubWords
from monitors.domain.vendors.lag import VendorSpell


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a status page said that something was wrong, as a reader sees it."""

    told: VendorSpell
    sentence: str


def vendor_lag(one: IncidentNow, words: HubWords) -> str:
    """How far the vendor's own status page was behind us, or before us."""
    if one.vendor_said_at_ms is None:
        return words.say("report.vendor.silent")
    since_ms = one.detected_at_ms or one.suspected_at_ms
    if since_ms is None:
        return words.say("report.vendor.said", at=words.moment(one.vendor_said_at_ms))
    lag_ms = one.vendor_said_at_ms - since_ms
    key = "report.vendor.behind" if lag_ms >= 0 else "report.vendor.before"
    return words.say(key, duration=words.duration(abs(lag_ms)), at=words.moment(one.vendor_said_at_ms))


def median_lag(told: VendorTold, words: HubWords) -> str:
    """How long after us the vendor says so, in the middle of the year; a dash where it never did."""
    lag_ms = told.year.median_lag_ms
    if lag_ms is None:
        return "\N{EN DASH}"
    return words.say("vendor.late" if lag_ms >= 0 else "vendor.early", duration=words.duration(abs(lag_ms)))


def spells(told: VendorTold, words: HubWords) -> list[Spell]:
    """What its status page said, the newest first."""
    return [Spell(each, _sentence(each, words)) for each in told.spells]


def _sentence(spell: VendorSpell, words: HubWords) -> str:
    state = words.say(f"vendor.state.{spell.state}")
    said = {"state": state, "from": words.moment(spell.from_ms)}
    if spell.until_ms is None:
        return words.say("vendor.spell.open", **said)
    return words.say("vendor.spell", **said, to=words.moment(spell.until_ms))
