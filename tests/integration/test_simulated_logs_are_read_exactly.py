"""Holdfast's readers, catalogue and directory against the truth of simulated logs, in every format."""

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import load_directory
from streams.attribution import People, Platforms
from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.surfaces import Use
from streams.formats.options import FormatOptions
from streams.formats.registry import AUTO, make_format, recognise
from streams.simulation import Disturbance
from streams.simulation.platforms import PLATFORMS, TRAPS
from streams.simulation.writers import WRITERS
from tests.simulated_logs import morning, written

ALWAYS = (0, 4_000_000_000_000)
TROUBLES = (
    Disturbance("dns", "facebook", *ALWAYS),
    Disturbance("refused", "instagram", *ALWAYS),
    Disturbance("5xx", "x", *ALWAYS),
    Disturbance("filter", "youtube", *ALWAYS),
    Disturbance("slow", "reddit", *ALWAYS),
)


@pytest.mark.parametrize("form", WRITERS)
def test_reading_a_log_gives_the_truth_by_platform_outcome_and_unit(form: str, tmp_path: Path) -> None:
    simulation = morning(form=form, people=200, hours=1, malformed_share=0.01, disturbances=TROUBLES)
    log, truth = written(simulation)
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    simulation.organisation.write_units(tmp_path / "units.csv")
    directory = load_directory(tmp_path / "directory.csv", tmp_path / "units.csv", ZoneInfo("UTC"))
    catalogue = load_catalogue()
    block = Block(log)
    assert recognise(AUTO, log.split(b"\n")[:100], FormatOptions()) == form
    cut = make_format(form, FormatOptions()).cut(block, "")
    verdicts = Counter(cut.verdicts.tolist())
    assert verdicts[Verdict.PARSED] == truth.request_lines
    assert verdicts[Verdict.SKIPPED] == truth.header_lines
    assert len(block) == truth.lines

    found = Platforms(catalogue).find(cut.requests)
    persons = People(directory, Pseudonymiser.for_this_run(b"0" * 32)).find(cut.requests)
    names = list(catalogue.platforms)
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in np.flatnonzero((found.platform >= 0) & (found.use >= Use.WEAK)).tolist():
        unit = "!exclude" if persons.excluded[row] else directory.units[persons.unit[row]].name
        outcome = Outcome(cut.requests.outcome[row]).word
        counts[names[found.platform[row]], outcome, unit] += 1
    assert counts == truth.counts()


def test_the_simulations_own_table_of_hosts_says_what_the_catalogue_says() -> None:
    catalogue = load_catalogue()
    told = {host.name: (platform, host.counts) for platform, hosts in PLATFORMS.items() for host in hosts}
    entries = {name: catalogue.find(name) for name in told}
    assert {name: (e.platform, e.use.word) if e else None for name, e in entries.items()} == told


@pytest.mark.parametrize("trap", TRAPS)
def test_the_catalogue_falls_into_none_of_the_simulations_traps(trap: str) -> None:
    assert load_catalogue().find(trap) is None
