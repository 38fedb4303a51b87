"""A real PostgreSQL for tests: an empty server on loopback, in a folder of its own, that can be killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

PATIENCE_SECONDS = 60.0
PASSWORD = "only-for-tests"  # noqa: S105 (it guards an empty server that ends with the tests)

NOBODY = 65_534

_DEBIAN = Path("/usr/lib/postgresql")


class PostgresqlMissingError(Exception):
    """There is no PostgreSQL here; the message says what to install."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`, the newest version there is. Raises PostgresqlMissingError."""
    installed = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if installed:
        return installed[-1].parent
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    raise PostgresqlMissingError(
        "This test needs a real PostgreSQL: run `apt-get install postgresql` (Debian, Ubuntu) or "
        "`brew install postgresql` (macOS)."
    )


class PostgresqlServer:
    """A server that takes TCP connections on 127.0.0.1 only; leave the `with` block and it is gone.

    PostgreSQL refuses to run as root, so under root it runs as `nobody`.
    """

    def __init__(self, *settings: str) -> None:
        self._bin = programs()
        self._settings = settings
        self._account = NOBODY if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="holdfast-postgresql-"))
        if self._account is not None:
            os.chown(self.folder, self._account, self._account)
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        with ExitStack() as unfinished:
            unfinished.callback(self.__exit__, None, None, None)
            self._make()
            self.start()
            unfinished.pop_all()

    def _make(self) -> None:
        """An empty cluster, whose one user needs a password."""
        password_file = self.folder / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "holdfast", "--encoding", "UTF8",
            "--locale", "C", "--auth", "scram-sha-256", "--pwfile", str(password_file), "--no-sync",
        )  # fmt: skip

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """How to reach one of its databases."""
        return f"postgresql://holdfast:{password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """A new empty database; its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            *_on_a_leash(self._account),
            str(self._bin / "postgres"),
            "-D",
            str(self._data),
            "-p",
            str(self.port),
        ]
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", *self._settings)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(part for setting in settings for part in ("-c", setting))],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """A kill -9 of the server and everything of it, as when the machine fails."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE_SECONDS)
            self.process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            user=self._account,
            group=self._account,
        )
        if done.returncode:
            raise AssertionError(f"{program} failed:\n{done.stdout}{done.stderr}")


def _on_a_leash(account: int | None) -> list[str]:
    """What to start a server with, so that it dies with the tests (Linux), and is not root."""
    if sys.platform != "linux":
        return []
    identity = [] if account is None else [f"--reuid={account}", f"--regid={account}", "--clear-groups"]
    return ["setpriv", *identity, "--pdeathsig=KILL"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
