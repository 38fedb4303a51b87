"""The file with the keys that seal records: made once, readable by nobody else, kept apart from the store.

Lines with `#` are for people; every other line is a key's version, from 1 upwards, the key as 64 hexadecimal
digits, and when it was made. The last one seals; the others open what they sealed. Whoever loses the file has
lost all records, and whoever has it and the store can read them all.
"""

import os
import re
import secrets
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

KEY_BYTES: Final = 32
PRIVATE: Final = 0o600
_LINE: Final = re.compile(
    r"([1-9][0-9]{0,8}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00)", re.ASCII
)
_PREFACE: Final = """\
# Holdfast's keys for records: version, key, and when it was made; the last one seals, all of them open.
# Keep a copy in a safe place, and not where the records are: without it no record can ever be read again.
"""


class RecordKeyError(Exception):
    """A key file that must not or cannot be used; the message says what to do and never quotes a key."""


class RecordKey(NamedTuple):
    """One key of the file."""

    version: int
    key: bytes
    made_at: str

    def __repr__(self) -> str:
        """Without the key, for it must not stand in a traceback."""
        return f"RecordKey({self.version})"


def read_record_keys(file: Path) -> tuple[RecordKey, ...]:
    """Every key, the oldest first. Raises RecordKeyError, OSError."""
    try:
        with file.open("rb") as opened:
            if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise RecordKeyError(
                    f"{file} can be read by others on this machine; run `chmod 600 {file}`, and if somebody "
                    "may have read it, `holdfast records key rotate` and `holdfast records reseal`"
                )
            data = opened.read()
    except FileNotFoundError:
        raise RecordKeyError(
            f"there is no {file}: put back your copy, or make one by `holdfast records key new {file}`"
        ) from None
    return _keys(file, data)


def new_key_file(file: Path, made_at: datetime) -> None:
    """Make the file with a first random key. Raises RecordKeyError where there is one already, OSError."""
    try:
        _write(file, _PREFACE + _line(1, made_at))
    except FileExistsError:
        raise RecordKeyError(
            f"{file} is there already and is not replaced; `holdfast records key rotate` adds a key to it"
        ) from None


def add_record_key(file: Path, made_at: datetime) -> int:
    """Add a random key, which seals from then on; its version. Hubs read the file when they start.

    Raises RecordKeyError, OSError.
    """
    version = read_record_keys(file)[-1].version + 1
    _replace(file, file.read_text(encoding="ascii") + _line(version, made_at))
    return version


def remove_record_key(file: Path, version: int) -> None:
    """Take a key out for good: what it sealed, in backups too, can never be read again.

    Raises RecordKeyError for the key that seals and for one that is not there, OSError.
    """
    keys = read_record_keys(file)
    if version == keys[-1].version:
        raise RecordKeyError(f"version {version} seals; first add another by `holdfast records key rotate`")
    if version not in {each.version for each in keys}:
        raise RecordKeyError(f"{file} has no version {version}; `holdfast records key list` shows them")
    lines = file.read_text(encoding="ascii").splitlines(keepends=True)
    _replace(file, "".join(line for line in lines if line.split()[:1] != [str(version)]))


def _keys(file: Path, data: bytes) -> tuple[RecordKey, ...]:
    keys: list[RecordKey] = []
    if not data.endswith(b"\n"):
        raise RecordKeyError(f"{file} is cut short; put back your copy of it")
    for number, line in enumerate(data.decode("latin-1").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None or (keys and int(found[1]) <= keys[-1].version):
            raise RecordKeyError(
                f"{file}, line {number}: this is no version and key, or out of order; put back your copy"
            )
        keys.append(RecordKey(int(found[1]), bytes.fromhex(found[2]), found[3]))
    if not keys:
        raise RecordKeyError(f"{file} holds no key; put back your copy of it")
    return tuple(keys)


def _line(version: int, made_at: datetime) -> str:
    return f"{version} {secrets.token_hex(KEY_BYTES)} {made_at.isoformat(timespec='milliseconds')}\n"


def _replace(file: Path, text: str) -> None:
    """Put a changed file in the place of the old one, whole or not at all."""
    ready = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        _write(ready, text)
        ready.replace(file)
    except BaseException:
        with suppress(OSError):
            ready.unlink(missing_ok=True)
        raise
    _settle(file.parent)


def _write(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as created:
        created.write(text.encode("ascii"))
        created.flush()
        os.fsync(created.fileno())
    _settle(file.parent)


def _settle(folder: Path) -> None:
    """Put a new name on the disk too, where the system can do that for a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
