"""Both languages say the same things, with the same figures, as their readers write them."""

from collections import Counter
from datetime import UTC
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import infra.words
from infra.words import LABELS, LANGUAGES, REASONS, Lang, WordsMissingError, figures, label, render
from streams.domain.lines import Verdict
from streams.domain.outcomes import Outcome

SAMPLES = {
    "count": 3,
    "people": 30,
    "percent": 0.123,
    "size": 1_234_567,
    "time": "2026-03-02T14:31:10.000Z",
    "moment": "2026-03-02T14:31:10.000Z",
    "word": "squid",
    "level": "mission-critical",
    "category": "legal",
    "role": "operations",
}


def figures_of(template: str) -> set[tuple[str, str]]:
    """Each figure of a template with the way it is shown, noun forms aside."""
    return {
        (name, (spec or "").partition(" ")[0])
        for _, name, spec, _ in Formatter().parse(template)
        if name is not None
    }


def samples(template: str) -> dict[str, object]:
    return {name: SAMPLES[kind] for name, kind in figures_of(template)}


@pytest.mark.parametrize("table", [REASONS, LABELS], ids=["reasons", "labels"])
def test_both_languages_have_the_same_codes_with_the_same_figures(
    table: dict[Lang, dict[str, str]],
) -> None:
    french = {key: figures_of(words) for key, words in table["fr"].items()}

    assert {key: figures_of(words) for key, words in table["en"].items()} == french


@pytest.mark.parametrize("language", ["english", "french"])
def test_no_code_has_its_words_in_two_tables(language: str) -> None:
    tables = [
        import_module(f"infra.words.{each.name}")
        for each in iter_modules(infra.words.__path__)
        if each.name.startswith(language)
    ]
    assert len(tables) > 10
    for kind in ("REASONS", "LABELS"):
        codes = Counter(code for table in tables for code in getattr(table, kind, {}))
        assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_and_label_becomes_a_sentence_without_leftovers(lang: Lang) -> None:
    sentences = [render(code, samples(text), lang) for code, text in REASONS[lang].items()]
    sentences += [label(key, lang, **samples(text)) for key, text in LABELS[lang].items()]

    assert all(sentence.strip() == sentence and sentence for sentence in sentences)
    assert not [sentence for sentence in sentences if set("{}|") & set(sentence)]


def test_the_languages_differ_in_every_reason() -> None:
    assert not [code for code in REASONS["en"] if REASONS["en"][code] == REASONS["fr"][code]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_and_every_rejection_has_its_words(lang: Lang) -> None:
    rejections = set(Verdict) - {Verdict.PARSED, Verdict.SKIPPED}

    assert all(label(f"outcome.{outcome.word}", lang) for outcome in Outcome)
    assert all(label(f"rejected.{verdict.word}", lang) for verdict in rejections)


def test_an_unknown_code_a_missing_figure_and_an_unknown_language_are_errors() -> None:
    with pytest.raises(WordsMissingError, match="no words for 'no-such-code'"):
        render("no-such-code", {}, "fr")
    with pytest.raises(WordsMissingError, match="'share' was not given"):
        render("mostly-rejected", {}, "en")
    with pytest.raises(WordsMissingError, match="no such language: 'de'"):
        render("no-directory", {}, "de")  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "It is declared mission-critical; by its traffic it is only habitual."),
        ("fr", "La déclaration dit essentiel à la mission ; selon le trafic, c'est seulement habituel."),
    ],
)
def test_levels_within_a_sentence_are_words_of_its_language(lang: Lang, said: str) -> None:
    told = render("declared-above-observed", {"declared": "mission-critical", "observed": "habitual"}, lang)

    assert told.startswith(figures.typeset(said))


def test_an_unknown_figure_reads_unknown() -> None:
    assert render("mostly-rejected", {"share": None}, "en").startswith("unknown of the lines")


def test_nouns_follow_their_number() -> None:
    assert label("other-platforms", "en", platforms=1) == "1 more platform"
    assert label("other-platforms", "en", platforms=0) == "0 more platforms"
    assert label("other-platforms", "fr", platforms=0) == "0 autre plateforme"
    assert label("other-platforms", "fr", platforms=1500) == "1\u202f500 autres plateformes"


def test_french_is_set_with_no_break_spaces_and_curved_apostrophes() -> None:
    sentence = render("rejected-lines", {"rejected": 1200, "share": 0.0042}, "fr")

    assert sentence.startswith("1\u202f200 lignes n\u2019ont pas")
    assert "(0,4\u00a0%)" in sentence
    assert "«\u00a0holdfast parse\u00a0»" in sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_breakable_space_stands_before_french_punctuation_or_a_per_cent_sign(lang: Lang) -> None:
    shown = [render(code, samples(text), lang) for code, text in REASONS[lang].items()]

    assert not [
        sentence
        for sentence in shown
        if {" :", " ;", " %"} & {sentence[i : i + 2] for i in range(len(sentence))}
    ]


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0, "0 %", "0 %"),
        (0.00004, "under 0.1 %", "moins de 0,1 %"),
        (0.0123, "1.2 %", "1,2 %"),
        (0.5, "50 %", "50 %"),
        (0.9996, "over 99.9 %", "plus de 99,9 %"),
        (1, "100 %", "100 %"),
    ],
)
def test_a_share_never_reads_none_or_all_for_almost(share: float, english: str, french: str) -> None:
    assert figures.percent(share, "en").replace("\u00a0", " ") == english
    assert figures.percent(share, "fr").replace("\u00a0", " ") == french


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_only_none_reads_zero_per_cent_and_only_all_reads_a_hundred(share: float) -> None:
    assert figures.percent(share, "en") not in {"0\u00a0%", "0.0\u00a0%", "100\u00a0%", "100.0\u00a0%"}


@given(st.integers(0, 10**17))
def test_sizes_stay_short_and_never_round_up_to_a_thousand(count: int) -> None:
    shown = figures.size(count, "en").split("\u00a0")[0]

    assert count >= 999_500_000_000_000_000 or float(shown.replace(",", "")) < 1000


@given(st.integers(0, 10**9))
def test_brief_counts_fit_a_tight_column(count: int) -> None:
    assert len(figures.brief(count, "en")) <= 7


def test_times_read_as_their_readers_write_them() -> None:
    toronto = ZoneInfo("America/Toronto")

    assert figures.moment("2026-03-01T14:05:00.000Z", "en", UTC) == "1\u00a0March 2026, 14:05 UTC"
    assert (
        figures.moment("2026-03-01T14:05:00.000Z", "fr", toronto)
        == "1er\u00a0mars 2026 à 9\u00a0h\u00a005 (America/Toronto)"
    )


def test_a_period_within_a_day_names_the_day_once() -> None:
    within = figures.period("2026-03-01T08:00:00.000Z", "2026-03-01T17:30:00.000Z", "fr", UTC)
    across = figures.period("2026-03-01T08:00:00.000Z", "2026-03-14T17:30:00.000Z", "en", UTC)

    assert within == "1er\u00a0mars 2026, de 8\u00a0h à 17\u00a0h\u00a030"
    assert across == "1\u00a0March 2026 to 14\u00a0March 2026"


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0, "0 s", "0 s"),
        (59.4, "59 s", "59 s"),
        (59.6, "1 min", "1 min"),
        (3_569, "59 min", "59 min"),
        (3_600, "1 h", "1 h"),
        (13_330, "3 h 42 min", "3 h 42 min"),
        (86_399, "1 d", "1 j"),
        (183_600, "2 d 3 h", "2 j 3 h"),
    ],
)
def test_a_duration_has_two_figures_at_most(seconds: float, english: str, french: str) -> None:
    assert figures.duration(seconds, "en").replace("\u00a0", " ") == english
    assert figures.duration(seconds, "fr").replace("\u00a0", " ") == french


@given(st.floats(0, 10**9))
def test_a_duration_never_reads_sixty_minutes_or_twenty_four_hours(seconds: float) -> None:
    shown = f" {figures.duration(seconds, 'en')} ".replace("\u00a0", " ")

    assert not [wrong for wrong in (" 60 s ", " 60 min ", " 24 h ") if wrong in shown]


def test_a_span_is_told_to_the_second_and_names_its_day_once() -> None:
    within = ("2026-03-01T14:31:10.000Z", "2026-03-01T18:13:20.000Z")
    across = ("2026-03-01T22:00:00.000Z", "2026-03-02T01:00:05.000Z")

    assert figures.span(*within, "en", UTC) == "1\u00a0March 2026, 14:31:10 to 18:13:20"
    assert figures.span(*across, "en", UTC) == "1\u00a0March 2026, 22:00:00 to 2\u00a0March 2026, 01:00:05"
    assert figures.span(*across, "fr", UTC).replace("\u00a0", " ") == (
        "du 1er mars 2026 à 22 h 00 min 00 s au 2 mars 2026 à 1 h 00 min 05 s"
    )


def test_names_are_listed_as_they_are_spoken() -> None:
    assert figures.listed(["X"], "en") == "X"
    assert figures.listed(["X", "Facebook", "Canva"], "en") == "X, Facebook and Canva"
    assert figures.listed(["X", "Canva"], "fr") == "X et Canva"


def test_a_figure_of_people_knows_the_terms_under_which_it_is_told() -> None:
    told = {"minutes": 15, "people": 30, "k": 10, "identity": "login"}

    assert render("people-report", told, "en").endswith("about 30 people.")
    assert render("people-report", told | {"people": None}, "en").endswith("fewer than 10 people.")
    assert render("people-report", {"minutes": 15, "people": 31}, "en").endswith("unknown.")
    assert render("people-report", told | {"identity": "address"}, "fr").endswith("environ 30 appareils.")


def test_people_are_always_about_or_fewer_than_and_addresses_are_devices() -> None:
    assert figures.people(30, "en", 10) == "about 30 people"
    assert figures.people(None, "en", 10) == "fewer than 10 people"
    assert figures.people(5, "fr", 10) == "moins de 10 personnes"
    assert figures.people(1250, "fr", 10) == "environ 1\u202f250 personnes"
    assert figures.people(30, "fr", 5, "address") == "environ 30 appareils"
