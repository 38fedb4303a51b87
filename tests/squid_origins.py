"""Small origin servers on loopback that answer well, badly, slowly or not at all, as the path asks."""

import contextlib
import errno
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Self

PATIENCE_SECONDS: Final = 20.0
"""No socket and no wait of an origin outlasts this, whatever a test does."""

SLOW_SECONDS: Final = 10.6
"""How long a slow body takes: just over what counts as slow."""

_REASONS: Final = {200: "OK", 302: "Found", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


def _hang_up_hard(connection: socket.socket) -> None:
    """Close with a reset instead of a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _answer(status: int, body: bytes = b"<p>hello</p>", extra: str = "") -> bytes:
    reason = _REASONS.get(status, "Whatever")
    head = (
        f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
        f"Cache-Control: no-store\r\nConnection: close\r\n{extra}\r\n"
    )
    return head.encode() + body


def _read_request(connection: socket.socket) -> tuple[str, str]:
    """The method and the last part of the path of one request, whose body is read and thrown away."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return "", ""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    method, target, *_ = head.decode("latin-1").split(" ", 2)
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return method, target.rpartition("/")[2]


@dataclass
class Listener:
    """One address that takes connections and serves each in a thread of its own until the end."""

    address: str
    serve: Callable[[socket.socket], None]
    port: int = 0
    _socket: socket.socket = field(init=False)
    _open: set[socket.socket] = field(init=False, default_factory=set)
    _threads: list[threading.Thread] = field(init=False, default_factory=list)

    def __enter__(self) -> Self:
        self._socket = socket.create_server((self.address, self.port))
        self.port = self._socket.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        # Shutting down wakes a thread that waits in accept() or recv(); closing alone would not.
        for each in (self._socket, *tuple(self._open)):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE_SECONDS)
            self._open.add(connection)
            self._start(lambda connection=connection: self._one(connection))  # type: ignore[misc]

    def _one(self, connection: socket.socket) -> None:
        # A proxy or client that leaves first is part of the play.
        with contextlib.suppress(OSError), connection:
            self.serve(connection)
        self._open.discard(connection)


class Platform:
    """A web server that does what the last part of the path says: `200`, `503`, `reset`, `stall`, ..."""

    def __init__(self) -> None:
        self.asked: dict[str, threading.Event] = {}
        self.over = threading.Event()

    def expect(self, wish: str) -> threading.Event:
        """Set as soon as somebody asks for it."""
        return self.asked.setdefault(wish, threading.Event())

    def __call__(self, connection: socket.socket) -> None:
        """Serve one request and close."""
        _, wish = _read_request(connection)
        self.expect(wish).set()
        play = getattr(self, f"_{wish.partition('-')[0]}", None)
        if play is not None:
            play(connection)
        elif wish.isdigit():
            extra = "Location: /elsewhere\r\n" if wish == "302" else ""
            connection.sendall(_answer(int(wish), extra=extra))
        else:
            connection.sendall(_answer(200))

    def _reset(self, connection: socket.socket) -> None:
        _hang_up_hard(connection)

    def _close(self, connection: socket.socket) -> None:
        connection.close()

    def _stall(self, connection: socket.socket) -> None:
        connection.recv(1)  # until the proxy gives up

    def _nonsense(self, connection: socket.socket) -> None:
        connection.sendall(b"\x00\x01\x02 this is not HTTP\r\n\r\n")

    def _forbidden(self, connection: socket.socket) -> None:
        connection.sendall(_answer(200).replace(b"text/html", b"application/x-forbidden"))

    def _cut(self, connection: socket.socket) -> None:
        """Half of the promised body, then a reset."""
        connection.sendall(_answer(200, b"x" * 20_000)[:10_000])
        _hang_up_hard(connection)

    def _dry(self, connection: socket.socket) -> None:
        """Half of the promised body, then nothing more."""
        connection.sendall(_answer(200, b"x" * 20_000)[:10_000])
        connection.recv(1)

    def _slow(self, connection: socket.socket) -> None:
        """A small body that takes its time, a byte every half second or so."""
        pieces = 21
        connection.sendall(_answer(200, b"." * pieces)[:-pieces])
        for _ in range(pieces):
            if self.over.wait(SLOW_SECONDS / pieces):
                return
            connection.sendall(b".")


def echo(connection: socket.socket) -> None:
    """Give back whatever comes, until the other side is done: enough of a server for a tunnel."""
    while data := connection.recv(65536):
        connection.sendall(data)


def echo_then_reset(connection: socket.socket) -> None:
    """Give back one piece, then hang up hard."""
    connection.sendall(connection.recv(65536))
    _hang_up_hard(connection)


def parent(connection: socket.socket) -> None:
    """A parent proxy that lets nothing through: it forbids one host, and cannot reach any other."""
    _, wish = _read_request(connection)
    connection.sendall(_answer(403 if wish.startswith("forbidden.") else 503))


@contextlib.contextmanager
def nobody_listens(address: str) -> Iterator[int]:
    """A port that is taken, so that nobody else gets it, and that refuses connections."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as taken:
        taken.bind((address, 0))
        yield taken.getsockname()[1]


@contextlib.contextmanager
def nobody_accepts(address: str) -> Iterator[int]:
    """A port whose queue is full, so that the kernel drops further connection attempts: a black hole."""
    with socket.socket() as full, contextlib.ExitStack() as stack:
        full.bind((address, 0))
        full.listen(0)
        port = full.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            if waiting.connect_ex((address, port)) not in {0, errno.EINPROGRESS}:
                message = "the kernel did not let a queue fill up"
                raise OSError(message)
        yield port
