"""The database as people meet it: named, made, upgraded, full, away, and back."""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from infra.database_address import sqlite_address
from infra.folders import data_folder
from monitors.adapters.account_tables import ACCOUNT_TABLES
from monitors.adapters.aid_tables import AID_TABLES
from monitors.adapters.audit_tables import AUDIT_TABLES
from monitors.adapters.context_tables import CONTEXT_TABLES
from monitors.adapters.database import engine_for, faults_told, place_of, sole_worker, stated_url
from monitors.adapters.exercise_tables import EXERCISE_TABLES
from monitors.adapters.finding_tables import FINDING_TABLES
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.notice_tables import NOTICE_TABLES
from monitors.adapters.published_tables import PUBLISHED_TABLES
from monitors.adapters.register_tables import REGISTER_TABLES
from monitors.adapters.reliance_tables import RELIANCE_TABLES
from monitors.adapters.room_tables import ROOM_TABLES
from monitors.adapters.sql_store import SqlStore, opened_store
from monitors.adapters.tables import TABLES, Judged, UsageHour, UsageMinute, table_of
from monitors.domain.usage_rows import MINUTE_COUNTS, UsageRows
from monitors.store import (
    Forgotten,
    Overtaken,
    StoreFault,
    StoreFull,
    StoreHeld,
    StoreRefused,
    StoreUnavailable,
    StoreUnusable,
    Work,
)
from streams.domain.deltas import USAGE_COUNTS
from tests.postgresql_server import PASSWORD, PostgresqlMissingError, PostgresqlServer
from tests.stored_work import SIGNALS, contents_of_database, days, work_of


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """An empty database of either kind."""
    if request.param == "postgresql":
        return stated_url({"HOLDFAST_DATABASE": request.getfixturevalue("postgresql_url")})
    return sqlite_url(tmp_path)


@pytest.fixture
def server() -> Iterator[PostgresqlServer]:
    """A server of one's own, to kill."""
    try:
        with PostgresqlServer() as own:
            yield own
    except PostgresqlMissingError as missing:
        pytest.skip(str(missing))


def sqlite_url(folder: Path) -> URL:
    return stated_url({"HOLDFAST_DATABASE": f"sqlite:///{folder}/judged.db"})


def test_without_a_setting_it_is_a_file_in_the_data_folder() -> None:
    assert place_of(stated_url({})) == str(data_folder() / "judged.db")
    assert stated_url({"HOLDFAST_DATABASE": "  "}) == stated_url({})


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_setting_names_a_postgresql_in_any_of_the_usual_ways(scheme: str) -> None:
    stated = stated_url({"HOLDFAST_DATABASE": f"{scheme}://holdfast:secret@db.example:6543/judged"})

    assert stated.drivername == "postgresql+psycopg"
    assert place_of(stated) == "db.example:6543/judged"


@pytest.mark.parametrize(
    "stated",
    ["mysql://u:secret@h/d", "judged.db:secret", "sqlite://", "sqlite:///:memory:", "postgresql:secret"],
)
def test_a_setting_that_names_no_such_database_is_explained_without_its_password(stated: str) -> None:
    with pytest.raises(StoreUnusable, match=r"postgresql://user:password@host/name") as refused:
        stated_url({"HOLDFAST_DATABASE": stated})

    assert "secret" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="files have other rights on this system")
def test_a_file_in_a_folder_of_any_name_is_opened_there_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "100% of it? yes, #1 für uns %41&x=y"

    with opened_store(stated_url({"HOLDFAST_DATABASE": sqlite_address(folder / "judged.db")})) as store:
        store.commit(SIGNALS, None, 1, work_of(0))

    assert (folder / "judged.db").is_file()
    assert list(tmp_path.iterdir()) == [folder]


def test_what_a_question_mark_would_cut_off_a_file_name_is_refused() -> None:
    with pytest.raises(StoreUnusable, match=r"write %3F"):
        stated_url({"HOLDFAST_DATABASE": "sqlite:////data/what?/judged.db"})


def test_a_file_that_others_could_read_is_closed_to_them_and_that_is_said(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    with opened_store(url) as store:
        store.commit(SIGNALS, None, 1, work_of(0))
        left = {end: (tmp_path / f"judged.db{end}").read_bytes() for end in ("", "-wal", "-shm")}
    for end, content in left.items():  # as kill -9 would leave them
        (tmp_path / f"judged.db{end}").write_bytes(content)
        (tmp_path / f"judged.db{end}").chmod(0o644)

    with capture_logs() as said, opened_store(url) as store:
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        assert store.resume(SIGNALS).next_offset == 1

    assert set(modes.values()) == {0o600}, modes
    told = {
        (entry["file"], entry["mode_was"]) for entry in said if entry["event"] == "database-closed-to-others"
    }
    assert told == {(str(tmp_path / f"judged.db{end}"), "0644") for end in left}


def test_a_file_that_is_closed_to_others_is_not_spoken_of(tmp_path: Path) -> None:
    with opened_store(sqlite_url(tmp_path)), capture_logs() as said, opened_store(sqlite_url(tmp_path / "b")):
        pass

    assert said == []


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    with opened_store(sqlite_url(tmp_path / "new")) as store:
        store.commit(SIGNALS, None, 1, work_of(0))

        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()}
        names = ("judged.db", "judged.db-shm", "judged.db-wal", "judged.db.lock")
        assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_second_worker_on_a_file_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    with opened_store(url) as first:
        with (
            pytest.raises(StoreUnusable, match=r"Another worker already writes to .*judged\.db"),
            sole_worker(url),
        ):
            pytest.fail("two workers hold one file")
        first.commit(SIGNALS, None, 1, work_of(0))
    with opened_store(url) as second:
        assert second.resume(SIGNALS).next_offset == 1


def test_readers_of_a_file_are_not_shut_out_while_a_worker_writes(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    with opened_store(url) as store:
        store.commit(SIGNALS, None, 1, work_of(0))
        seen = []

        def read_beside(_: Connection) -> None:
            with sqlite3.connect(str(url.database), timeout=0) as reader:
                seen.extend(reader.execute("SELECT next_offset FROM offsets").fetchall())
            reader.close()

        event.listen(store.engine, "commit", read_beside)
        store.commit(SIGNALS, 1, 2, work_of(1))

    assert seen == [(1,)]


@pytest.mark.postgresql
def test_several_workers_share_a_postgresql(postgresql_url: str) -> None:
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    with opened_store(url) as one, opened_store(url) as other:
        one.commit(SIGNALS, None, 1, work_of(0))
        assert other.resume(SIGNALS).next_offset == 1


@pytest.mark.postgresql
def test_workers_that_meet_in_a_new_day_unite_it(postgresql_url: str) -> None:
    """A unit that moved to another partition: both workers insert its day, the second waits for the first."""
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    first, second = (replace(SIGNALS, partition=partition) for partition in (3, 4))
    with ThreadPoolExecutor(1) as thread, opened_store(url) as one, opened_store(url) as other:
        waiting: list[Future[None]] = []

        def let_the_other_come(_: Connection) -> None:
            work = Work(UsageRows({}, days("Health", [2, 3])))
            waiting.append(thread.submit(other.commit, second, None, 1, work))
            wait_for_a_lock(postgresql_url)

        event.listen(one.engine, "commit", let_the_other_come, once=True)
        one.commit(first, None, 1, Work(UsageRows({}, days("Health", [1, 2]))))
        waiting[0].result(timeout=30)

        assert contents_of_database(one.engine).days == days("Health", [1, 2, 3])


@pytest.mark.postgresql
def test_a_postgresql_is_had_alone_only_while_no_worker_runs_and_keeps_workers_waiting(
    postgresql_url: str,
) -> None:
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    with (
        opened_store(url),
        opened_store(url),
        pytest.raises(StoreHeld, match="Workers are running on"),
        opened_store(url, alone=True),
    ):
        pytest.fail("it was not alone")
    with opened_store(url, alone=True) as store:
        store.commit(SIGNALS, None, 1, work_of(0))
        with pytest.raises(StoreUnavailable, match="A key is just being forgotten"), opened_store(url):
            pytest.fail("a worker began beside it")
        with pytest.raises(StoreHeld), opened_store(url, alone=True):
            pytest.fail("two were alone")
    with opened_store(url) as worker:
        assert worker.resume(SIGNALS).next_offset == 1


@pytest.mark.postgresql
def test_a_worker_whose_connections_broke_cannot_write_behind_a_key_that_was_forgotten(
    postgresql_url: str,
) -> None:
    """It no longer shows as running; what it remembers is kept out all the same."""
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    with opened_store(url) as worker:
        worker.commit(SIGNALS, None, 1, Work())
        assert worker.resume(SIGNALS).next_offset == 1
        with psycopg.connect(postgresql_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with opened_store(url, alone=True) as alone:
            alone.forget_key(1)

        with pytest.raises(Overtaken, match="A key was forgotten since this worker began"):
            worker.commit(SIGNALS, 1, 2, work_of(1))
        assert worker.resume(SIGNALS).next_offset == 1


@pytest.mark.postgresql
def test_a_commit_that_is_on_its_way_is_waited_for_and_what_it_wrote_is_removed_too(
    postgresql_url: str,
) -> None:
    url = stated_url({"HOLDFAST_DATABASE": postgresql_url})
    with ThreadPoolExecutor(1) as thread, opened_store(url) as worker, opened_store(url) as forgetting:
        forgotten: list[Future[Forgotten]] = []

        def forget_meanwhile(_: Connection) -> None:
            forgotten.append(thread.submit(forgetting.forget_key, 1))
            wait_for_a_lock(postgresql_url)

        event.listen(worker.engine, "commit", forget_meanwhile, once=True)
        worker.commit(SIGNALS, None, 1, Work(UsageRows({}, days("Health", [1, 2], key_version=1))))

        assert forgotten[0].result(timeout=30) == Forgotten(days=1, people=0)
        assert contents_of_database(worker.engine).days == {}


def test_what_was_removed_stays_in_a_log_that_somebody_reads_which_is_said_and_ends_the_next_time(
    tmp_path: Path,
) -> None:
    url = sqlite_url(tmp_path)
    with opened_store(url) as store:
        event.listen(store.engine, "checkout", _impatient_and_untidy)
        store.commit(SIGNALS, None, 1, Work(UsageRows({}, days("Health", [1, 2], key_version=1))))
        trace = contents_of_database(store.engine).days.popitem()[1].people.data[-16:]
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM usage_days").fetchall()
            with pytest.raises(StoreUnavailable, match=r"Another program reads .*judged\.db"):
                store.forget_key(1)

        assert store.forget_key(1) == Forgotten(days=0, people=0)
        written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert trace not in written


def _impatient_and_untidy(connection: sqlite3.Connection, *_: object) -> None:
    """Wait for nobody, and leave what is deleted in its page, as SQLite does unless built otherwise."""
    for pragma in ("busy_timeout=20", "secure_delete=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def wait_for_a_lock(url: str) -> None:
    """Return once somebody in the database waits for somebody else."""
    question = b"SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 30
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(question).fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)


def test_revisions_make_exactly_the_tables(url: URL) -> None:
    engine = engine_for(url)
    bring_up_to_date(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Judged.metadata) == []
    engine.dispose()


def test_workers_that_start_at_once_make_the_tables_once(url: URL) -> None:
    engines = [engine_for(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(bring_up_to_date, engines))

    assert SqlStore(engines[0]).resume(SIGNALS).next_offset is None
    for engine in engines:
        engine.dispose()


def test_a_database_of_a_newer_holdfast_is_left_alone(url: URL) -> None:
    engine = engine_for(url)
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))

    with pytest.raises(
        StoreUnusable, match=r"made by a newer Holdfast \(revision r9999\)\. Run that version"
    ):
        bring_up_to_date(engine)
    engine.dispose()


def test_counts_have_the_names_that_messages_give_them() -> None:
    hours, minutes = table_of(UsageHour), table_of(UsageMinute)

    assert {*hours.c.keys()} == {*USAGE_COUNTS, "hour_at", "unit", "platform", "surface", "use"}
    assert {*minutes.c.keys()} == {*MINUTE_COUNTS, "minute_at", "platform"}


EVERY: tuple[type[Judged], ...] = (
    *TABLES,
    *RELIANCE_TABLES,
    *FINDING_TABLES,
    *REGISTER_TABLES,
    *ROOM_TABLES,
    *EXERCISE_TABLES,
    *PUBLISHED_TABLES,
    *CONTEXT_TABLES,
    *AID_TABLES,
    *NOTICE_TABLES,
    *ACCOUNT_TABLES,
    *AUDIT_TABLES,
)


@pytest.mark.parametrize("model", EVERY)
def test_every_table_says_who_writes_it(model: type[Judged]) -> None:
    assert "Writer" in (model.__doc__ or "")
    assert {table_of(known).name for known in EVERY} == set(Judged.metadata.tables)


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "judged.db").write_bytes(b"something else entirely, and long enough to be looked at" * 40)

    with pytest.raises(StoreUnusable, match="damaged or no database"), opened_store(sqlite_url(tmp_path)):
        pytest.fail("it was opened")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes of files; nothing to install")
def test_what_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    folder, other = tmp_path / "judged.db", tmp_path / "notes" / "judged.db"
    folder.mkdir(mode=0o755)
    other.parent.mkdir()
    other.write_text("notes of somebody else")
    other.chmod(0o644)

    for place, said in ((tmp_path, "is a folder"), (other.parent, "no database")):
        with pytest.raises(StoreUnusable, match=said), opened_store(sqlite_url(place)):
            pytest.fail("it was opened")

    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, other)] == [0o755, 0o644]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["judged.db", "judged.db", "notes"]


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(StoreUnusable, match="cannot be made"), opened_store(sqlite_url(tmp_path / "taken")):
        pytest.fail("it was opened")


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room(tmp_path: Path) -> None:
    with opened_store(sqlite_url(tmp_path)) as store:
        store.commit(SIGNALS, None, 1, work_of(0))
        before = contents_of_database(store.engine)

        with store.engine.connect() as connection:
            (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
        event.listen(store.engine, "checkout", limit := _page_limit(pages + 2))
        with pytest.raises(StoreFull, match=r"There is no room for .*Nothing is lost"):
            store.commit(SIGNALS, 1, 2, work_of(1, units=2_000))
        assert contents_of_database(store.engine) == before

        event.remove(store.engine, "checkout", limit)
        event.listen(store.engine, "checkout", _page_limit(1_000_000))
        store.commit(SIGNALS, 1, 2, work_of(1, units=2_000))
        assert store.resume(SIGNALS).next_offset == 2


def _page_limit(pages: int) -> Callable[..., None]:
    """What makes a database full at so many pages, for each connection that is taken."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    return limit


@pytest.mark.postgresql
def test_a_server_that_goes_away_is_waited_for(server: PostgresqlServer) -> None:
    with opened_store(stated_url({"HOLDFAST_DATABASE": server.create_database("judged")})) as store:
        store.commit(SIGNALS, None, 1, work_of(0))

        server.kill()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match=rf"127\.0\.0\.1:{server.port}/judged cannot"):
                store.commit(SIGNALS, 1, 2, work_of(1))
        server.start()

        assert store.resume(SIGNALS).next_offset == 1
        store.commit(SIGNALS, 1, 2, work_of(1))
        assert store.resume(SIGNALS).next_offset == 2


@pytest.mark.postgresql
def test_a_server_that_dies_within_a_commit_has_kept_nothing_of_it(server: PostgresqlServer) -> None:
    with opened_store(stated_url({"HOLDFAST_DATABASE": server.create_database("judged")})) as store:
        store.commit(SIGNALS, None, 1, work_of(0))
        before = contents_of_database(store.engine)

        event.listen(store.engine, "commit", lambda _: server.kill(), once=True)
        with pytest.raises(StoreUnavailable):
            store.commit(SIGNALS, 1, 2, work_of(1))
        server.start()

        assert store.resume(SIGNALS).next_offset == 1
        assert contents_of_database(store.engine) == before


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("database", "password", "said"),
    [("postgres", "wrong", "password authentication failed"), ("nowhere", PASSWORD, "does not exist")],
)
def test_a_server_that_does_not_let_us_in_is_quoted(
    postgresql: PostgresqlServer, database: str, password: str, said: str
) -> None:
    url = stated_url({"HOLDFAST_DATABASE": postgresql.url(database, password)})

    with pytest.raises(StoreUnusable, match=f"does not let us in: .*{said}") as refused, opened_store(url):
        pytest.fail("it was opened")
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    ("complaint", "fault"),
    [
        (psycopg.errors.DiskFull("could not extend file"), StoreFull),
        (psycopg.errors.TooManyConnections("sorry"), StoreUnavailable),
        (psycopg.errors.AdminShutdown("terminating connection"), StoreUnavailable),
        (psycopg.errors.DeadlockDetected("deadlock detected"), StoreUnavailable),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), StoreUnavailable),
        (psycopg.errors.ReadOnlySqlTransaction("a standby"), StoreUnavailable),
        (psycopg.errors.NumericValueOutOfRange("bigint out of range"), StoreRefused),
        (psycopg.errors.InsufficientPrivilege("permission denied for table offsets"), StoreUnusable),
        (psycopg.errors.UndefinedTable("relation offsets does not exist"), StoreUnusable),
        (psycopg.OperationalError("the connection is lost"), StoreUnavailable),
    ],
)
def test_what_postgresql_complains_of_becomes_a_fault(
    complaint: psycopg.Error, fault: type[StoreFault]
) -> None:
    engine = engine_for(stated_url({"HOLDFAST_DATABASE": "postgresql://u:secret@127.0.0.1:1/judged"}))

    with pytest.raises(StoreFault, match=r"127\.0\.0\.1:1/judged") as told, faults_told(engine):
        raise DBAPIError("UPDATE", {}, complaint)
    assert type(told.value) is fault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnavailable),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, StoreRefused),
        (sqlite3.SQLITE_CORRUPT, StoreUnusable),
        (sqlite3.SQLITE_READONLY, StoreUnusable),
        (sqlite3.SQLITE_ERROR, StoreUnusable),
    ],
)
def test_what_sqlite_complains_of_becomes_a_fault(code: int, fault: type[StoreFault], tmp_path: Path) -> None:
    complaint = sqlite3.OperationalError("what it says")
    complaint.sqlite_errorcode = code

    with (
        pytest.raises(StoreFault, match=r"judged\.db") as told,
        faults_told(engine_for(sqlite_url(tmp_path))),
    ):
        raise DBAPIError("UPDATE", {}, complaint)
    assert type(told.value) is fault
