"""No login, address, path or query leaves the collector: not to Kafka, not to a file, a metric or a log."""

import base64
import binascii
import hashlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import pytest

from infra.broker import leash
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.topics import DEAD_LETTERS, POSITIONS, SIGNALS, USAGE
from streams.domain.directory import IdentityKind
from streams.domain.pseudonyms import Pseudonymiser

LOGINS = ("petronella.vanderzwaan", "h.q.abernathy-oyelaran")
ADDRESSES = ("203.0.113.77", "2001:db8:7e57::dead:77")
PATHS = ("geheimer-pfad/akte-4711", "groups/whistleblowers-united")
QUERIES = ("geheimfrage=antwort42", "searched+for+a+new+job")
HOSTS = ("intranet-of-nobody.example.org",)
SECRETS = (*LOGINS, *ADDRESSES, *PATHS, *QUERIES, *HOSTS)
UNIT = "Roads and Bridges"

KEY = bytes(range(32))


def squid() -> Iterator[str]:
    """Squid lines with everything planted, in several spellings, in good lines and in bad ones."""
    at = 1_795_521_600
    spellings = [
        f(login) for login in LOGINS for f in (str, str.upper, quote, r"ORG\{}".format, "{}@x.ca".format)
    ]
    for number, (login, address) in enumerate(itertools.product(spellings, ADDRESSES)):
        where = f"{at + number}.000 120 {address}"
        yield f"{where} TCP_TUNNEL/200 512 CONNECT www.facebook.com:443 {login} HIER_DIRECT/198.18.0.1 -"
        for path, query in zip(PATHS, QUERIES, strict=True):
            yield (
                f"{where} TCP_MISS/200 512 GET http://www.facebook.com/{path}?{query} {login} "
                "HIER_DIRECT/198.18.0.1 text/html"
            )
        yield f"{where} TCP_DENIED/407 512 GET http://x.com/{PATHS[0]}?{QUERIES[0]} - HIER_NONE/- text/html"
        yield f"{where} TCP_MISS/200 512 GET http://{HOSTS[0]}/{PATHS[1]} {login} HIER_DIRECT/198.18.0.1 -"
    for secret in SECRETS:
        yield f"{secret} {secret.upper()} is no line of squid, and ends ?{QUERIES[0]}"
        encoded = base64.b64encode(secret.encode()).decode()
        yield f"{at}.000 x {secret} TCP_MISS/200 512 GET http://x.com/{encoded} {secret} HIER_DIRECT/1.2"


def w3c() -> Iterator[str]:
    """The same people in a ProxySG log."""
    yield "#Software: SGOS 6.7"
    yield (
        "#Fields: date time time-taken c-ip cs-username sc-status cs-method cs-uri-scheme cs-host "
        "cs-uri-path cs-uri-query sc-bytes cs-bytes"
    )
    for number, (login, address) in enumerate(itertools.product(LOGINS, ADDRESSES)):
        yield (
            f"2026-11-24 12:00:{number:02} 90 {address} {login} 200 POST https www.linkedin.com "
            f"/{PATHS[0]} ?{QUERIES[0]} 900 400"
        )


def table() -> Iterator[str]:
    """A log whose settings promise a header that it has not."""
    for number, (login, address) in enumerate(itertools.product(LOGINS, ADDRESSES)):
        yield f"{1_795_521_600 + number}\t{address}\t{login}\thttps://www.youtube.com/{PATHS[1]}?{QUERIES[1]}"


def needles(secret: str) -> set[bytes]:
    """Every form in which a secret could stand somewhere."""
    plain = secret.encode()
    forms = {plain, plain.upper(), plain.title(), plain.hex().encode(), plain.hex().upper().encode()}
    forms |= {quote(secret, safe="").encode(), quote(secret).encode(), secret.encode("utf-16-le")}
    forms |= {"".join(f"%{byte:02{case}}" for byte in plain).encode() for case in "xX"}
    for text, shift in itertools.product((plain, plain.upper()), range(3)):
        whole = base64.b64encode(b"\0" * shift + text)
        forms.add(whole[4 if shift else 0 : -4])
        forms.add(base64.urlsafe_b64encode(b"\0" * shift + text)[4 if shift else 0 : -4])
    if secret in ADDRESSES:
        forms.add(ip_address(secret).packed)
    return forms


def found_in(content: bytes) -> list[str]:
    """The secrets that stand in some bytes."""
    return [secret for secret in SECRETS if any(needle in content for needle in needles(secret))]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_finds_what_is_planted(secret: str) -> None:
    for form in (
        secret.encode(),
        secret.upper().encode(),
        quote(secret, safe="").encode(),
        base64.b64encode(b"GET /" + secret.encode() + b" HTTP"),
        base64.b64encode(b"xy" + secret.encode()),
        base64.b64encode(secret.encode()),
        binascii.hexlify(secret.encode()),
    ):
        assert secret in found_in(b"before " + form + b" behind"), form


def settings(folder: Path, bootstrap: str, prefix: str) -> Path:
    """Three sources, a directory that knows the people, and a key that nobody else has."""
    for name, lines in (("squid.log", squid()), ("sg.log", w3c()), ("table.log", table())):
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (folder / "directory.csv").write_text(f"user,cidr,unit\n{LOGINS[0]},,{UNIT}\n,{ADDRESSES[0]}/32,{UNIT}\n")
    key = folder / "key"
    key.touch(0o600)
    key.write_text(f"1 {KEY.hex()}\n")
    file = folder / "collector.toml"
    file.write_text(
        f"""
broker = "{bootstrap}"
topic_prefix = "{prefix}"
key_file = "key"
directory = "directory.csv"
metrics_port = 0
[[source]]
name = "squid"
path = "squid.log"
format = "squid"
[[source]]
name = "proxysg"
path = "sg.log"
[[source]]
name = "table"
path = "table.log"
format = "delimited"
[source.fields]
separator = "tab"
header = true
[source.fields.columns]
time = 1
client = 2
user = 3
url = 4
""",
        encoding="utf-8",
    )
    return file


def run_collector(folder: Path, file: Path) -> tuple[bytes, bytes]:
    """What `holdfast collect` says, and what it shows on /metrics, until all three sources were committed."""
    home = folder / "home"
    home.mkdir()
    command = [sys.executable, "-c", "from infra.cli import main; main()"]
    command += ["collect", "--settings", str(file), "--log-level", "debug"]
    said = folder / "said.txt"
    names = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data")}
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
            stdout=out,
            stderr=out,
            env={**{k: v for k, v in os.environ.items() if k != "HOLDFAST_KAFKA"}, **names},
        )
    try:
        deadline = time.monotonic() + 120
        while said.read_bytes().count(b'"committed"') < 3:
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)  # another process works; there is nothing to wait on but what it says
        events = [json.loads(line) for line in said.read_text().splitlines()]
        [url] = [event["url"] for event in events if event["event"] == "metrics"]
        with urllib.request.urlopen(url) as answer:  # noqa: S310 (the collector on this machine)
            shown: bytes = answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    return said.read_bytes(), shown


async def everything_on(bootstrap: str, prefix: str) -> dict[str, list[tuple[bytes, bytes]]]:
    """Keys and values of all topics of a collector, decompressed as every reader gets them."""
    log = KafkaEvidenceLog(bootstrap, "reader", prefix=prefix)
    try:
        return {
            topic.name: [(message.key, message.value) for message in await log.read_all(topic.name)]
            for topic in (USAGE, SIGNALS, POSITIONS, DEAD_LETTERS)
        }
    finally:
        await log.close()


@pytest.mark.kafka
async def test_nothing_of_a_person_leaves_the_collector(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    await create_topics(kafka, topic_prefix)
    said, shown = run_collector(tmp_path, settings(tmp_path, kafka, topic_prefix))
    topics = await everything_on(kafka, topic_prefix)

    assert all(topics.values()), {name: len(messages) for name, messages in topics.items()}
    for name, messages in topics.items():
        for key, value in messages:
            assert not found_in(key + b" " + value), name
    assert not found_in(said)
    assert not found_in(shown)
    assert UNIT.encode() not in shown
    assert UNIT.encode() not in said
    written = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    for path in written:
        assert not found_in(path.read_bytes()), path
        assert not found_in(str(path).encode()), path

    members = pseudonyms(topics)
    assert {Pseudonymiser(KEY, 1).of("login", login) for login in LOGINS} <= members
    guesses = set(dictionary_attack([*LOGINS, *ADDRESSES]))
    assert len(guesses) > 100
    assert not guesses & members


def pseudonyms(topics: dict[str, list[tuple[bytes, bytes]]]) -> set[int]:
    """Every pseudonym on Kafka."""
    found: set[int] = set()
    for _, value in topics[USAGE.name]:
        found |= set(UsageDelta.decode(value).cells().members.tolist())
    for _, value in topics[SIGNALS.name]:
        found |= set(SignalsDelta.decode(value).cells().members.tolist())
    return found


def dictionary_attack(words: list[str]) -> Iterator[int]:
    """What somebody who knows all names and all our code, but not the key, would look for."""
    keys = (b"", bytes(32), b"\xff" * 32, b"holdfast", b"holdfast".ljust(32, b"\0"), bytes(reversed(KEY)))
    kinds: tuple[IdentityKind, ...] = ("login", "address")
    for word, kind in itertools.product(words, kinds):
        for key in keys:
            if len(key) == len(KEY):
                yield Pseudonymiser(key, 1).of(kind, word)
            for text in (word, f"{kind}:{word}", f"{kind}\0{word}"):
                digest = hashlib.blake2b(text.encode(), digest_size=8, key=key).digest()
                yield int.from_bytes(digest, "little")
                yield int.from_bytes(digest, "big")
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s"):
            digest = hashlib.new(name, word.encode()).digest()
            yield from (int.from_bytes(digest[:8], order) for order in ("little", "big"))
            yield from (int.from_bytes(digest[-8:], order) for order in ("little", "big"))
