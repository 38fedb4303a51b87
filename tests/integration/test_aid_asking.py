"""Asking a peer's hub over TLS: believed only with its certificate, never for too much, politely again."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from streams.aid import asking as asking_module
from streams.aid.aid_metrics import AidMetrics
from streams.aid.asking import MOST_BYTES, Asking, HubUnheardError
from streams.aid.exchange import Exchange
from streams.aid.keys import signed
from streams.aid.settings import AidSettings, Peer, Place
from streams.domain.aid.hearing import KnownPeer
from streams.domain.aid.words import Statement, worded
from tests.dripping import dripping


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
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
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, secret = folder / "ca.pem", folder / "hub.key"
    ca.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return ca, secret


@dataclass
class Server:
    """A hub that answers with these bytes, one answer for each question, and keeps what it was asked."""

    url: str = ""
    answers: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question, one answer."""
        try:
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(self.answers.pop(0))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def peer_with(ca: Path, secret: Path, *answers: bytes) -> AsyncIterator[Server]:
    """A peer that listens on 127.0.0.1, over TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(ca, secret)
    peer = Server(answers=list(answers))
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0, ssl=context)
    peer.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield peer


def answered(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """An answer of HTTP/1.1."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "peer.api-key"
    file.write_text("hf_of_a_peer\n", encoding="utf-8")
    return file


async def test_lines_are_read_with_our_key_and_the_same_is_asked_for_with_its_tag(
    tmp_path: Path, key: Path
) -> None:
    ca, secret = certificate(tmp_path)
    answers = (answered(b"one\ntwo\n", "200 OK", 'ETag: "a"'), answered(b"", "304 Not Modified"))
    async with peer_with(ca, secret, *answers) as peer, Asking(Place(peer.url, key, ca)) as asking:
        assert await asking.lines() == [b"one", b"two"]
        assert await asking.lines() == []

    assert peer.asked[0].startswith("GET /aid/v1/words ")
    assert "authorization: bearer hf_of_a_peer" in peer.asked[0].lower()
    assert 'if-none-match: "a"' in peer.asked[1].lower()


async def test_whoever_cannot_show_its_certificate_is_not_believed_and_is_told_no_key(
    tmp_path: Path, key: Path
) -> None:
    ca, secret = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    other, _ = certificate(tmp_path / "other")
    async with (
        peer_with(ca, secret, answered(b"one\n")) as peer,
        Asking(Place(peer.url, key, other)) as asking,
    ):
        with pytest.raises(HubUnheardError, match="no answer"):
            await asking.lines()

    assert peer.asked == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (answered(b"x" * (MOST_BYTES + 1)), "longer than"),
        (answered(b"moved", "302 Found", "Location: https://127.0.0.1:1/aid/v1/words"), "answered 302"),
        (answered(b"", "403 Forbidden"), "answered 403"),
        (answered(b"\x1f\x8b", "200 OK", "Content-Encoding: gzip"), "encoding that was not asked for"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "no answer"),
        (b"something else\r\n\r\n", "no answer"),
    ],
    ids=["too-long", "moved", "refused", "compressed", "cut-short", "no-http"],
)
async def test_what_is_no_list_of_words_is_said_and_not_taken(
    tmp_path: Path, key: Path, answer: bytes, why: str
) -> None:
    ca, secret = certificate(tmp_path)
    async with peer_with(ca, secret, answer) as peer, Asking(Place(peer.url, key, ca)) as asking:
        with pytest.raises(HubUnheardError, match=why):
            await asking.lines()


async def test_how_long_a_hub_asks_us_to_wait_is_heard(tmp_path: Path, key: Path) -> None:
    ca, secret = certificate(tmp_path)
    away = answered(b"", "503 Service Unavailable", "Retry-After: 120")
    async with peer_with(ca, secret, away) as peer, Asking(Place(peer.url, key, ca)) as asking:
        with pytest.raises(HubUnheardError) as unheard:
            await asking.lines()

    assert unheard.value.retry_after == 120


class TakingWay:
    """Takes what is passed on, and says when something was."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.has_news = asyncio.Event()

    async def hand_over_all(self, messages: Sequence[tuple[bytes, bytes]]) -> None:
        """As Kafka does."""
        self.taken += [value for _, value in messages]
        self.has_news.set()


async def test_a_peer_that_does_not_answer_holds_up_nobody_and_is_asked_ever_more_seldom(
    tmp_path: Path, key: Path
) -> None:
    ca, secret = certificate(tmp_path)
    signing = Ed25519PrivateKey.generate()
    public = signing.public_key().public_bytes_raw()
    now_ms = time.time_ns() // 1_000_000
    word = signed(worded("riverton", Statement(platform="facebook", state="fine"), now_ms), signing)
    away = answered(b"", "503 Service Unavailable")
    waited: list[float] = []
    way, enough, stopping = TakingWay(), asyncio.Event(), asyncio.Event()

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 5:
            enough.set()
        if seconds == 60 or enough.is_set():
            await stopping.wait()

    async with (
        peer_with(ca, secret, answered(word.line + b"\n")) as riverton,
        peer_with(ca, secret, *[away] * 20) as lakeside,
    ):
        peers = (
            Peer(KnownPeer("lakeside", bytes(32)), Place(lakeside.url, key, ca)),
            Peer(KnownPeer("riverton", public), Place(riverton.url, key, ca)),
        )
        exchange = Exchange(
            settings=AidSettings("northbridge", peers=peers),
            door=way,
            metrics=AidMetrics(),
            now_ms=lambda: now_ms,
            chance=lambda: 0.5,
            pause=pause,
            stopping=stopping,
        )
        running = asyncio.create_task(exchange.run())
        async with asyncio.timeout(20):
            await way.has_news.wait()
            await enough.wait()
        stopping.set()
        await running

    [told] = way.taken
    assert b"riverton" in told
    assert sorted(waited) == [60, 90, 180, 360, 675]


async def test_a_hub_that_answers_a_byte_at_a_time_is_not_heard_and_that_is_said(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "LONGEST_SECONDS", 0.3)
    async with dripping() as url, Asking(Place(url, key, None)) as asking:
        with pytest.raises(HubUnheardError, match="no answer"):
            await asyncio.wait_for(asking.lines(), 5)
