"""Which database, how to speak to it, and what its complaints mean to whoever runs Holdfast.

By default a SQLite file with write-ahead log, for exactly one worker process; `HOLDFAST_DATABASE` names a
PostgreSQL for several. What is committed survives kill -9 of everybody. `synchronous=NORMAL` is enough: after
a power cut SQLite may have lost its last commits whole, each with its offset, so they are judged again, with
the same ids.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from infra.database_address import VARIABLE
from infra.folders import data_folder
from monitors.store import (
    StoreFault,
    StoreFull,
    StoreHeld,
    StoreRefused,
    StoreUnavailable,
    StoreUnusable,
)

FILE = "judged.db"
PRIVATE = 0o600
SQLITE_HEADER = b"SQLite format 3\0"
"""Every SQLite file that is not empty begins so (sqlite.org, "Database File Format")."""
BUSY_SECONDS = 10
RETRY_SECONDS = 0.01
GONE_SECONDS = 2.0
CONNECT_SECONDS = 10

_SERVER_SETTINGS = {
    "timezone": "UTC",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "20s",  # a worker that froze must not hold its rows for ever
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

_REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "not permitted to log in")
"""How PostgreSQL refuses a connection for good: until it has let us in, libpq hands on no SQLSTATE. A server
that says so in another language is taken as unreachable, with its own words in the sentence."""

WORKERS_LOCK = 0x686F_6C64_776F_726B
"""The number of the lock that workers share on a PostgreSQL: "holdwork" in ASCII."""

_RESULT_CODE = 0xFF
"""The part of SQLite's extended result codes that says what kind of error it is (sqlite.org/rescode.html)."""


def stated_url(
    environment: Mapping[str, str] = os.environ, *, variable: str = VARIABLE, file: str = FILE
) -> URL:
    """The database that `HOLDFAST_DATABASE` or another variable names, else a file in the user's data folder.

    Raises StoreUnusable for a URL that is none, or of another kind of database.
    """
    stated = environment.get(variable, "").strip()
    if not stated:
        return URL.create("sqlite", database=str(data_folder() / file))
    try:
        url = make_url(stated)
    except ArgumentError:  # its message would quote the URL, and the password in it
        raise StoreUnusable(
            f"{variable} is no URL of a database; write postgresql://user:password@host/name."
        ) from None
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and "?" in stated:
        raise StoreUnusable(
            f"{variable} has a `?`, behind which nothing is understood for SQLite; "
            "write %3F where a folder has it in its name, and %25 for a `%`."
        )
    if kind == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url.set(drivername="sqlite")
    raise StoreUnusable(
        f"{variable} names a database of the kind {kind!r}; Holdfast keeps its rows in PostgreSQL "
        f"(postgresql://user:password@host/name) or in a SQLite file (sqlite:////folder/{file})."
    )


def place_of(url: URL) -> str:
    """Where a database is, in words that hold no password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or url.username}"


def engine_for(url: URL) -> Engine:
    """An engine; it connects when first used. Its errors quote no rows."""
    if url.get_backend_name() != "sqlite":
        options = " ".join(f"-c {name}={value}" for name, value in _SERVER_SETTINGS.items())
        return create_engine(
            url,
            hide_parameters=True,
            json_deserializer=msgspec.json.decode,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "tcp_user_timeout": 20_000,
                "application_name": "holdfast",
                "options": options,
            },
        )
    engine = create_engine(
        url,
        hide_parameters=True,
        json_deserializer=msgspec.json.decode,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def reading_engine(url: URL) -> Engine:
    """An engine for whoever only reads, while others write: it locks nobody out and can change nothing.

    All questions of one connection see the same moment. A SQLite file that is not there is never made: then
    the first question raises.
    """
    if url.get_backend_name() != "sqlite":
        return engine_for(url).execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    address = f"{Path(str(url.database)).absolute().as_uri()}?mode=ro"

    def connected() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )

    engine = create_engine(
        url,
        creator=connected,
        poolclass=QueuePool,
        hide_parameters=True,
        json_deserializer=msgspec.json.decode,
    )
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def sole_worker(url: URL) -> Iterator[None]:
    """Hold a SQLite file for this process alone; several workers may share a PostgreSQL.

    Makes the file and its folder, readable by this user only; a file that is there and that others can read
    is closed to them. Raises StoreUnusable where that is not ours to do, or where another worker has it. The
    lock is one that SQLite itself takes on a file beside it, so that readers of the database are not shut
    out, and that ends with the process however it ends.
    """
    if url.get_backend_name() != "sqlite":
        yield
        return
    file = Path(str(url.database))
    prepare_file(file)
    lock_file = file.with_name(f"{file.name}.lock")
    try:
        lock_file.touch(mode=PRIVATE)
        lock = sqlite3.connect(lock_file, timeout=0, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnusable(f"The database {file} cannot be made or opened: {error}.") from error
    with closing(lock):
        try:
            lock.execute("PRAGMA journal_mode=OFF")  # nothing is ever written to this file
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise StoreHeld(
                f"Another worker already writes to {file}. Stop it first; "
                f"for several workers let {VARIABLE} name a PostgreSQL."
            ) from error
        yield


def prepare_file(file: Path) -> None:
    """Make a database's file and folder, readable by this user only, or close one that is there to others.

    Raises StoreUnusable where that is not ours to do, or where something else stands there.
    """
    _check_database(file)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=PRIVATE)
        _close_to_others(file)
    except OSError as error:
        raise StoreUnusable(f"The database {file} cannot be made or opened: {error}.") from error


@contextmanager
def among_workers(engine: Engine, *, alone: bool) -> Iterator[None]:
    """Be one of those who work on a PostgreSQL, or the only one: an advisory lock, shared or not.

    It ends with its connection. A worker whose connection broke no longer shows, but cannot commit what it
    remembers once a key is forgotten (`Store.forget_key`). Raises StoreHeld where others are there and we
    must be alone, StoreUnavailable where another is alone just now. SQLite has `sole_worker`.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
    place = place_of(engine.url)
    with faults_told(engine):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with closing(connection):
        with faults_told(engine):
            connection.detach()  # not back into the pool, where it would keep the lock
            is_ours = _taken(connection, f"SELECT {lock}(:lock)")
        if not is_ours and alone:
            raise StoreHeld(f"Workers are running on the database {place}.")
        if not is_ours:
            raise StoreUnavailable(f"A key is just being forgotten in the database {place}.")
        yield


def _taken(connection: Connection, asked: str) -> bool:
    """Whether a lock could be had; a server takes a moment to notice that whoever had it has gone."""
    patience = time.monotonic() + GONE_SECONDS
    while not connection.execute(text(asked), {"lock": WORKERS_LOCK}).scalar():
        if time.monotonic() > patience:
            return False
        time.sleep(RETRY_SECONDS)
    return True


def _check_database(file: Path) -> None:
    """Raises StoreUnusable where something stands there that is no database; it stays as it is."""
    if file.is_dir():
        raise StoreUnusable(
            f"The database {file} is a folder. Name a file in it, such as {file / 'judged.db'}."
        )
    if not file.is_file():
        return
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(SQLITE_HEADER))
    except OSError as error:
        raise StoreUnusable(f"The database {file} cannot be opened: {error.strerror or error}.") from error
    if begins and begins != SQLITE_HEADER:
        raise StoreUnusable(
            f"{file} is damaged or no database. Name another, or a file that is not there yet."
        )


def _close_to_others(file: Path) -> None:
    """Take from all but its owner what they may do with a database and with what SQLite keeps beside it."""
    if os.name != "posix":
        return
    for name in (file.name, *(f"{file.name}{end}" for end in ("-wal", "-shm", ".lock"))):
        private = file.with_name(name)
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(private.stat().st_mode)
            if not mode & ~PRIVATE:
                continue
            try:
                private.chmod(PRIVATE)
            except PermissionError as error:
                raise StoreUnusable(
                    f"{private} can be read by others on this machine and is not this user's; let its owner "
                    f"run `chmod 600 {private}`, or run the monitors as its owner."
                ) from error
            structlog.get_logger().warning(
                "database-closed-to-others",
                file=str(private),
                mode_was=f"{mode:04o}",
                advice="others on this machine could read it until now",
            )


@contextmanager
def faults_told(engine: Engine) -> Iterator[None]:
    """Turn what the database complains of into the faults of the port."""
    try:
        yield
    except DBAPIError as error:
        raise _fault(error, place_of(engine.url)) from error
    except StatementError as error:
        raise StoreRefused(f"A row does not fit into the database: {type(error.orig).__name__}.") from error


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Settings that SQLite keeps for each connection; Python's own handling of transactions is turned off."""
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have it write ahead.

    Whoever turns a new file to that holds it for a moment, and SQLite does not wait for that by itself
    (sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _RESULT_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin a transaction that only reads; Python would leave each question to its own moment."""
    connection.exec_driver_sql("BEGIN")


def _begin_immediately(connection: Connection) -> None:
    """A transaction that would write later, and begins by reading, fails as "locked" when it does."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _fault(error: DBAPIError, place: str) -> StoreFault:
    """The fault behind a complaint of either database."""
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        return _sqlite_fault(original, place)
    if isinstance(original, psycopg.Error):
        return _postgresql_fault(original, place)
    return StoreUnusable(f"The database {place} failed: {type(original).__name__}.")


def _sqlite_fault(error: sqlite3.Error, place: str) -> StoreFault:
    """By SQLite's result code."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _RESULT_CODE
    match code:
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"There is no room for {place}; it goes on once there is. Nothing is lost.")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreUnavailable(f"{place} is held by another program for over {BUSY_SECONDS} s.")
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_NOMEM:
            return StoreUnavailable(f"{place} cannot be read or written just now: {error}.")
        case sqlite3.SQLITE_CONSTRAINT | sqlite3.SQLITE_MISMATCH | sqlite3.SQLITE_TOOBIG:
            return StoreRefused(f"A row does not fit into {place}: {error}.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreUnusable(f"{place} is damaged or no database. Restore it from a backup: {error}.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreUnusable(f"{place} cannot be opened for writing; see whose it is: {error}.")
        case _:
            return StoreUnusable(f"{place} failed: {error}.")


def _postgresql_fault(error: psycopg.Error, place: str) -> StoreFault:
    """By SQLSTATE (postgresql.org/docs, appendix A); a refused connection has none, but says why in words."""
    state = error.sqlstate
    said = error.diag.message_primary or " ".join(str(error).split())
    match state[:2] if state else None:
        case "28" | "3D":
            return StoreUnusable(f"The database {place} does not let us in: {said}.")
        case "53" if state == "53100":
            return StoreFull(f"The disk of the database {place} is full; free some. Nothing is lost.")
        case "22" | "23" | "54":
            return StoreRefused(f"A row does not fit into {place}: {said}.")
        case "08" | "25" | "40" | "53" | "55" | "57" | "58":
            return StoreUnavailable(f"The database {place} cannot do it just now: {said}.")
        case None if any(words in said for words in _REFUSALS):
            return StoreUnusable(f"The database {place} does not let us in: {said}")
        case None if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return StoreUnavailable(f"The database {place} cannot be reached: {said}")
        case _:
            return StoreUnusable(f"The database {place} failed: {said} ({state}).")
