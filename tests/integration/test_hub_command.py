"""`holdfast hub` where something is not as it should be: it says what to do, and with which status."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from socket import socket

import httpx
import pytest
from sqlalchemy import URL

from api.reading.schema import check_schema
from infra.database_address import HUB_VARIABLE, VARIABLE, sqlite_address
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE
from monitors.adapters.database import reading_engine
from monitors.adapters.sql_store import opened_store
from monitors.store import StoreUnavailable, StoreUnusable
from tests.holdfast_process import AS_ANYBODY, holdfast, rest
from tests.hub_process import HubChild
from tests.monitoring import MonitorsChild, eventually

NOWHERE = "127.0.0.1:9"


def at(folder: Path, name: str) -> URL:
    return URL.create("sqlite", database=str(folder / name))


def ended(
    folder: Path, *arguments: str, broker: str = NOWHERE, begun_by: Sequence[str] = ()
) -> tuple[int, str]:
    """The status with which a hub ends by itself, and all that it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    databases = {
        VARIABLE: sqlite_address(folder / "judged.db"),
        HUB_VARIABLE: sqlite_address(folder / "hub.db"),
    }
    told = ["hub", *(["--broker", broker] if broker else []), *arguments]
    with holdfast(*told, environment=kept | databases, patience_seconds=60, begun_by=begun_by) as process:
        said = rest(process)
        return process.wait(), " ".join(said.split())


@contextmanager
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with closing(socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_told_and_may_be_free_later(tmp_path: Path) -> None:
    with taken() as port:
        status, said = ended(tmp_path, "--port", str(port))
    assert status == TRY_AGAIN_LATER
    assert said == (
        f"The hub cannot listen on 127.0.0.1:{port}; something listens there, another hub perhaps: "
        "stop that, or choose another --port."
    )
    assert not (tmp_path / "hub.db").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "nosuch.invalid"])
def test_an_address_of_another_machine_is_told(tmp_path: Path, host: str) -> None:
    status, said = ended(tmp_path, "--host", host, "--port", "0")
    assert status == USAGE
    assert "--host is an address of this machine" in said


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ("prot = 80", BAD_DATA, "unknown field `prot`; there are broker"),
        ('port = "x"', BAD_DATA, "Expected `int`, got `str` - at `$.port`"),
        ("port = ", BAD_DATA, "is no TOML"),
        ('timezone = "Mars/One"', BAD_DATA, "no time zone is called 'Mars/One'; use an IANA name"),
        ('units = "none.csv"', NO_INPUT, "none.csv. Check the name."),
        ('public_url = "hub.example.org"', BAD_DATA, "such as https://"),
    ],
)
def test_settings_with_a_mistake_are_told_by_name(
    tmp_path: Path, settings: str, status: int, told: str
) -> None:
    (tmp_path / "hub.toml").write_text(settings, encoding="utf-8")
    assert (found := ended(tmp_path, "--settings", str(tmp_path / "hub.toml")))[0] == status
    assert told in found[1]


@pytest.mark.parametrize(
    ("broker", "told"),
    [("", "No broker is named: give --broker host:port"), ("nonsense", "it must be host:port")],
)
def test_a_broker_that_is_none_is_told(tmp_path: Path, broker: str, told: str) -> None:
    status, said = ended(tmp_path, broker=broker)
    assert (status, told in said) == (USAGE, True)


def test_accounts_that_cannot_be_opened_end_the_hub(tmp_path: Path) -> None:
    accounts = tmp_path / "hub.db"
    accounts.write_bytes(b"this is no database, whatever its name says of it")
    assert ended(tmp_path, "--port", "0") == (
        BAD_DATA,
        f"{accounts} is damaged or no database. Name another, or a file that is not there yet.",
    )
    accounts.unlink()
    with closing(sqlite3.connect(accounts)) as made:
        made.execute("CREATE TABLE hub_alembic_version (version_num TEXT)")
        made.execute("INSERT INTO hub_alembic_version VALUES ('p9999')")
        made.commit()
    status, said = ended(tmp_path, "--port", "0")
    assert status == BAD_DATA
    assert "was made by a newer Holdfast (revision p9999). Run that version" in said


def test_accounts_that_this_user_may_not_write_end_the_hub(tmp_path: Path) -> None:
    (tmp_path / "hub.db").touch(mode=0o400)
    status, said = ended(tmp_path, "--port", "0", begun_by=AS_ANYBODY)
    assert status == BAD_DATA
    assert str(tmp_path / "hub.db") in said


def stand(folder: Path, revision: str) -> None:
    """Let the monitors' database be one of this revision."""
    with closing(sqlite3.connect(folder / "judged.db")) as opened:
        opened.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        opened.commit()


def test_a_database_that_lacks_tables_is_told_and_one_with_more_is_read(tmp_path: Path) -> None:
    engine = reading_engine(at(tmp_path, "judged.db"))
    with pytest.raises(StoreUnavailable, match=r"There is no database .*judged.db yet. Start `holdfast mon"):
        check_schema(engine)
    with opened_store(at(tmp_path, "judged.db")):
        check_schema(engine)
    stand(tmp_path, "r0004")
    with pytest.raises(StoreUnusable, match=r"as an older Holdfast left it \(revision r0004\). Start `hold"):
        check_schema(engine)
    stand(tmp_path, "r9999")
    check_schema(engine)
    engine.dispose()


@pytest.mark.kafka
def test_a_hub_before_its_monitors_says_what_it_waits_for_and_goes_on_by_itself(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    with ExitStack() as ending:
        hub = HubChild(kafka, topic_prefix, tmp_path, "--port", "0")
        ending.callback(hub.kill)
        address = hub.showing()
        assert httpx.get(f"{address}readyz").json()["parts"]["database"] is False
        eventually(lambda: hub.events("database-unread"), "it says what it lacks")
        assert "Start `holdfast monitors`" in hub.events("database-unread")[0]["reason"]
        worker = MonitorsChild(
            kafka, topic_prefix, sqlite_address(tmp_path / "judged.db"), tmp_path / "monitors.txt"
        )
        ending.callback(worker.kill)
        eventually(lambda: httpx.get(f"{address}readyz").status_code == 200, "the hub is ready")
        assert hub.stop() == 0
