"""A webhook of the settings is one that can be, or it is said what to write instead."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from streams.doors.domain.deliveries import Hook
from streams.doors.settings import WebhookTable, opened_hooks, stated_hooks
from streams.settings import SettingsError

SLACK = {"name": "team", "kind": "slack", "platform": "slack", "account": "Team", "secret_file": "a.secret"}
META = {**SLACK, "kind": "meta", "platform": "facebook", "verify_token_file": "a.token"}
PLATFORMS = ("facebook", "slack", "youtube")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, words in (("a.secret", "first secret\nsecond secret\n\n"), ("a.token", "the verify token\n")):
        (tmp_path / name).write_text(words, encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def opened(folder: Path, *tables: dict[str, Any]) -> dict[str, Hook]:
    stated = msgspec.convert(list(tables), list[WebhookTable])
    return dict(opened_hooks(stated_hooks(stated, folder), PLATFORMS))


def test_each_hook_has_its_secrets_and_its_token(folder: Path) -> None:
    hooks = opened(folder, SLACK, {**META, "name": "page", "accounts": {"1": "City"}})
    assert hooks["team"].secrets == (b"first secret", b"second secret")
    assert hooks["page"].verify_token == b"the verify token"
    assert hooks["page"].account_of("1") == "City"
    assert hooks["page"].account_of("2") is None
    assert "secret" not in repr(hooks)


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ([SLACK, SLACK], "Two webhooks"),
        ([{**SLACK, "name": "Team"}], "names are of a-z"),
        ([{**SLACK, "name": "events"}], "other doors"),
        ([{**SLACK, "kind": "fax"}], "there are meta, slack, youtube, linkedin, hmac"),
        ([{**SLACK, "platform": ""}], "names no platform"),
        ([{**SLACK, "platform": "frendbook"}], "catalogue list"),
        ([{**SLACK, "account": ""}], "names no account"),
        ([{**META, "verify_token_file": None}], "verify_token_file"),
        ([{**SLACK, "kind": "youtube", "topic": "UCx"}], "topic"),
        ([{**SLACK, "kind": "hmac", "signature_header": "X Y"}], "no name of a header"),
        ([{**SLACK, "kind": "hmac", "timestamp_header": "X:Y"}], "no name of a header"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_write(
    folder: Path, tables: list[dict[str, Any]], says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        opened(folder, *tables)


@pytest.mark.parametrize(
    ("words", "mode", "says"),
    [
        ("", 0o600, "no secret"),
        ("short\n", 0o600, "8 characters"),
        ("a good long secret", 0o640, "chmod 600"),
    ],
)
def test_a_secret_that_is_open_or_none_is_refused_and_never_quoted(
    folder: Path, words: str, mode: int, says: str
) -> None:
    (folder / "a.secret").write_text(words, encoding="utf-8")
    (folder / "a.secret").chmod(mode)
    with pytest.raises(SettingsError, match=says) as refused:
        opened(folder, SLACK)
    assert not words or words.strip() not in str(refused.value)


def test_a_sender_of_our_own_needs_neither_platform_nor_account(folder: Path) -> None:
    (hook,) = opened(
        folder, {"name": "a", "kind": "hmac", "secret_file": "a.secret", "takes": ["change"]}
    ).values()
    assert (list(hook.takes), hook.signing.header) == (["change"], "x-signature")
