"""Words of notices: everything that may be decided has them, within the limits of whoever carries them."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from monitors.domain.notices.records import Audience, Notice
from monitors.domain.outage.records import Incident, Reason
from monitors.notice_routes import NoticeKind
from monitors.notice_words import GSM, TEST, NoticeWords
from monitors.notice_writing import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_SUMMARY, CannotBeWritten
from tests.notices_told import NAMES, OUTAGE, all_clear, notice

WORDS = NoticeWords(NAMES, ZoneInfo("America/Toronto"), 10, "https://holdfast.example")

SAID: dict[NoticeKind, Reason] = {
    "first": Reason("notice-first-in-window", {"window": "Election night"}),
    "escalated": Reason("notice-graver", {"before": "minor"}),
    "repeat": Reason("notice-other-cause", {"before": "egress"}),
    "reminder": Reason("notice-nobody-answered", {"minutes": 61}),
    "all-clear": Reason("notice-no-outage", {"minutes": 4}),
}

AUDIENCES = (
    Audience("on-call", "operations"),
    Audience("risk", "risk"),
    Audience("audit", "auditor"),
    Audience("administration", "admin"),
    Audience("press", "unit", "Communications"),
)

EXPLANATIONS = {
    "blind": Reason("cause-blind", {"source": "proxy-1"}),
    "account": Reason("account-locked", {"account": "citizens", "platform": "facebook"}),
    "unknown": Reason("cause-platform-unseen", {"platform": "facebook"}),
}


def test_a_notice_says_what_since_when_whom_and_what_to_do_in_both_languages() -> None:
    english, french = WORDS.written(notice()), WORDS.written(notice(language="fr"))

    assert english.subject == "Facebook is failing for us (major)"
    assert french.subject == "Facebook est en panne chez nous (majeur)"
    for said in (
        "97\u00a0% of attempts",
        "about 30 people",
        "Since 2\u00a0March 2026, 07:00",
        "Citizen Service",
    ):
        assert said in english.text
    for said in ("97\u00a0% des tentatives", "environ 30 personnes", "2\u00a0mars 2026 à 7\u00a0h", "repli"):
        assert said in french.text
    assert english.short == (
        "Facebook is failing for us (major). Since 2 March 2026, 07:00. https://holdfast.example/incidents/3f2a"
    )
    assert english.link in english.html


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda each: each.role)
@pytest.mark.parametrize(
    "cause",
    ["platform", "shared-provider", "egress", "policy", "unit-network", "account", "blind", "unknown"],
)
def test_every_cause_is_told_to_everybody_in_every_kind_of_notice(
    kind: NoticeKind, audience: Audience, cause: str
) -> None:
    explanation = EXPLANATIONS.get(cause, OUTAGE.explanation)
    incident = changed(OUTAGE, cause=cause, explanation=explanation)
    if kind == "all-clear":
        incident = changed(incident, state="false-alarm", ended_at_ms=(OUTAGE.started_at_ms or 0) + 240_000)
    for language in ("en", "fr"):
        told = notice(kind=kind, reason=SAID[kind], incident=incident, audience=audience, language=language)
        written = WORDS.written(told)
        assert written.subject
        assert "minor" not in written.text or language == "en", "a code is told by its name"
        if audience.unit is not None:
            assert "Citizen Service" not in written.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_ahead_and_a_try_of_a_route_have_their_words(language: str) -> None:
    ahead = notice(
        kind="preflight",
        incident=None,
        reason=Reason("notice-window-ahead", {"window": "Election night", "hours": 20}),
        language=language,
    )
    tried = notice(incident=None, platforms=(), reason=Reason(TEST, {"route": "mail"}), language=language)

    assert "Election night" in WORDS.written(ahead).subject
    assert "Facebook" in WORDS.written(ahead).text
    assert "mail" in WORDS.written(tried).text


NAME = st.text(min_size=1, max_size=300)


@given(NAME, NAME, st.sampled_from(["en", "fr"]), st.sampled_from(["unit-network", "platform"]))
def test_nothing_is_longer_than_its_carrier_takes_nor_breaks_its_line(
    platform: str, unit: str, language: str, cause: str
) -> None:
    incident = changed(OUTAGE, cause=cause, units=[unit] * 9)
    written = WORDS.written(notice(incident=incident, platforms=(platform,), language=language))

    assert len(written.subject) <= LONGEST_SUBJECT
    assert len(written.short) <= LONGEST_SHORT
    assert len(written.summary) <= LONGEST_SUMMARY
    for line in (written.subject, written.short, written.summary):
        assert not {"\n", "\r"} & set(line)
    assert written.short.endswith("https://holdfast.example/incidents/3f2a")


@pytest.mark.parametrize("kind", SAID)
def test_an_sms_keeps_to_its_own_alphabet_so_that_it_stays_one(kind: NoticeKind) -> None:
    for language in ("en", "fr"):
        short = WORDS.written(notice(kind=kind, reason=SAID[kind], language=language)).short
        assert set(short) <= GSM, short


def test_what_stands_in_a_name_is_no_markup() -> None:
    written = WORDS.written(notice(platforms=("<b>Face&book</b>",)))

    assert "<b>" not in written.html
    assert "&lt;b&gt;Face&amp;book&lt;/b&gt;" in written.html


def test_without_an_address_of_the_hub_there_is_no_link() -> None:
    written = NoticeWords(NAMES, ZoneInfo("UTC"), 10).written(notice())

    assert written.link == ""
    assert "On Holdfast's page of this incident." in written.text


def test_a_network_of_other_units_is_told_without_its_name() -> None:
    where = Reason("cause-unit-network", {**OUTAGE.explanation.figures, "where": "Roads"})
    incident: Incident = changed(OUTAGE, cause="unit-network", units=["Roads"], explanation=where)
    told = notice(incident=incident, audience=Audience("press", "unit", "Communications"))

    assert "Roads" not in WORDS.written(told).text
    assert "Roads" in WORDS.written(replace(told, audience=AUDIENCES[0])).text


def test_an_outage_over_midnight_names_both_days() -> None:
    began = OUTAGE.started_at_ms or 0
    incident = changed(OUTAGE, state="resolved", ended_at_ms=began + 20 * 3_600_000)

    text = WORDS.written(all_clear(incident=incident)).text

    assert "From 2 March 2026, 07:00 to 3 March 2026, 03:00: 20\u00a0h." in text.replace(
        "\u00a0March", " March"
    )


def test_a_week_that_nobody_can_tell_of_is_told_to_the_route() -> None:
    with pytest.raises(CannotBeWritten):
        WORDS.written(weekly())


def weekly() -> Notice:
    return notice(kind="digest", incident=None, reason=Reason("notice-week", {"week": "2026-W10"}))
