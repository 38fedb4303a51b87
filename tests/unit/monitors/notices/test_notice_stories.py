"""Who is told when something breaks, and why somebody is not: each named reason as a story."""

from datetime import time

from monitors.domain.notices.rules import NoticeRules, QuietHours
from tests.told_notices import MINUTE_MS, ToldHouse, at, audience

NIGHT = QuietHours(time(22), time(7))


def test_people_are_told_once_that_it_began_and_once_that_it_is_over() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads")
    assert house.said() == [("on-call", "first", "first")]

    for _ in range(20):
        house.sees_more()
        assert house.said(1) == []
    assert house.because() == "already-said"

    house.ends()
    assert house.said(1) == [("on-call", "all-clear", "over")]
    assert house.said(10) == []


def test_how_long_it_lasted_is_rounded_as_the_times_beside_it_are() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", started_at_ms=house.now_ms - 50_000)
    house.passes()
    house.now_ms += 6 * 60_000
    house.ends()

    [notice] = house.passes()

    assert (notice.reason.code, notice.reason.figures) == ("notice-over", {"minutes": 7})


def test_a_notice_has_all_that_words_need_and_no_figure_of_few_people() -> None:
    house = ToldHouse()
    house.relies("Roads", "facebook", "mission-critical")
    house.breaks("Roads", platforms=["facebook"], people_failed=4, requests_failed=9)

    [notice] = house.passes()

    assert (notice.id, notice.number, notice.link) == ("i/on-call", 1, "/incidents/i")
    assert (notice.platforms, notice.severity) == (("Facebook",), "major")
    assert notice.incident is not None
    assert (notice.incident.people_failed, notice.incident.requests_failed) == (None, None)


def test_what_is_only_suspected_stands_on_the_board_alone() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", state="suspected")
    assert house.said() == []
    assert house.because() == "suspected"

    house.breaks(state="confirmed")
    assert house.said(1) == [("on-call", "first", "first")]


def test_nobody_is_paged_where_no_unit_in_reach_relies_on_it_for_work_that_matters() -> None:
    house = ToldHouse()
    house.relies("Roads", "x", "habitual")
    house.relies("Parks", "x", "important")
    house.breaks("Roads", cause="unit-network")
    assert house.said() == []
    assert house.because() == "nobody-relies"

    house.breaks("Parks")  # it reaches them too
    assert house.said(1) == [("on-call", "first", "first")]


def test_a_platform_that_fails_reaches_those_who_have_not_tried_it_yet() -> None:
    """Few people do the work that matters most, and none of them has met the outage so far."""
    house = ToldHouse()
    house.relies("Outreach", "x", "mission-critical")
    house.breaks("Roads")

    [notice] = house.passes()

    assert (notice.reason.code, notice.severity) == ("notice-first", "major")


def test_a_fault_found_by_probes_at_night_names_no_unit_and_reaches_all() -> None:
    house = ToldHouse(now_ms=at("03:00"))
    house.relies("Roads", "x")
    house.breaks()

    assert house.said() == [("on-call", "first", "first")]


def test_a_critical_window_pages_for_a_unit_that_relies_on_it_no_further() -> None:
    house = ToldHouse()
    house.relies("Roads", "x", "incidental")
    house.window("Election night", "x", "Roads", at("09:00"), at("23:00"))
    house.breaks("Roads")

    [notice] = house.passes()

    assert notice.reason.code == "notice-first-in-window"
    assert notice.reason.figures == {"window": "Election night"}
    assert notice.severity == "major"


def test_while_a_window_is_on_a_suspicion_is_told_once_it_lasts_too_long() -> None:
    """Election night tolerates five minutes; anywhere else a suspicion stands on the board alone."""
    house = ToldHouse()
    house.window("Election night", "x", "Roads", at("09:00"), at("23:00"))
    house.breaks(state="suspected")
    assert house.said(3) == []
    assert house.because() == "suspected"

    [notice] = house.passes(1)
    assert (notice.kind, notice.reason.code) == ("first", "notice-first-suspected")
    assert notice.reason.figures == {"window": "Election night", "minutes": 5}
    assert house.said(10) == []

    house.breaks("Roads", state="confirmed")
    assert house.said(1) == [("on-call", "repeat", "confirmed")]
    house.ends()
    assert house.said(1) == [("on-call", "all-clear", "over")]


def test_a_suspicion_that_was_told_in_a_window_and_dies_out_is_taken_back() -> None:
    house = ToldHouse()
    house.window("Election night", "x", "Roads", at("09:00"), at("23:00"))
    house.breaks(state="suspected")
    assert [kind for _, kind, _ in house.said(5)] == ["first"]

    house.ends(state="false-alarm")
    assert house.said(1) == [("on-call", "all-clear", "no-outage")]


def test_a_suspicion_of_what_no_window_names_is_told_nobody() -> None:
    house = ToldHouse()
    house.window("Election night", "facebook", "Roads", at("09:00"), at("23:00"))
    house.breaks(state="suspected")

    assert house.said(30) == []


def test_a_unit_hears_of_what_befalls_itself_and_of_nothing_else() -> None:
    house = ToldHouse(NoticeRules([audience("roads", "unit", "Roads"), audience("parks", "unit", "Parks")]))
    house.relies("Roads", "x")
    house.relies("Parks", "x")
    house.now_ms = at("12:00")
    house.passes()  # the week's letters are too old by now
    house.breaks("Roads", cause="unit-network")

    assert [name for name, _, _ in house.said()] == ["roads"]
    assert house.because(name="parks") == "nobody-relies"


def test_what_our_own_way_out_explains_is_told_as_that_alone() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", id_="e", cause="egress", platforms=[])
    house.breaks("Roads", id_="p")

    assert [each.id for each in house.passes()] == ["e/on-call"]
    assert house.decisions("p")[-1].reason.figures == {"cause": "egress", "incident": "e"}


def test_our_own_way_out_names_no_platform_and_is_told_to_whoever_relies_on_any() -> None:
    house = ToldHouse(NoticeRules([audience("on-call"), audience("parks", "unit", "Parks")]))
    house.relies("Roads", "x", "mission-critical")
    house.passes()
    house.breaks("Roads", "Parks", cause="egress", platforms=[])

    [notice] = house.passes()

    assert (notice.audience.name, notice.severity) == ("on-call", "major")
    assert house.because(name="parks") == "nobody-relies"


def test_a_critical_window_is_hit_by_a_fault_of_our_own_way_out() -> None:
    house = ToldHouse()
    house.window("Election night", "x", "Roads", at("09:00"), at("23:00"))
    house.breaks("Roads", cause="egress", platforms=[])

    assert house.said() == [("on-call", "first", "first-in-window")]


def test_what_turns_out_to_be_part_of_a_wider_fault_is_not_said_to_be_over() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", id_="p")
    house.passes()
    house.breaks("Roads", id_="e", cause="egress", platforms=[])
    house.ends("p", part_of="e")

    told = house.passes(1)

    assert [(each.id, each.kind, each.reason.code) for each in told] == [
        ("e/on-call", "first", "notice-first"),
        ("p/on-call", "all-clear", "notice-part-of-another"),
    ]


def test_what_is_left_when_the_wider_fault_is_over_is_told_then() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", id_="e", cause="egress", platforms=[])
    house.breaks("Roads", id_="p")
    house.passes()
    house.ends("e")
    assert house.said(1) == [("on-call", "all-clear", "over")]

    assert house.said(5) == []
    assert house.said(6) == [("on-call", "first", "first")]


def test_a_silence_holds_for_its_platform_and_time() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.silences("x", "known", minutes=30)
    house.breaks("Roads")
    assert house.said() == []
    assert house.because() == "silenced"

    assert house.said(31) == [("on-call", "first", "first")]


def test_a_silence_of_one_unit_leaves_the_others() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.relies("Parks", "x")
    house.silences("x", "known", unit="Roads")
    house.breaks("Roads", "Parks")

    assert house.said() == [("on-call", "first", "first")]


def test_planned_work_is_maintenance() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.silences("x", "planned")
    house.breaks("Roads")

    assert house.said() == []
    assert house.because() == "maintenance"


def test_a_vendor_that_announces_maintenance_is_believed_until_it_says_that_it_is_done() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.vendor_says("x", "maintenance")
    house.breaks("Roads")
    assert house.said() == []
    assert house.because() == "maintenance"

    house.now_ms += MINUTE_MS
    house.vendor_says("x", "operational")
    assert house.said(1) == [("on-call", "first", "first")]


def test_a_vendors_maintenance_is_no_excuse_for_our_own_filter() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.vendor_says("x", "maintenance")
    house.breaks("Roads", cause="policy")

    assert house.said() == [("on-call", "first", "first")]


def test_a_change_of_our_own_silences_nothing_unless_the_settings_say_so() -> None:
    for minutes, told in ((0, [("on-call", "first", "first")]), (30, [])):
        house = ToldHouse(NoticeRules([audience("on-call")], own_change_minutes=minutes))
        house.relies("Roads", "x")
        house.changes_own("filter", ["x"])
        house.now_ms += 5 * MINUTE_MS
        house.breaks("Roads", cause="policy")

        assert house.said() == told
        assert house.because() == ("maintenance" if minutes else "first")


def test_history_that_is_read_again_is_told_nobody() -> None:
    house = ToldHouse(stale_ms=90 * MINUTE_MS)
    house.relies("Roads", "x")
    house.breaks("Roads")
    assert house.said() == []  # nothing is decided while it is not known what follows
    assert house.decisions() == []

    house.ends()
    house.stale_ms = 5_000
    assert house.said(1) == []
    assert house.because() == "over-untold"


def test_judgement_that_is_an_hour_behind_pages_nobody_until_it_has_caught_up() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.judged_behind_ms = 61 * MINUTE_MS  # the proxy's log is late, the clock is not
    assert house.said() == []
    assert house.because() == "too-old"

    house.judged_behind_ms = 5_000
    assert house.said(1) == [("on-call", "first", "first")]


def test_an_outage_first_heard_of_half_a_day_late_is_history_too() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", detected_at_ms=house.now_ms - 13 * 60 * MINUTE_MS)

    assert house.said() == []
    assert house.because() == "too-old"


def test_an_outage_that_went_on_while_no_worker_ran_is_told_when_one_does() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", detected_at_ms=house.now_ms - 3 * 60 * MINUTE_MS)

    assert house.said() == [("on-call", "first", "first")]


def test_what_began_to_mend_before_anybody_knew_waits() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads", state="recovering", detected_at_ms=house.now_ms)
    assert house.said() == []
    assert house.because() == "recovering"

    house.ends()
    assert house.said(1) == []
    assert house.because() == "over-untold"


def test_at_night_what_can_wait_waits_until_the_morning() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", quiet=NIGHT)]), now_ms=at("23:00"))
    house.relies("Roads", "x")
    house.breaks("Roads")
    assert house.said() == []
    assert house.because() == "quiet-hours"

    assert house.said(7 * 60) == []
    assert house.said(61) == [("on-call", "first", "first")]


def test_what_is_over_by_the_morning_wakes_nobody_and_is_not_told_then() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", quiet=NIGHT)]), now_ms=at("23:00"))
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()
    house.now_ms += 60 * MINUTE_MS
    house.ends()
    house.passes()

    assert house.said(9 * 60) == []
    assert house.because() == "over-untold"


def test_what_is_grave_wakes_people_and_so_does_its_end() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", quiet=NIGHT)]), now_ms=at("23:00"))
    house.relies("Roads", "x", "mission-critical")
    house.breaks("Roads")
    assert house.said() == [("on-call", "first", "first")]

    house.now_ms += 60 * MINUTE_MS
    house.ends()
    assert house.said() == [("on-call", "all-clear", "over")]


def test_an_end_at_night_of_what_was_told_by_day_waits_until_the_morning_even_over_a_restart() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", quiet=NIGHT)]), now_ms=at("21:00"))
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()
    house.now_ms = at("23:30")
    house.ends()
    assert house.said() == []
    house.restart()

    assert house.said(8 * 60) == [("on-call", "all-clear", "over")]


def test_where_nobody_answers_the_next_are_told() -> None:
    first = audience("on-call", escalate_after_minutes=30, escalate_to="duty-manager")
    house = ToldHouse(NoticeRules([first, audience("duty-manager", least="critical")]))
    house.relies("Roads", "x")
    house.breaks("Roads")
    assert house.said() == [("on-call", "first", "first")]
    assert house.because(name="duty-manager") == "below-threshold"

    assert house.said(29) == []
    assert house.said(1) == [("duty-manager", "escalated", "unanswered")]
    assert house.said(1) == []

    house.ends()
    assert house.said(1) == [("on-call", "all-clear", "over"), ("duty-manager", "all-clear", "over")]


def test_whoever_acknowledges_is_left_in_peace() -> None:
    first = audience("on-call", escalate_after_minutes=30, escalate_to="duty-manager")
    house = ToldHouse(NoticeRules([first, audience("duty-manager", least="critical")]))
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()
    house.acknowledges()

    assert [house.said(30) for _ in range(7)] == [[]] * 7
    assert house.said(30) == [("on-call", "repeat", "goes-on")]


def test_nobody_is_reminded_more_often_than_the_settings_say() -> None:
    house = ToldHouse(NoticeRules([audience("on-call")], most_reminders=2))
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()

    said = [each for _ in range(12) for each in house.said(30)]

    assert said == [
        ("on-call", "reminder", "nobody-answered"),
        ("on-call", "reminder", "nobody-answered"),
        ("on-call", "repeat", "goes-on"),
    ]


def test_what_becomes_graver_is_told_at_once() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.relies("Parks", "x", "mission-critical")
    house.breaks("Roads", cause="unit-network")
    house.passes()

    house.breaks("Parks")

    assert house.said(1) == [("on-call", "escalated", "graver")]


def test_another_cause_and_further_platforms_are_told_a_quarter_of_an_hour_later_in_one() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()
    house.breaks(cause="shared-provider", platforms=["x", "youtube"])
    assert house.said(5) == []

    assert house.said(10) == [("on-call", "repeat", "other-cause")]
    assert house.said(20) == []


def test_what_returns_is_told_under_the_same_key_and_flapping_is_no_storm() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    said = []
    for _ in range(10):
        house.breaks("Roads")
        said += house.passes(1)
        house.ends()
        said += house.passes(1)

    assert {each.id for each in said} == {"i/on-call"}
    assert [each.number for each in said] == list(range(1, len(said) + 1))
    assert [each.kind for each in said] == [
        "first",
        "all-clear",
        "repeat",
        "all-clear",
        "repeat",
        "all-clear",
    ]


def test_more_firsts_than_anybody_can_read_are_held_and_told_when_there_is_room() -> None:
    house = ToldHouse(NoticeRules([audience("on-call")], most_firsts_an_hour=3))
    house.relies("Roads", "x")
    for number in range(8):
        house.breaks("Roads", id_=f"i{number}")

    assert len(house.passes()) == 3
    assert house.because("i7") == "storm"
    assert [each.kind for each in house.passes(30)] == []
    assert len([each for each in house.passes(31) if each.kind == "first"]) == 3


def test_an_audience_hears_of_what_is_grave_enough_for_it() -> None:
    house = ToldHouse(NoticeRules([audience("board", "risk", least="major")]))
    house.relies("Roads", "x")
    house.passes()
    house.breaks("Roads")
    assert house.said() == []
    assert house.because(name="board") == "below-threshold"

    house.relies("Roads", "x", "mission-critical")
    assert house.said(1) == [("board", "first", "first")]


def test_people_who_were_told_hear_that_it_was_no_outage() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.passes()

    house.ends(state="false-alarm")

    assert house.said(1) == [("on-call", "all-clear", "no-outage")]


def test_whoever_read_it_elsewhere_hears_there_too_that_it_is_over() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", routes=("desk", "mail", "sms"))]))
    house.relies("Roads", "x")
    house.relies("Parks", "x", "mission-critical")
    house.breaks("Roads", cause="unit-network")
    house.passes()
    house.takes("mail")  # the desk was away
    house.breaks("Parks")
    house.passes(1)
    house.takes("desk")
    house.ends()

    told = house.passes(1)

    assert [(each.kind, each.number) for each in told] == [("all-clear", 3), ("all-clear", 4)]
    sent = house.store.notices.deliveries("i")[-2:]
    assert [each.routes for each in sent] == [("desk", "sms"), ("mail",)]
    house.breaks()  # it returns: numbers go on behind both
    assert [each.number for each in house.passes(1)] == [5]


def test_a_commit_that_was_lost_is_decided_again_and_once() -> None:
    house = ToldHouse()
    house.relies("Roads", "x")
    house.breaks("Roads")
    house.is_database_away = True
    assert house.said() == [("on-call", "first", "first")]
    house.is_database_away = False
    house.restart()

    assert house.said() == [("on-call", "first", "first")]
    assert [each.number for each in house.decisions()] == [1]


def test_where_nobody_is_named_nothing_is_decided() -> None:
    house = ToldHouse(NoticeRules())
    house.relies("Roads", "x")
    house.breaks("Roads")

    assert house.said() == []
    assert house.store.notices.decisions("i") == []


def test_what_names_no_unit_is_not_explained_by_one_units_network() -> None:
    house = ToldHouse()
    house.relies("Roads", "x", "mission-critical")
    house.breaks("Parks", id_="n", cause="unit-network", platforms=[])
    house.breaks(id_="a", cause="account", platforms=["x"])

    assert ("a/on-call", "first") in [(each.id, each.kind) for each in house.passes()]


def test_what_is_told_of_an_account_goes_on_where_no_log_comes_any_more() -> None:
    house = ToldHouse(NoticeRules([audience("on-call")], remind_after_minutes=90))
    house.relies("Roads", "x")
    house.relies("Roads", "facebook")
    house.breaks("Roads", id_="p", platforms=["facebook"])
    house.breaks(id_="a", cause="account", platforms=["x"])
    assert len(house.said()) == 2

    house.judged_behind_ms = 91 * MINUTE_MS  # every source is blind since then

    assert [each.id for each in house.passes(91)] == ["a/on-call"]
    assert house.because("a") == "nobody-answered"
    assert house.because("p") == "too-old"


def test_a_clock_that_is_set_back_an_hour_holds_nothing_up() -> None:
    house = ToldHouse(now_ms=at("12:00"))
    house.breaks("Roads")
    assert house.said() == []
    assert house.because() == "nobody-relies"

    house.now_ms = at("11:00")
    house.relies("Roads", "x")

    assert house.said(1) == [("on-call", "first", "first")]


def test_what_turned_out_to_be_part_of_another_at_night_is_told_as_that_in_the_morning() -> None:
    house = ToldHouse(NoticeRules([audience("on-call", quiet=NIGHT)]), now_ms=at("21:30"))
    house.relies("Roads", "x")
    house.breaks("Roads", id_="p")
    assert house.said() == [("on-call", "first", "first")]

    house.now_ms = at("22:30")
    house.breaks("Roads", id_="w", cause="shared-provider", platforms=["x", "facebook"])
    house.ends("p", part_of="w")
    house.passes()
    assert house.because("p") == "quiet-hours"

    told = house.passes(9 * 60)

    assert ("p/on-call", "notice-part-of-another") in [(each.id, each.reason.code) for each in told]


def test_what_came_back_behind_an_all_clear_is_given_its_time_to_be_answered_anew() -> None:
    rules = [
        audience("on-call", escalate_after_minutes=15, escalate_to="duty"),
        audience("duty", least="critical"),
    ]
    house = ToldHouse(NoticeRules(rules))
    house.relies("Roads", "x")
    house.breaks("Roads")
    assert house.said() == [("on-call", "first", "first")]
    house.ends()
    assert house.said(14) == [("on-call", "all-clear", "over")]

    house.breaks(ended_at_ms=None)
    assert house.said(6) == [("on-call", "repeat", "again")]
    assert house.said(14) == []
    assert house.said(1) == [("duty", "escalated", "unanswered")]
