"""The collector's settings file: what it may say, and what it answers to whoever writes it wrongly."""

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

import infra
from streams.settings import CollectorSettings, SettingsError, Source, checked, read_settings

WHOLE = """
broker = "kafka.example:9092"
topic_prefix = "org."
key_file = "secret/key"
directory = "directory.csv"
units = "/etc/holdfast/units.csv"
catalogue = ["own.toml"]
timezone = "America/Toronto"
metrics_port = 9464

[[source]]
name = "north"
path = "/var/log/squid/access.log"
format = "squid"
site = "North"

[[source]]
name = "south"
path = "logs/u_ex*.log"
timezone = "Europe/Paris"
history = ""

[[source]]
name = "gateway"
path = "gateway.tsv"
format = "delimited"
[source.fields]
separator = "\\t"
"""


def settings_file(folder: Path, text: str) -> Path:
    file = folder / "collector.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_can_be_said_in_one_file(tmp_path: Path) -> None:
    settings = read_settings(settings_file(tmp_path, WHOLE))
    assert settings.broker == "kafka.example:9092"
    assert settings.key_file == tmp_path / "secret/key"
    assert settings.units == Path("/etc/holdfast/units.csv")
    assert settings.catalogue == (tmp_path / "own.toml",)
    north, south, gateway = settings.sources
    assert (north.name, north.path, north.site) == ("north", Path("/var/log/squid/access.log"), "North")
    assert (south.path, south.options.timezone, south.history) == (
        tmp_path / "logs/u_ex*.log",
        "Europe/Paris",
        "",
    )
    assert gateway.options.fields == {"separator": "\t"}


def test_the_broker_of_the_environment_wins(tmp_path: Path) -> None:
    settings = read_settings(settings_file(tmp_path, WHOLE.replace('format = "delimited"', "")))
    assert checked(settings, None).broker == "kafka.example:9092"
    assert checked(settings, "127.0.0.1:9092").broker == "127.0.0.1:9092"


NORTH = '[[source]]\nname = "north"\npath = "access.log"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("broker = 'x:1'", r"names no log; write one \[\[source\]\] table for each"),
        ("broker = ", "is no TOML"),
        (
            NORTH + "compression = 'zstd'\n",
            "there is no setting called compression in .*number 1; there are name,",
        ),
        ("brokers = 'x:1'\n" + NORTH, "there is no setting called brokers; there are source, broker"),
        (
            "[[source]]\nname = 'north'\n",
            r"path is missing in \[\[source\]\] number 1; every \[\[source\]\] needs",
        ),
        ("metrics_port = 'high'\n" + NORTH, "Expected `int.*`, got `str` in metrics_port"),
        (NORTH + "timezone = 'Mars'\n", "source north: no time zone is called 'Mars'"),
        (NORTH + "fields = 'none.toml'\n", "source north: there is no file .*none.toml"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(settings_file(tmp_path, text))


GOOD = CollectorSettings((Source("north", Path("access.log")),), "127.0.0.1:9092")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            replace(GOOD, broker=""),
            "give --broker host:port, write broker in the settings, or set HOLDFAST_KAFKA",
        ),
        (replace(GOOD, sources=(Source("nörth pole", Path("a")),)), "is no name for a source"),
        (replace(GOOD, sources=(*GOOD.sources, Source("north", Path("b")))), "two sources are called north"),
        (
            replace(GOOD, sources=(*GOOD.sources, Source("south", Path("./access.log")))),
            "the sources north and south are the same log, access.log; its lines would count twice",
        ),
        (
            replace(GOOD, sources=(Source("north", Path("a"), "squib"),)),
            "source north: --format squib is not known",
        ),
        (replace(GOOD, timezone="Mars"), "no time zone is called 'Mars'"),
        (replace(GOOD, metrics_port=70_000), "a port is a number below 65536"),
        (replace(GOOD, processes=0), "must be 1 or more"),
    ],
)
def test_settings_that_contradict_themselves_are_refused(settings: CollectorSettings, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        checked(settings, None)


def test_a_link_to_a_log_is_the_same_log(tmp_path: Path) -> None:
    log, link = tmp_path / "access.log", tmp_path / "link.log"
    log.touch()
    link.symlink_to(log)
    twice = replace(GOOD, sources=(Source("north", log), Source("south", link)))
    with pytest.raises(SettingsError, match="are the same log"):
        checked(twice, None)


def test_the_example_says_every_setting_and_can_be_used_as_it_stands() -> None:
    example = Path(infra.__file__).parent / "collector.example.toml"

    told = checked(read_settings(example), None)

    stated = tomllib.loads(example.read_text(encoding="utf-8"))
    every = {field.name for field in fields(CollectorSettings)} - {"sources"}
    assert set(stated) == every | {"source"}
    assert set().union(*stated["source"]) == {
        "name", "path", "format", "timezone", "logformat", "fields", "site", "history",
    }  # fmt: skip
    assert [source.format_name for source in told.sources] == ["squid", "w3c", "squid-logformat"]
