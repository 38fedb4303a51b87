"""What a scenario suggests: the common course of a day, and what the clocks of the register say."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitors.domain.exercises.actions import Inject
from monitors.domain.exercises.scenario import MOST_OF_UNITS, suggested
from monitors.domain.register.records import Declaration, Entry, Fallback

OPERATORS = {"facebook": "Meta", "messenger": "Meta", "x": "X Corp."}


def entry(unit: str = "Roads", fallback: Fallback | None = None, **hours: float) -> Entry:
    """An activity that holds on to Facebook."""
    declaration = Declaration(activity="closures", fallback=fallback, **hours)  # type: ignore[arg-type]  # hours alone
    day = date(2026, 1, 1)
    return Entry(unit=unit, platform="facebook", declaration=declaration, declared_on=day, review_due=day)


def of(*entries: Entry, at: str = "08:10") -> list[Inject]:
    return suggested(entries, ["facebook"], OPERATORS, at)


def at(injects: list[Inject], code: str) -> list[str]:
    return [each.at for each in injects if each.code == code]


def test_without_a_register_it_is_what_everybody_would_hear() -> None:
    injects = of()
    assert [each.at for each in injects] == ["08:10", "08:40", "09:25", "11:10", "17:10"]
    assert injects[0].code == "nobody-opens"
    assert injects[-1].code == "opens-again"
    assert not [each for each in injects if each.unit]


def test_an_rto_and_an_mtpd_pass_when_they_would() -> None:
    injects = of(entry(rto_hours=2, mtpd_hours=4))
    assert (at(injects, "rto-over"), at(injects, "mtpd-over")) == (["10:10"], ["12:10"])
    [rto] = [each for each in injects if each.code == "rto-over"]
    assert (rto.unit, rto.activity) == ("Roads", "closures")


def test_a_fallback_holds_the_clocks_until_it_is_full_or_exhausted() -> None:
    phone = Fallback(name="phone queue 4", capacity_share=0.5, max_hours=6)
    injects = of(entry(fallback=phone, rto_hours=2))
    assert at(injects, "fallback-full") == ["09:30"]
    assert at(injects, "fallback-exhausted") == at(injects, "rto-over") == ["14:10"]


def test_what_passes_with_its_fallback_names_it_and_of_both_the_mtpd_alone_is_said() -> None:
    phone = Fallback(name="phone queue 4", max_hours=8)
    held = of(entry(fallback=phone, rto_hours=2, mtpd_hours=8))
    assert (at(held, "rto-over"), at(held, "mtpd-over")) == ([], ["16:10"])
    [mtpd] = [each for each in held if each.code == "mtpd-over"]
    assert mtpd.fallback == "phone queue 4"
    [later] = [
        each
        for each in of(entry(fallback=replace(phone, max_hours=1), mtpd_hours=4))
        if "mtpd" in (each.code or "")
    ]
    assert (later.at, later.fallback) == ("12:10", "")


def test_a_fallback_of_the_same_operator_holds_nothing() -> None:
    injects = of(entry(fallback=Fallback(name="Messenger", platform="messenger", max_hours=6), rto_hours=2))
    assert at(injects, "rto-over") == ["10:10"]
    assert not at(injects, "fallback-exhausted")


@given(
    hour=st.integers(0, 23),
    hours=st.lists(st.floats(0.1, 100), max_size=20),
)
def test_whenever_it_begins_injects_stand_in_their_order_on_that_day(hour: int, hours: list[float]) -> None:
    injects = of(*(entry(f"unit {n}", rto_hours=rto) for n, rto in enumerate(hours)), at=f"{hour:02d}:30")
    times = [each.at for each in injects]
    assert times == sorted(times)
    assert times[0] == f"{hour:02d}:30"
    assert [each.id for each in injects] == [str(n) for n in range(1, len(injects) + 1)]
    assert sum(bool(each.unit) for each in injects) <= MOST_OF_UNITS
