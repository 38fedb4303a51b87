"""Holdfast's readers, catalogue and directory against the truth of simulated logs, in every format."""

from collections import Counter
from datetime import datetime
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
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

BEGIN_MS = round(TUESDAY_AT_NINE.timestamp() * 1000)
A_SECOND = 1000
ALWAYS = (0, 4_000_000_000_000)
TROUBLES = (
    Disturbance("dns", "facebook", *ALWAYS),
    Disturbance("refused", "instagram", *ALWAYS),
    Disturbance("5xx", "x", *ALWAYS),
    Disturbance("filter", "youtube", *ALWAYS),
    Disturbance("slow", "reddit", *ALWAYS),
    Disturbance("timeout", "linkedin", *ALWAYS),
    Disturbance("forbidden", "tiktok", *ALWAYS),
    Disturbance("account", "dropbox~Corporate", *ALWAYS),
    Disturbance("refused", "whatsapp/core", *ALWAYS, 0.3),
    Disturbance("network", "North", 0, BEGIN_MS + 600_000),
)


@pytest.mark.parametrize("form", WRITERS)
def test_reading_a_log_gives_the_truth_by_platform_outcome_and_unit(form: str, tmp_path: Path) -> None:
    simulation = morning(
        form=form, people=200, hours=1, malformed_share=0.01, disturbances=TROUBLES, noise_rho=0.05
    )
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


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("kind", ["dns", "refused", "timeout", "filter", "forbidden"])
def test_trouble_is_first_seen_by_our_readers_when_the_truth_says(kind: str, form: str) -> None:
    said = Disturbance(kind, "facebook", BEGIN_MS + 600_000, BEGIN_MS + 1_500_000)
    log, truth = written(morning(form=form, people=200, plain_share=0.3, disturbances=(said,)))
    requests = make_format(form, FormatOptions()).cut(Block(log), "").requests
    catalogue = load_catalogue()
    found = Platforms(catalogue).find(requests)
    struck = found.platform == list(catalogue.platforms).index("facebook")
    struck &= requests.started_ms >= said.from_ms - A_SECOND  # some formats know seconds only
    first = int(requests.seen_ms[struck & (requests.outcome != Outcome.OK)].min())
    (trouble,) = truth.disturbances
    assert trouble.first_shown_at is not None
    told = round(datetime.fromisoformat(trouble.first_shown_at).timestamp() * 1000)
    assert 0 <= told - first < A_SECOND


def test_surface_groups_of_hosts_that_count_are_the_catalogues() -> None:
    catalogue = load_catalogue()
    for hosts in PLATFORMS.values():
        for host in hosts:
            entry = catalogue.find(host.name)
            assert entry is not None
            if host.counts != "no":
                assert entry.group == host.group, host.name


def test_the_simulations_own_table_of_hosts_says_what_the_catalogue_says() -> None:
    catalogue = load_catalogue()
    told = {host.name: (platform, host.counts) for platform, hosts in PLATFORMS.items() for host in hosts}
    entries = {name: catalogue.find(name) for name in told}
    assert {name: (e.platform, e.use.word) if e else None for name, e in entries.items()} == told


@pytest.mark.parametrize("trap", TRAPS)
def test_the_catalogue_falls_into_none_of_the_simulations_traps(trap: str) -> None:
    assert load_catalogue().find(trap) is None
