"""The terminal summary fits, tells the truth, and cannot be steered by what it shows."""

import io
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from api.report import stories
from api.report.sentences import Words
from api.report.terminal import inert, meter, show
from api.report.views import Edition
from infra.words import LANGUAGES, Lang
from monitors.snapshot_schema import Reason, Snapshot
from tests.snapshot_documents import EXPLAINED, empty, from_addresses_only, organisation, troubled

DOCUMENTS = {
    "organisation": organisation(),
    "troubled": troubled(),
    "addresses": from_addresses_only(),
    "empty": empty(),
}


def shown(snapshot: Snapshot, lang: Lang = "en", width: int = 80, **more: object) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False, color_system=None)
    show(snapshot, console, lang, Edition(), **more)  # type: ignore[arg-type]  # paths by name
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("snapshot", DOCUMENTS.values(), ids=DOCUMENTS)
def test_no_line_is_wider_than_the_terminal_and_no_figure_is_cut(
    snapshot: Snapshot, lang: Lang, width: int
) -> None:
    text = shown(snapshot, lang, width)

    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text


def test_the_summary_tells_what_was_read_and_where_the_report_went() -> None:
    text = " ".join(shown(organisation(), width=120, html=Path("out.html"), json=Path("out.json")).split())

    assert "12,480,311 lines: 12,478,002 understood, 2,301 not, 8 skipped" in text
    assert "access.log.2.gz, access.log.1, access.log (squid)" in text
    assert "88\u00a0% of lines joined to a unit".replace("\u00a0", " ") in text
    assert "Report out.html" in text
    assert "JSON out.json" in text


def test_withheld_cells_are_counted_in_words() -> None:
    withheld = sum(row.withheld is True for row in organisation().usage)

    assert f"Fewer than 10 people: figure withheld. This holds for {withheld} cells." in shown(organisation())


def test_what_broke_comes_before_how_platforms_are_used() -> None:
    text = " ".join(shown(troubled(), width=120).split())

    assert text.index("Facebook failed 4 Mar, 14:31 to 18:13 (3 h 42 min), over") < text.index("in use here")
    assert "Whose fault: the platform, 97\u00a0% sure".replace("\u00a0", " ") in text
    assert " ".join(EXPLAINED.split()) in text
    assert "1 more, in the report" in text
    assert "1 suspicion besides, of which nothing is claimed." in text


@pytest.mark.parametrize(
    ("lang", "fault", "none"),
    [
        ("en", "Whose fault: ", "Whose fault: nobody's, it was no outage"),
        ("fr", "À qui la faute\u00a0: ", "À qui la faute\u00a0: à personne"),
    ],
)
def test_a_false_alarm_is_nobodys_fault_and_the_french_colon_has_its_space(
    lang: Lang, fault: str, none: str
) -> None:
    told = Words.of(troubled(), lang, Edition())
    [first, *_] = troubled().incidents
    real = stories.tell(first, None, told)
    alarm = stories.tell(msgspec.structs.replace(first, state="false-alarm"), None, told)

    assert real.fault(told).startswith(fault)
    assert real.fault(told).endswith(real.sure)
    assert alarm.fault(told).startswith(none)
    assert "%" not in alarm.fault(told)


def test_a_quiet_log_says_so_and_claims_no_more_than_it_can_show() -> None:
    assert "Nothing broke in these 14 days, as far as this log can show." in shown(organisation())
    assert "Nothing can be said of what broke: the log shows no use in it." in shown(empty())


def test_the_gravest_warning_comes_first() -> None:
    warnings = [Reason("short-period", {"days": 1}), Reason("mostly-rejected", {"share": 0.9})]

    text = shown(msgspec.structs.replace(empty(), warnings=warnings), width=120)

    assert text.index("90") < text.index("1 day")


def test_names_can_neither_style_nor_steer_the_terminal() -> None:
    attack = "\x1b[31mred\x1b]0;owned\x07 [bold]markup[/bold] \u202egnp"
    rows = organisation().usage
    usage = [msgspec.structs.replace(r, unit=attack) if r.unit == "Revenue" else r for r in rows]
    given = msgspec.structs.replace(organisation().input, files=[attack])
    snapshot = msgspec.structs.replace(
        organisation(), usage=usage, input=given, warnings=[Reason("truncated-input", {"file": attack})]
    )

    text = shown(snapshot, width=120)

    assert not [c for c in text if not c.isprintable() and c not in "\n\u00a0\u202f"]
    assert "[bold]markup[/bold]" in text


def test_text_stays_as_it_is_when_it_is_harmless() -> None:
    assert inert("Musées et culture 1\u202f000 %").plain == "Musées et culture 1\u202f000 %"


@pytest.mark.parametrize(
    ("value", "drawn"), [(0, ""), (0.001, "╸"), (50, "━━━━━"), (75, "━━━━━━━╸"), (100, "━" * 10)]
)
def test_a_meter_starts_at_zero_and_never_hides_a_little(value: float, drawn: str) -> None:
    assert meter(value, 100, 10) == drawn


def test_a_terminal_without_unicode_still_gets_its_summary() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="cp1252", newline="\n")
    show(organisation(), Console(file=out, width=80, force_terminal=False, color_system=None), "fr")
    out.flush()

    assert "YouTube" in raw.getvalue().decode("cp1252")
