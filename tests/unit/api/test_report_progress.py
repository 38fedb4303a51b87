"""Progress says how fast and how long, and is silent where nobody watches."""

import io

import pytest
from rich.console import Console

from api.report.progress import ReadingProgress
from infra.words import LANGUAGES, Lang


def terminal() -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=100, force_terminal=True, color_system=None), out


def test_a_pipe_sees_nothing() -> None:
    out = io.StringIO()

    with ReadingProgress(Console(file=out, force_terminal=False), 100) as progress:
        progress.advance(100, 5)

    assert out.getvalue() == ""


@pytest.mark.parametrize(("lang", "rate", "left"), [("en", "lines/s", "left"), ("fr", "lignes/s", "reste")])
def test_a_terminal_sees_the_share_the_rate_and_the_time_left(lang: Lang, rate: str, left: str) -> None:
    console, out = terminal()

    with ReadingProgress(console, 1000, lang) as progress:
        progress.advance(200, 20)
        progress.advance(500, 20)
    drawn = out.getvalue()

    assert lang in LANGUAGES
    assert "50%" in drawn
    assert rate in drawn
    assert left in drawn


def test_an_unknown_size_shows_the_rate_and_no_time_left() -> None:
    console, out = terminal()

    with ReadingProgress(console, None) as progress:
        progress.advance(500, 20)

    assert "lines/s" in out.getvalue()
    assert "left" not in out.getvalue()


def test_the_bar_is_gone_after_an_error_and_the_error_goes_on() -> None:
    console, out = terminal()

    with pytest.raises(OSError, match="disk"), ReadingProgress(console, 10):
        raise OSError("disk")

    assert "\x1b[?25h" in out.getvalue()  # the cursor is back
