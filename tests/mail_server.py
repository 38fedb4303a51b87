"""A real SMTP server (aiosmtpd) in a process of its own on loopback, that keeps what it takes in a folder.

What it does with a recipient stands in the address: `gone@` is refused for good (550), `full@` for now (452),
`later@` for now at first and taken from the second time on; everybody else is taken.
"""

import asyncio
import json
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOGIN = ("holdfast", "a secret of tests")
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Taken:
    """One message that the server took, and for whom."""

    recipients: list[str]
    was_encrypted: bool
    message: EmailMessage


class MailServer:
    """The server as its tests have it. `tls`: certificate and key, for STARTTLS; with a login then."""

    def __init__(self, folder: Path, tls: tuple[Path, Path] | None = None) -> None:
        self.folder = folder
        self._tls = tls
        self.port = 0

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        arguments = [str(self.folder), *(str(each) for each in self._tls or ())]
        self._process = subprocess.Popen([sys.executable, "-m", "tests.mail_server", *arguments])
        ready = self.folder / "port"
        until = time.monotonic() + PATIENCE_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError("the mail server did not start")
            time.sleep(0.02)
        self.port = int(ready.read_text())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)

    def taken(self) -> list[Taken]:
        """What it took, in order."""
        return [_read(file) for file in sorted(self.folder.glob("*.json"))]


def _read(file: Path) -> Taken:
    told = json.loads(file.read_bytes())
    message = message_from_bytes(told["content"].encode(), policy=default)
    assert isinstance(message, EmailMessage)
    return Taken(told["recipients"], told["was_encrypted"], message)


class Keeping:
    """What aiosmtpd calls; the names are its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[str] = set()
        self._count = 0

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Whether a recipient is known."""
        if address.startswith("gone@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("full@") or (address.startswith("later@") and address not in self._seen):
            self._seen.add(address)
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        self._count += 1
        content = envelope.content or b""
        text = content.decode() if isinstance(content, bytes) else content
        if "Subject: refuse me" in text:
            return "554 5.7.1 not here"
        if "Subject: not now" in text:
            return "451 4.3.0 not now"
        told = {
            "recipients": envelope.rcpt_tos,
            "was_encrypted": session.ssl is not None,
            "content": text,
        }
        file = self._folder / f"{self._count:04}.part"
        file.write_text(json.dumps(told))
        file.rename(file.with_suffix(".json"))
        return "250 OK"


def _let_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    """Whether a login is right."""
    is_right = (given.login.decode(), given.password.decode()) == LOGIN
    return AuthResult(success=is_right, handled=False)


async def _serve(folder: Path, tls: tuple[Path, Path] | None) -> None:
    """Serve until killed; the port stands in a file once it does."""
    handler, context = Keeping(folder), None
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*tls)

    def protocol() -> SMTP:
        if context is None:
            return SMTP(handler, hostname="mail.test")
        return SMTP(
            handler,
            hostname="mail.test",
            tls_context=context,
            require_starttls=True,
            authenticator=_let_in,
            auth_required=True,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    part = folder / "port.part"
    part.write_text(str(server.sockets[0].getsockname()[1]))
    part.rename(folder / "port")
    await server.serve_forever()


if __name__ == "__main__":
    places = [Path(each) for each in sys.argv[1:]]
    asyncio.run(_serve(places[0], (places[1], places[2]) if len(places) == 3 else None))
