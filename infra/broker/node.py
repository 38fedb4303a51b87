"""The data folder of one node: who may use it, its identity and ports, and Kafka's files in it.

node.json            identity and ports, kept for the life of the folder
lock                 held by the supervisor and by Kafka, so two never share a folder
server.properties    written again at every start, as is log4j2.properties
log/                 Kafka's data
logs/                what Kafka and its Java runtime say
"""

import json
import os
import secrets
import shutil
import socket
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.broker.configuration import LOG_FOLDER, Ports, log4j2_properties, server_properties
from infra.broker.faults import InUse, PartMissing, Unusable
from infra.folders import make_private

SCHEMA = "holdfast.broker/1"
FORMATTING = f"{LOG_FOLDER}.formatting"
"""Where the storage is formatted before it moves, whole, to its place."""

LOWEST_PORT, HIGHEST_PORT = 20_000, 29_999
"""Below what operating systems lend to outgoing connections, so the port is still ours after a restart."""


_OWN = {"lock", "logs", "node.json.new"}
"""What a folder may hold before it has an identity."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same for the life of a data folder."""

    cluster: str
    ports: Ports


class Node:
    """An opened data folder: locked from `open` to `close`."""

    def __init__(self, folder: Path, identity: Identity, lock: int) -> None:
        self.folder = folder
        self.identity = identity
        self.lock = lock

    @classmethod
    def open(cls, folder: Path, port: int | None = None, *, patience_seconds: float = 5.0) -> Self:
        """Lock the folder (made if absent) and read or choose its identity and ports.

        `port` pins the clients' port; else the stored one is kept while it is free, else a free one chosen.
        A folder that a dying broker still holds is waited for `patience_seconds`.
        Raises InUse (folder or pinned port) or Unusable.
        """
        try:
            make_private(folder)
            (folder / "logs").mkdir(exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unusable(f"The broker's folder {folder} cannot be written: {error.strerror}.") from error
        try:
            _lock(lock, folder, patience_seconds)
            node = cls(folder, _identity(folder, port), lock)
            node.write_configuration()
        except BaseException:
            os.close(lock)
            raise
        return node

    def close(self) -> None:
        """Give the folder back."""
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def bootstrap(self) -> str:
        """The address that clients use."""
        return f"127.0.0.1:{self.identity.ports.clients}"

    def write_configuration(self) -> None:
        """Write what Kafka reads at its start."""
        ports = self.identity.ports
        (self.folder / "server.properties").write_text(server_properties(ports), encoding="ascii")
        (self.folder / "formatting.properties").write_text(
            server_properties(ports, log_folder=FORMATTING), encoding="ascii"
        )
        (self.folder / "log4j2.properties").write_text(log4j2_properties(), encoding="ascii")

    def is_formatted(self) -> bool:
        """Whether Kafka's storage is ready; raises Unusable if it is not whole, or not this node's."""
        storage = self.folder / LOG_FOLDER
        if not storage.exists():
            return False
        try:
            meta = (storage / "meta.properties").read_text(encoding="latin-1").splitlines()
        except OSError:
            meta = []
        if f"cluster.id={self.identity.cluster}" not in meta:  # a lone node would not notice by itself
            raise Unusable(
                f"{storage} is damaged: its meta.properties is missing or belongs to another broker. "
                "Restore the whole folder from a backup, or move it away to start empty."
            )
        return True

    def clear_formatting(self) -> None:
        """Drop storage whose formatting was cut short."""
        if (unfinished := self.folder / FORMATTING).exists():
            shutil.rmtree(unfinished)

    def keep_formatted(self) -> None:
        """Move freshly formatted storage to its place, in one step."""
        (self.folder / FORMATTING).rename(self.folder / LOG_FOLDER)


def _lock(lock: int, folder: Path, patience_seconds: float) -> None:
    """Take the folder's lock; Kafka inherits it, so it is held for as long as either of us lives."""
    if sys.platform == "win32":
        raise PartMissing(
            "Holdfast starts a broker on Linux and macOS only. "
            "Let HOLDFAST_KAFKA=host:port name one that runs."
        )
    import fcntl  # noqa: PLC0415 (Windows has none)

    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise InUse(
                    f"Another broker uses {folder}. Stop it first, or choose another folder with --data."
                ) from None
            time.sleep(0.1)
        else:
            return


def _identity(folder: Path, port: int | None) -> Identity:
    """The stored identity with ports that are free now, or a new one for an empty folder."""
    stored = _stored(folder)
    taken = stored.ports if stored else None
    clients = port or _keep_or_choose(taken.clients if taken else None, avoid=0)
    if port and not _is_free(port):
        raise InUse(f"Port {port} on 127.0.0.1 is taken. Choose another with --port, or leave it out.")
    controller = _keep_or_choose(taken.controller if taken else None, avoid=clients)
    identity = Identity(stored.cluster if stored else _new_cluster(), Ports(clients, controller))
    if identity != stored:
        _store(folder, identity)
    return identity


def _stored(folder: Path) -> Identity | None:
    """What node.json says; None in an empty folder; Unusable if the folder is somebody else's or damaged."""
    try:
        kept = json.loads((folder / "node.json").read_text(encoding="utf-8"))
        if kept["schema"] != SCHEMA:
            raise Unusable(f"{folder} was made by another version of Holdfast ({kept['schema']}).")
        return Identity(kept["cluster"], Ports(**kept["ports"]))
    except FileNotFoundError:
        foreign = sorted(child.name for child in folder.iterdir() if child.name not in _OWN)
        if foreign:
            raise Unusable(
                f"{folder} holds other files ({foreign[0]}, ...). Name an empty folder with --data."
            ) from None
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{folder / 'node.json'} is damaged; restore it or choose another folder.") from error


def _store(folder: Path, identity: Identity) -> None:
    """Replace node.json in one step, on the disk before Kafka starts."""
    kept = {"schema": SCHEMA, "cluster": identity.cluster, "ports": asdict(identity.ports)}
    fresh = folder / "node.json.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "node.json")


def _new_cluster() -> str:
    """A cluster id as Kafka writes them: 16 random bytes, base64 for URLs, no leading dash."""
    while (cluster := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return cluster


def _keep_or_choose(kept: int | None, *, avoid: int) -> int:
    """The kept port while it is free, else a random free one."""
    if kept is not None and kept != avoid and _is_free(kept):
        return kept
    for _ in range(200):
        port = LOWEST_PORT + secrets.randbelow(HIGHEST_PORT - LOWEST_PORT + 1)
        if port != avoid and _is_free(port):
            return port
    raise InUse(f"No free port between {LOWEST_PORT} and {HIGHEST_PORT} on 127.0.0.1.")


def _is_free(port: int) -> bool:
    """Whether a server could listen there now; connections that only linger do not count, as for Java."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
