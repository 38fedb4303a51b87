"""What a worker is told: defaults, a file, and sentences that say what to write instead."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from infra.broker.faults import BrokerFault
from monitors.domain.impact.rules import ImpactRules
from monitors.notice_settings import NoticeTable, _Audience
from monitors.settings import MonitorSettings, _File, _Impact, _Register, _Retention, checked, read_settings
from monitors.store import Retention
from streams.settings import SettingsError


def settings_file(folder: Path, text: str) -> Path:
    file = folder / "monitors.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_says_everything_and_its_paths_are_relative_to_it(tmp_path: Path) -> None:
    read = read_settings(
        settings_file(
            tmp_path,
            'broker = "kafka.example:9092"\ntopic_prefix = "x."\ncatalogue = ["own.toml"]\n'
            'timezone = "America/Toronto"\nunits = "units.csv"\nfewest_people = 12\n'
            'tool_rules = "rules.toml"\n'
            'metrics_port = 9108\nmetrics_host = "0.0.0.0"\n'
            "[retention]\nhours_days = 30\n"
            "[register]\noperator_limit = 5\n"
            "[impact]\ncatch_up_hours = 8\nobjectives = { x = 0.9 }\n",
        )
    )
    assert read == MonitorSettings(
        broker="kafka.example:9092",
        topic_prefix="x.",
        catalogue=(tmp_path / "own.toml",),
        timezone="America/Toronto",
        units=tmp_path / "units.csv",
        fewest_people=12,
        tool_rules=tmp_path / "rules.toml",
        metrics_port=9108,
        metrics_host="0.0.0.0",  # noqa: S104 (it is read, not listened on)
        retention=Retention(hours_days=30),
        operator_limit=5,
        impact=ImpactRules(objectives={"x": 0.9}, catch_up_hours=8),
    )


def test_an_empty_file_leaves_everything_as_it_is(tmp_path: Path) -> None:
    assert read_settings(settings_file(tmp_path, "")) == MonitorSettings()


def test_the_environment_names_the_broker_before_the_settings_do() -> None:
    told = checked(MonitorSettings(broker="one:9092"), "two:9092")
    assert told.broker == "two:9092"


EXAMPLE = Path(__file__).parents[3] / "infra/monitors.example.toml"


def test_the_example_is_read_and_its_figures_are_what_holds_without_it() -> None:
    read, usual = read_settings(EXAMPLE), MonitorSettings()
    assert (read.retention, read.operator_limit) == (usual.retention, usual.operator_limit)
    assert read.fewest_people == usual.fewest_people
    assert replace(read.impact, objectives={}) == usual.impact
    assert replace(read.notices, audiences=()) == usual.notices


TABLES = (_File, _Retention, _Register, _Impact, NoticeTable, _Audience)
SETTINGS = [name for table in TABLES for name in table.__struct_fields__]


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_example(setting: str) -> None:
    assert re.search(
        rf"^\[{{0,2}}(notices\.)?{setting}(\]| =)", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("broker = [", "is no TOML"),
        ('brokers = "x:1"', "brokers"),
        ("metrics_port = 'x'", "metrics_port"),
        ("[retention]\nhours = 2", "hours"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    file = settings_file(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as told:
        read_settings(file)
    assert str(file) in str(told.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (MonitorSettings(), "No broker is named"),
        (MonitorSettings(broker="x:1", timezone="Mars/Olympus"), "Mars/Olympus"),
        (MonitorSettings(broker="x:1", metrics_port=99_999), "below 65536"),
        (MonitorSettings(broker="x:1", retention=Retention(minutes_hours=0)), "1 or more"),
        (MonitorSettings(broker="x:1", operator_limit=0), "1 or more"),
        (MonitorSettings(broker="x:1", fewest_people=4), "write 5 or more"),
        (MonitorSettings(broker="x:1", impact=ImpactRules(objective=99.5)), "objective is 99.5"),
        (MonitorSettings(broker="x:1", impact=ImpactRules(objectives={"x": 0})), "objective x is 0"),
        (MonitorSettings(broker="x:1", impact=ImpactRules(catch_up_hours=100)), "hours from 0 to 72"),
    ],
)
def test_what_cannot_be_is_told(settings: MonitorSettings, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        checked(settings, None)


def test_a_broker_that_is_no_address_is_told() -> None:
    with pytest.raises(BrokerFault, match="host:port"):
        checked(MonitorSettings(broker="nowhere"), None)
