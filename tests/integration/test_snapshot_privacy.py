"""No login, address, path or query leaves a snapshot: not in JSON, page, summary, messages or the cache."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

LOGINS = ("petronella.vanderzwaan", "h.q.abernathy-oyelaran")
ADDRESSES = ("203.0.113.77", "198.51.100.201")
PATHS = ("geheimer-pfad/akte-4711", "groups/whistleblowers-united")
QUERIES = ("geheimfrage=antwort42", "searched+for+a+new+job")
HOSTS = ("diary-of-nobody.example.org", "petronella%40x.example.org")
SECRETS = (*LOGINS, *ADDRESSES, *PATHS, *QUERIES, *HOSTS)
NINE = 1_772_442_000


def line(number: int, login: str, address: str, url: str, method: str = "GET") -> str:
    return (
        f"{NINE + number}.000    120 {address} TCP_MISS/200 512 {method} {url} {login} "
        "HIER_DIRECT/192.0.2.1 text/html"
    )


def log() -> bytes:
    """Everything planted in every spelling, in good lines and bad ones, among twenty usual people."""
    lines = [
        line(n, f"clerk{n % 20}", f"10.1.2.{n % 20}", "www.facebook.com:443", "CONNECT") for n in range(60)
    ]
    for number, login in enumerate(LOGINS):
        for spelt in (login, login.upper(), f"ORG%5c{login}", f"{login}@x.example", quote(login.upper())):
            for path, query in zip(PATHS, QUERIES, strict=True):
                url = f"http://www.facebook.com/{path}?{query}"
                lines.append(line(number, spelt, ADDRESSES[number], url))
                lines.append(line(number, spelt, ADDRESSES[number], f"http://{login}:pw@x.com/{path}"))
            lines += [line(number, spelt, ADDRESSES[number], f"http://{host}/") for host in HOSTS]
    lines.append(line(80, "-", ADDRESSES[0], f"http://x.com/{PATHS[0]}?{QUERIES[0]}"))
    for secret in SECRETS:
        encoded = base64.b64encode(secret.encode()).decode()
        lines += [
            f"{secret} is no line",
            f"{NINE}.000 x {secret} {encoded}",
            line(90, encoded, secret, encoded),
        ]
    return "\n".join(lines).encode()


def spellings(secret: str) -> set[bytes]:
    """Every form in which a secret could stand somewhere; compared in lower case but for base64."""
    plain = secret.encode()
    shifted = (base64.b64encode(b"x" * shift + plain)[4 * (shift > 0) : -4] for shift in range(3))
    escaped = {quote(secret, safe=""), "".join(f"%{byte:02x}" for byte in plain), json.dumps(secret)[1:-1]}
    return {plain, plain.hex().encode(), *(word.encode() for word in escaped), *shifted}


def leaks(data: bytes) -> list[str]:
    """The secrets that stand in some bytes."""
    lowered = data.lower()
    return [
        secret
        for secret in SECRETS
        if any(form in data or form.lower() in lowered for form in spellings(secret) if len(form) > 8)
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_finds_what_is_planted(secret: str) -> None:
    for found in (secret, secret.upper(), quote(secret, safe=""), f'"{secret}"'):
        assert secret in leaks(b"before " + found.encode() + b" behind")
    assert secret in leaks(base64.b64encode(b"before " + secret.encode() + b" behind"))
    assert leaks(b"nothing of anybody") == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("good", [True, False], ids=["a usual log", "mostly noise"])
def test_nothing_of_a_person_leaves_a_snapshot(tmp_path: Path, lang: str, good: bool) -> None:  # noqa: FBT001 (a case)
    (tmp_path / "in").mkdir()
    out = tmp_path / "out"
    out.mkdir()
    source = tmp_path / "in" / "access.log"
    source.write_bytes(
        log() if good else b"".join(b"%s ?\n" % row for row in log().splitlines()) + b"\xff\n" * 300
    )
    directory = tmp_path / "in" / "directory.csv"
    rows = [f"{login},,Revenue" for login in LOGINS[:1]] + [f"clerk{n},,Roads" for n in range(20)]
    directory.write_text("\n".join(["user,cidr,unit", *rows, f",{ADDRESSES[1]}/32,Parks"]))
    command = [
        sys.executable, "-c", "from infra.cli import main; main()", "snapshot", str(source),
        "--format", "squid", "--directory", str(directory), "--lang", lang, "--k", "5",
        "--json", str(out / "out.json"), "--html", str(out / "out.html"),
    ]  # fmt: skip
    environment = os.environ | {"XDG_CACHE_HOME": str(out / "cache"), "TMPDIR": str(out), "COLUMNS": "200"}

    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)

    assert done.returncode == (0 if good else 65), done.stderr
    left = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert {"out.json", "out.html"} <= set(left)
    document = json.loads(left["out.json"])
    assert document["input"]["rejected"] > 10
    assert not good or [row["people"] for row in document["platforms"] if row["platform"] == "facebook"] == [
        20
    ]
    said = {"the terminal": done.stdout, "the messages": done.stderr} | left
    assert {name: leaks(data) for name, data in said.items() if leaks(data)} == {}
