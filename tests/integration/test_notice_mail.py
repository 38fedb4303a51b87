"""Notices by mail, taken by a real SMTP server in a process of its own."""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from monitors.adapters.notice_routes.mail import MailRoute
from monitors.notice_routes import Permanent, Temporary
from monitors.notice_words import NoticeWords
from monitors.notice_writing import Written
from monitors.route_settings import MailTable
from streams.settings import SettingsError
from tests.mail_server import LOGIN, MailServer
from tests.notices_told import NAMES, all_clear, notice, plainly

WORDS = NoticeWords(NAMES, ZoneInfo("America/Toronto"), 10, "https://holdfast.example")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as started:
        yield started


def table(port: int, *recipients: str, **changed: Any) -> MailTable:
    told: dict[str, Any] = {
        "name": "mail-operations",
        "needs": ("lan", "mail"),
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "holdfast@example.org",
        "recipients": recipients or ("oncall@example.org",),
        "timeout_seconds": 5.0,
    }
    return MailTable(**(told | changed))


async def test_an_incident_is_one_thread_in_text_and_html(server: MailServer) -> None:
    route = MailRoute(table(server.port), WORDS.written)

    await route.send(notice())
    await route.send(all_clear(language="fr"))

    first, last = (each.message for each in server.taken())
    assert first["Subject"] == "Facebook is failing for us (major)"
    assert last["Subject"] == "Terminé\u00a0: Facebook a été en panne chez nous"
    assert (first["In-Reply-To"], last["In-Reply-To"]) == (None, first["Message-ID"])
    assert last["References"] == first["Message-ID"] != last["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert (first["Content-Language"], last["Content-Language"]) == ("en", "fr")
    text, html = (first.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "so the fault lies with Facebook" in text.get_content()
    assert '<a href="https://holdfast.example/incidents/3f2a">' in html.get_content()
    assert first["Date"].datetime == datetime(2026, 3, 2, 12, 0, 45, tzinfo=UTC)


async def test_a_repeat_after_a_crash_is_the_same_message(server: MailServer) -> None:
    for _ in range(2):
        await MailRoute(table(server.port), plainly).send(notice())

    first, again = (each.message["Message-ID"] for each in server.taken())
    assert first == again
    assert "3f2a" not in first, "a key may name a unit"


async def test_recipients_that_have_it_are_not_sent_it_again_while_others_wait(server: MailServer) -> None:
    route = MailRoute(table(server.port, "oncall@example.org", "later@example.org"), plainly)

    with pytest.raises(Temporary, match="smtp-recipients-later"):
        await route.send(notice())
    await route.send(notice())

    assert [each.recipients for each in server.taken()] == [["oncall@example.org"], ["later@example.org"]]


async def test_one_mailbox_that_is_gone_holds_nobody_else_up_and_is_told_without_its_address(
    server: MailServer,
) -> None:
    route = MailRoute(table(server.port, "gone@example.org", "oncall@example.org"), plainly)

    with structlog.testing.capture_logs() as said:
        await route.send(notice())

    assert [each.recipients for each in server.taken()] == [["oncall@example.org"]]
    (line,) = said
    assert (line["event"], line["recipients"]) == ("recipients-refused", 1)
    assert "example.org" not in repr(said)


@pytest.mark.parametrize(
    ("recipients", "subject", "fault", "reason"),
    [
        (["gone@example.org"], "", Permanent, "smtp-recipients-refused"),
        (["full@example.org"], "", Temporary, "smtp-recipients-later"),
        (["gone@example.org", "full@example.org"], "", Temporary, "smtp-recipients-later"),
        ([], "refuse me", Permanent, "smtp-554"),
        ([], "not now", Temporary, "smtp-451"),
    ],
)
async def test_what_the_server_refuses_for_now_is_told_from_what_it_never_takes(
    server: MailServer,
    recipients: list[str],
    subject: str,
    fault: type[Temporary | Permanent],
    reason: str,
) -> None:
    def words(told: Any) -> Written:
        written = plainly(told)
        return replace(written, subject=subject or written.subject)

    with pytest.raises(fault, match=f"^{reason}$"):
        await MailRoute(table(server.port, *recipients), words).send(notice())


async def test_mailboxes_that_are_full_and_then_gone_took_nothing(server: MailServer) -> None:
    route = MailRoute(table(server.port, "gone@example.org", "full@example.org"), plainly)
    with pytest.raises(Temporary):
        await route.send(notice())
    route._settings = table(server.port, "gone@example.org", "gone@elsewhere.example")

    with pytest.raises(Permanent, match="smtp-recipients-refused"):
        await route.send(notice())


async def test_a_server_that_is_away_is_waited_for(
    server: MailServer, unused_tcp_port_factory: Callable[[], int]
) -> None:
    with pytest.raises(Temporary, match="smtp-away"):
        await MailRoute(table(unused_tcp_port_factory()), plainly).send(notice())
    assert server.taken() == []


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = tmp_path / "mail.pem", tmp_path / "mail.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def login_file(folder: Path, text: str, mode: int = 0o600) -> str:
    file = folder / "mail.login"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


async def test_a_login_goes_over_starttls_alone(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    with MailServer(tmp_path / "mail", certificate) as server:
        secure: dict[str, Any] = {"security": "starttls", "ca_file": str(certificate[0])}
        right = login_file(tmp_path, ":".join(LOGIN))

        await MailRoute(table(server.port, **secure, login_file=right), plainly).send(notice())
        assert [each.was_encrypted for each in server.taken()] == [True]

        wrong = login_file(tmp_path, "holdfast:something else")
        with pytest.raises(Permanent, match="smtp-login-refused"):
            await MailRoute(table(server.port, **secure, login_file=wrong), plainly).send(notice())
        with pytest.raises(Permanent, match="smtp-certificate-not-trusted"):
            await MailRoute(table(server.port, security="starttls"), plainly).send(notice())


async def test_a_server_without_starttls_gets_nothing(server: MailServer) -> None:
    with pytest.raises(Permanent, match="smtp-not-supported"):
        await MailRoute(table(server.port, security="starttls"), plainly).send(notice())
    assert server.taken() == []


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [("a:b", 0o644, "chmod 600"), ("", 0o600, "is empty"), ("no colon", 0o600, "user:password")],
)
def test_a_secret_that_cannot_be_used_is_told_by_its_field_and_never_quoted(
    tmp_path: Path, text: str, mode: int, said: str
) -> None:
    file = login_file(tmp_path, text, mode)

    with pytest.raises(SettingsError, match="login_file") as told:
        MailRoute(table(25, login_file=file), plainly)

    assert said in str(told.value)
