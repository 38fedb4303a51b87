"""Whom months of a simulated organisation page, for `make examine`; writes its figures into the docs."""

import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from monitors.domain.notices.rules import NoticeRules
from monitors.domain.outage.rules import Rules
from monitors.evaluation.figures import poisson_upper_bound
from monitors.evaluation.paging import PagedMonth, paged_month
from monitors.evaluation.replay import Setting

PAGE = Path(__file__).parents[2] / "docs/who-is-told.md"
BEGINS, ENDS = "<!-- months: written by make examine -->", "<!-- months end -->"
SEEDS = range(201, 207)
"""None of them was used to choose a threshold."""

DAYS = 30


def months(seeds: Sequence[int]) -> list[PagedMonth]:
    settings = [Setting(seed=seed, days=DAYS, votes=5, rho=0.02) for seed in seeds]
    page = partial(paged_month, rules=Rules(), notice_rules=NoticeRules())
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(page, settings))


def write_figures(found: Sequence[PagedMonth]) -> None:
    """Put the table into the page, in the place of the one before."""
    said: Counter[str] = Counter()
    for month in found:
        said.update(month.messages)
    rows = [
        f"| {month.setting.seed} | {month.troubles} | {month.pages} | {month.false_pages} |"
        for month in found
    ]
    false = sum(month.false_pages for month in found)
    table = "\n".join(
        [
            "| seed | troubles of what is relied on | pages | false pages |",
            "| ---: | ---: | ---: | ---: |",
            *rows,
        ]
    )
    bound = poisson_upper_bound(false) / len(found)
    pages = f"{false} false page" if false == 1 else f"{false} false pages"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(said.items()))
    summed = (
        f"{pages} in {len(found)} organisation-months: at most {bound:.2f} a month (95 % Poisson bound). "
        f"All messages: {kinds}."
    )
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGINS)
    after = rest.split(ENDS)[1]
    PAGE.write_text(f"{before}{BEGINS}\n\n{table}\n\n{summed}\n\n{ENDS}{after}", encoding="utf-8")


@pytest.mark.storm
@pytest.mark.timeout(3600)
def test_no_month_of_eighty_platforms_sends_more_than_one_false_page() -> None:
    found = months(SEEDS)

    write_figures(found)

    assert [month.setting.seed for month in found if month.false_pages > 1] == []
    assert all(month.pages > 0 for month in found)
    assert poisson_upper_bound(sum(month.false_pages for month in found)) / len(found) <= 1
    for month in found:
        assert month.messages["all-clear"] <= month.messages["first"] + month.messages.get("repeat", 0)
