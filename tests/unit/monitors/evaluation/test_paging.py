"""Whom a simulated day pages: counted by the very rules that page people live."""

from monitors.domain.notices.rules import NoticeRules
from monitors.domain.outage.records import Cause
from monitors.domain.outage.rules import Rules
from monitors.evaluation.paging import Pager, paged_month
from monitors.evaluation.replay import Setting
from monitors.evaluation.world import PLATFORMS, platform_name
from tests.stored_work import NOON_MS, change, incident


def paged(cause: Cause, *platforms: str) -> Pager:
    pager = Pager(NoticeRules())
    known = {"cause": cause, "platforms": list(platforms), "detected_at_ms": NOON_MS}
    pager.hear([change(incident("i", "confirmed", **known), 1)])
    pager.hear([change(incident("i", "resolved", **known, ended_at_ms=NOON_MS + 60_000), 2)])
    return pager


def test_only_what_is_relied_on_pages_and_our_own_way_out_always_does() -> None:
    assert paged("platform", platform_name(0)).messages == {"first": 1, "all-clear": 1}
    assert paged("egress").messages == {"first": 1, "all-clear": 1}

    spared = paged("platform", platform_name(PLATFORMS - 1))
    assert (spared.messages, spared.alarms()) == ({}, [])
    assert spared.held["notice-nobody-relies"] == 1


def test_a_page_is_scored_as_from_its_first_word_to_its_all_clear() -> None:
    [alarm] = paged("platform", platform_name(0)).alarms()

    assert (alarm.cause, alarm.opened_ms, alarm.cleared_ms) == ("platform", NOON_MS + 1, NOON_MS + 2)


def test_equal_settings_page_equally() -> None:
    setting = Setting(seed=3, days=1, votes=0.5, rho=0.02)

    once, again = (paged_month(setting, Rules(), NoticeRules()) for _ in range(2))

    assert once == again
    assert once.pages == once.messages.get("first", 0)
