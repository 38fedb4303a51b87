"""`holdfast aid` as people call it: keys, who is known, and sentences where something is missing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.commands.hub import app as hub
from infra.exits import BAD_DATA, NO_INPUT
from streams.commands.aid import app

KEY = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="


def called(*arguments: str, code: int = 0) -> str:
    """What a command says. AssertionError where it ends otherwise."""
    ran = CliRunner().invoke(app, list(arguments))
    assert ran.exit_code == code, ran.output
    return ran.output


def settings(folder: Path, *more: str) -> str:
    file = folder / "aid.toml"
    lines = ['name = "northbridge"', 'key_file = "aid.key"', 'platforms = ["facebook"]', *more]
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def peer(name: str, *more: str) -> str:
    return "\n".join(["[[peer]]", f'name = "{name}"', f'public_key = "{KEY}"', *more])


def test_a_new_key_prints_what_peers_need_and_prints_it_again(tmp_path: Path) -> None:
    file = str(tmp_path / "aid.key")
    public = called("key", "new", file).strip()

    assert len(public) == 44
    assert called("key", "show", file).strip() == public
    assert "never replaced" in called("key", "new", file, code=BAD_DATA)
    assert "BEGIN" not in public


def test_peers_are_told_with_the_way_they_are_heard(tmp_path: Path) -> None:
    told = settings(
        tmp_path,
        peer("riverton", 'url = "https://holdfast.riverton.example"', 'api_key_file = "key"'),
        peer("lakeside"),
        peer("hillview", "revoked = true"),
    )
    said = called("peers", "--settings", told).splitlines()

    assert said == [
        "riverton: asked at https://holdfast.riverton.example every 60 s",
        "lakeside: not heard: no url, and no shared topic",
        "hillview: revoked; nothing of theirs is taken",
        "we, as northbridge, say whether these fail: facebook",
        "and that nobody uses these: none",
    ]


@pytest.mark.parametrize(
    ("more", "code", "sentence"),
    [
        ((), BAD_DATA, "no peer is named"),
        ((peer("northbridge"),), BAD_DATA, "northbridge is the name of two"),
        (
            (peer("riverton", 'url = "https://127.0.0.1:1"', 'api_key_file = "missing"'),),
            NO_INPUT,
            "The exchange cannot begin",
        ),
    ],
    ids=["nobody", "ourselves", "no-key"],
)
def test_an_exchange_that_cannot_begin_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], code: int, sentence: str
) -> None:
    monkeypatch.setenv("HOLDFAST_KAFKA", "127.0.0.1:1")

    assert sentence in called("exchange", "--settings", settings(tmp_path, *more), code=code)


def test_settings_that_are_not_there_are_named(tmp_path: Path) -> None:
    assert "Check the name" in called("peers", "--settings", str(tmp_path / "none.toml"), code=NO_INPUT)


def test_a_hub_with_a_voice_needs_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_KAFKA", "127.0.0.1:1")
    settings(tmp_path)
    stated = tmp_path / "hub.toml"
    stated.write_text('aid = "aid.toml"\n', encoding="utf-8")

    silent = CliRunner().invoke(hub, ["--settings", str(stated), "--check"])
    called("key", "new", str(tmp_path / "aid.key"))
    speaking = CliRunner().invoke(hub, ["--settings", str(stated), "--check"])

    assert silent.exit_code == BAD_DATA
    assert "holdfast aid key new" in silent.output
    assert speaking.exit_code == 0, speaking.output


def test_a_platform_that_nobody_knows_is_named_before_anything_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_KAFKA", "127.0.0.1:1")
    settings(tmp_path, 'not_used = ["facebok"]')
    called("key", "new", str(tmp_path / "aid.key"))
    stated = tmp_path / "hub.toml"
    stated.write_text('aid = "aid.toml"\n', encoding="utf-8")

    refused = CliRunner().invoke(hub, ["--settings", str(stated), "--check"])

    assert refused.exit_code == BAD_DATA
    assert "facebok, which the catalogue has not" in refused.output
