"""`holdfast monitors --check` says what is wrong with the files to judge by, and starts nothing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitors.commands.monitors import app

RULE = '[[rules]]\nname = "Talk"\npurpose = "internal"\naudience = "us"\nsensitivity = "protected"\n'


def checked(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """How it ended, and what it said of it."""
    monkeypatch.delenv("HOLDFAST_DATABASE", raising=False)
    monkeypatch.delenv("HOLDFAST_KAFKA", raising=False)
    ran = CliRunner().invoke(app, ["--broker", "127.0.0.1:9", "--check", *arguments])
    return ran.exit_code, ran.stderr


def test_rules_on_tools_that_can_be_held_against_use_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(f'{RULE}not_allowed = ["whatsapp"]\n', encoding="utf-8")

    assert checked(monkeypatch, "--tool-rules", str(rules)) == (0, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{RULE}not_allowed = ["watsapp"]\n', "whatsapp"),
        (RULE, "names no platform"),
        ("[[rules]", "not TOML"),
    ],
)
def test_what_is_wrong_with_rules_on_tools_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(text, encoding="utf-8")
    settings = tmp_path / "monitors.toml"
    settings.write_text('tool_rules = "rules.toml"\n', encoding="utf-8")

    code, words = checked(monkeypatch, "--settings", str(settings))

    assert code == 65
    assert said in words
    assert str(rules) in words


def test_rules_on_tools_that_are_not_there_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, words = checked(monkeypatch, "--tool-rules", str(tmp_path / "rules.toml"))

    assert code == 66
    assert "rules.toml" in words


def test_an_objective_of_a_platform_that_nobody_knows_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "monitors.toml"
    settings.write_text("[impact]\nobjectives = { facebook = 0.999, watsapp = 0.9 }\n", encoding="utf-8")

    code, words = checked(monkeypatch, "--settings", str(settings))

    assert code == 65
    assert "objectives names watsapp, which the catalogue has not" in words
