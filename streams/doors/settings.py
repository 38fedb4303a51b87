"""Webhooks as the hub's settings name them: the tables `[[webhook]]`, and the files with their secrets."""

import os
import re
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from streams.doors.domain.deliveries import Hook, Signing, Takes
from streams.doors.kinds import KINDS
from streams.settings import SettingsError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_HEADER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}", re.ASCII)
SHORTEST_SECRET: Final = 8
RESERVED: Final = frozenset({"events", "alerts", "unknown"})
ALL: Final[tuple[Takes, ...]] = ("activity", "account", "change", "demand", "status")
OF_ACCOUNTS: Final = frozenset[Takes]({"activity", "account"})


class WebhookTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A table as written; the last eight are for the kind `hmac`."""

    name: str
    kind: str
    secret_file: str
    platform: str = ""
    account: str = ""
    accounts: dict[str, str] = {}
    own_ids: list[str] = []
    verify_token_file: str | None = None
    topic: str = ""
    signature_header: str = "X-Signature"
    signature_prefix: str = ""
    algorithm: Literal["sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    timestamp_header: str = ""
    separator: str = "."
    tolerance_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300
    takes: tuple[Takes, ...] = ALL


@dataclass(frozen=True)
class StatedHook:
    """A webhook of the settings, whose files have not been looked at."""

    hook: Hook
    secret_file: Path
    verify_token_file: Path | None = None


def stated_hooks(tables: Iterable[WebhookTable], folder: Path) -> tuple[StatedHook, ...]:
    """The webhooks of a settings file in a folder. Raises SettingsError."""
    found: dict[str, StatedHook] = {}
    for table in tables:
        if table.name in RESERVED:
            raise SettingsError(f"No webhook is called {table.name!r}, for figures of other doors are.")
        if table.name in found:
            raise SettingsError(f"Two webhooks are called {table.name!r}; give each its own name.")
        found[table.name] = _stated(table, folder)
    return tuple(found.values())


def opened_hooks(stated: Iterable[StatedHook], platforms: Collection[str]) -> Mapping[str, Hook]:
    """The webhooks with their secrets, by name. Raises SettingsError, OSError."""
    return {each.hook.name: _opened(each, platforms) for each in stated}


def _stated(table: WebhookTable, folder: Path) -> StatedHook:
    _check(table)
    hook = Hook(
        name=table.name,
        kind=table.kind,
        platform=table.platform,
        account=table.account,
        accounts=dict(table.accounts),
        own_ids=frozenset(table.own_ids),
        topic=table.topic,
        signing=Signing(
            header=table.signature_header.casefold(),
            prefix=table.signature_prefix,
            algorithm=table.algorithm,
            encoding=table.encoding,
            timestamp_header=table.timestamp_header.casefold(),
            separator=table.separator,
            tolerance_seconds=table.tolerance_seconds,
        ),
        takes=frozenset(table.takes) if table.kind == "hmac" else OF_ACCOUNTS,
    )
    token = table.verify_token_file
    return StatedHook(
        hook,
        folder / Path(table.secret_file).expanduser(),
        None if token is None else folder / Path(token).expanduser(),
    )


def _check(table: WebhookTable) -> None:
    """Return where this webhook can be, as far as the table says. Raises SettingsError."""
    where = f"webhook {table.name!r}"
    if _NAME.fullmatch(table.name) is None:
        raise SettingsError(f"A {where} cannot be: names are of a-z, 0-9 and dashes, such as city-facebook.")
    if table.kind not in KINDS:
        raise SettingsError(f"{where}: no kind is called {table.kind!r}; there are {', '.join(KINDS)}.")
    is_signed = table.kind == "hmac"
    if not is_signed and not table.platform:
        raise SettingsError(f"{where} names no platform; `holdfast catalogue list` shows them.")
    needs_account = not is_signed or bool(OF_ACCOUNTS & set(table.takes) and table.platform)
    if needs_account and not (table.account or table.accounts):
        raise SettingsError(f"{where} names no account; write what the account is called in your inventory.")
    if table.kind == "meta" and table.verify_token_file is None:
        raise SettingsError(f"{where} needs verify_token_file: Meta asks for the token when you subscribe.")
    if table.kind == "youtube" and not table.topic.startswith("https://"):
        raise SettingsError(
            f"{where} needs its topic: https://www.youtube.com/feeds/videos.xml?channel_id= and your channel."
        )
    for name in (table.signature_header, *([table.timestamp_header] if table.timestamp_header else [])):
        if _HEADER.fullmatch(name) is None:
            raise SettingsError(f"{where}: {name!r} is no name of a header.")


def _opened(stated: StatedHook, platforms: Collection[str]) -> Hook:
    hook = stated.hook
    if hook.platform and hook.platform not in platforms:
        raise SettingsError(
            f"webhook {hook.name!r}: no platform is called {hook.platform!r}; `holdfast catalogue list` "
            "shows them all."
        )
    token = b"" if stated.verify_token_file is None else secrets_in(stated.verify_token_file)[0]
    return replace(hook, secrets=secrets_in(stated.secret_file), verify_token=token)


def secrets_in(file: Path) -> tuple[bytes, ...]:
    """The secrets in a file, one on each line. Raises SettingsError, which never quotes one, and OSError."""
    with file.open("rb") as opened:
        if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
            raise SettingsError(
                f"{file} can be read by others on this machine; run `chmod 600 {file}`, and change the "
                "secret if somebody may have read it."
            )
        lines = [line.strip() for line in opened.read().splitlines()]
    found = tuple(line for line in lines if line)
    if not found or min(map(len, found)) < SHORTEST_SECRET:
        raise SettingsError(f"{file} holds no secret of at least {SHORTEST_SECRET} characters on each line.")
    return found
