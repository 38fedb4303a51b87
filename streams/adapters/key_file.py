"""The file that holds the keys for pseudonyms: made once, shared by collectors, readable by nobody else.

It is a text file. Lines with `#` are for people; every other line is a key's version, from 1 upwards, the key
as 64 hexadecimal digits, and when it was made (UTC; keys of before that was noted have no date). The last key
is in use, the earlier ones are kept so that what they made can be recognised until it has expired or its key
is removed.
"""

import contextlib
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from streams.domain.pseudonyms import Pseudonymiser

KEY_BYTES = 32
PRIVATE = 0o600
_LINE = re.compile(
    r"([1-9][0-9]{0,8}) ([0-9a-f]{64})(?: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z))?", re.ASCII
)
_PREFACE = """\
# Holdfast's keys for pseudonyms: version, key and when it was made; the last one is in use.
# Whoever has this file can find out who a pseudonym is. Keep it secret, and keep a copy in a safe place:
# without it, people who were counted before cannot be recognised again.
"""


class KeyFileError(Exception):
    """A key file that must not or cannot be used; the message says what to do and never quotes a key."""


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One line of the file; `made_at` is None where the line does not say."""

    pseudonyms: Pseudonymiser
    made_at: datetime | None

    @property
    def version(self) -> int:
        """The number that evidence made with it carries."""
        return self.pseudonyms.version


def read_keys(file: Path) -> tuple[Pseudonymiser, ...]:
    """Every key in the file, the oldest first; the last one is in use.

    Raises KeyFileError when others could read the file or when it is damaged, FileNotFoundError when it is
    not there.
    """
    return tuple(kept.pseudonyms for kept in kept_keys(file))


def kept_keys(file: Path) -> tuple[KeptKey, ...]:
    """As `read_keys`, with the age of each."""
    with file.open("rb") as opened:
        if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
            raise KeyFileError(
                f"{file} can be read by others on this machine; run `chmod 600 {file}`, and if somebody may "
                "have read it, add a new key"
            )
        data = opened.read()
    return _keys(file, data)


def read_or_create_keys(file: Path) -> tuple[Pseudonymiser, ...]:
    """The keys in the file, which is made with a first random key if it is not there.

    Safe against several collectors that start at once: all get the same key. Raises KeyFileError.
    """
    with contextlib.suppress(FileNotFoundError):
        return read_keys(file)
    with contextlib.suppress(FileExistsError):
        create_keys(file)
    return read_keys(file)


def create_keys(file: Path) -> None:
    """Makes the file with a first random key. Raises KeyFileError, and FileExistsError: none is replaced."""
    first = f"{_PREFACE}{_line(1)}"
    with _written(file, f".{file.name}.{secrets.token_hex(8)}", first) as ready:
        try:
            # Unlike a rename, a link never replaces the key of somebody who was faster.
            os.link(ready, file)
        except FileExistsError:
            raise
        except OSError:
            _create(file, first)  # no hard links here; who reads before its end is written must try again
    _settle(file.parent)


def add_key(file: Path) -> tuple[Pseudonymiser, ...]:
    """Adds a new random key, which is in use from then on, and keeps the old ones.

    Collectors read the file when they start. Raises KeyFileError, also while another change is under way.
    """

    def add(text: str) -> str:
        return f"{text}{_line(kept_keys(file)[-1].version + 1)}"

    _change(file, add)
    return read_keys(file)


def remove_key(file: Path, version: int) -> bool:
    """Takes a key out of the file for good; whether it was there.

    Nobody can make its pseudonyms again, or find out whose they were. Raises KeyFileError for the key that is
    in use, and as `add_key` does.
    """
    kept = kept_keys(file)
    if version == kept[-1].version:
        raise KeyFileError(f"version {version} in {file} is in use; add a new key first")
    if version not in {key.version for key in kept}:
        return False

    def without(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(line for line in lines if line.split()[:1] != [str(version)])

    _change(file, without)
    return True


def _change(file: Path, changed: Callable[[str], str]) -> None:
    """Puts a changed file in the place of the old one, whole or not at all, and the same user's."""
    with file.open(encoding="latin-1", newline="") as opened:
        text, before = opened.read(), os.fstat(opened.fileno())
    with _written(file, f".{file.name}.new", changed(text)) as ready:
        if os.name == "posix" and before.st_uid != os.geteuid():
            # Whoever may write here, root above all, must not take the file away from the collectors.
            os.chown(ready, before.st_uid, before.st_gid)
        if file.read_bytes() != text.encode("latin-1"):
            raise KeyFileError(f"{file} was changed by somebody else meanwhile; look at it, and try again")
        ready.replace(file)
    _settle(file.parent)


def _keys(file: Path, data: bytes) -> tuple[KeptKey, ...]:
    repair = "put back your copy of it, or move it away to start with a new key and new pseudonyms"
    keys: list[KeptKey] = []
    if not data.endswith(b"\n"):
        raise KeyFileError(f"{file} is cut short; if it is just being made, try again, otherwise {repair}")
    for number, line in enumerate(data.decode("latin-1").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise KeyFileError(f"{file}, line {number}: this is no version and key; {repair}")
        version = int(found[1])
        if keys and version <= keys[-1].version:
            raise KeyFileError(
                f"{file}, line {number}: version {version} is not above the one before it; {repair}"
            )
        try:
            made_at = datetime.fromisoformat(found[3]) if found[3] else None
        except ValueError:
            raise KeyFileError(f"{file}, line {number}: {found[3]} is no date; {repair}") from None
        keys.append(KeptKey(Pseudonymiser(bytes.fromhex(found[2]), version), made_at))
    if not keys:
        raise KeyFileError(f"{file} holds no key; {repair}")
    return tuple(keys)


def _line(version: int) -> str:
    made_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{version} {secrets.token_hex(KEY_BYTES)} {made_at}\n"


@contextlib.contextmanager
def _written(file: Path, name: str, text: str) -> Iterator[Path]:
    """A private file beside `file`, complete and on the disk; gone afterwards unless it was moved."""
    beside = file.with_name(name)
    try:
        _create(beside, text)
    except FileExistsError as error:
        raise KeyFileError(
            f"{beside} is there already: another change is under way, or was cut short; delete it if none is"
        ) from error
    except OSError as error:
        raise KeyFileError(
            f"no key can be kept in {file.parent} ({error.strerror}); choose another place for it"
        ) from error
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _create(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as created:
        created.write(text.encode("latin-1"))
        created.flush()
        os.fsync(created.fileno())


def _settle(folder: Path) -> None:
    """Puts a new name on the disk too, where the system can do that for a folder."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
