"""Editions of the register as files, and the key that seals them."""

import os
import re
import secrets
from pathlib import Path
from typing import Final

import msgspec

from monitors.domain.register.editions import SealedEdition

KEY_FILE: Final = "register-editions.key"
_KEY: Final = re.compile(r"[0-9a-f]{64}\s*", re.ASCII)


class EditionFileError(ValueError):
    """A file that is no edition, or a key that cannot be used; the message says what to do."""


def read_edition(path: Path) -> SealedEdition:
    """A kept edition. Raises EditionFileError, and OSError where it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=SealedEdition)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise EditionFileError(
            f"{path} is no edition of a register ({error}); name a file that "
            "`holdfast register edition freeze` wrote."
        ) from error


def write_edition(path: Path, kept: SealedEdition) -> None:
    """Write an edition to a file that must not be there yet: nothing frozen is written over.

    Raises FileExistsError, and OSError where it cannot be written.
    """
    with path.open("xb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept, order="sorted"), indent=2) + b"\n")


def made_key(path: Path) -> bytes:
    """The key in a file, made (0600) where it is not there. Raises as `known_key`."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(32).hex() + "\n")
    return _key_in(path)


def known_key(path: Path) -> bytes | None:
    """The key in a file, None where it is not there.

    Raises EditionFileError where it is no key, and OSError where it cannot be read or made.
    """
    return _key_in(path) if path.exists() else None


def _key_in(path: Path) -> bytes:
    """A key from its file."""
    text = path.read_text("utf-8", errors="replace")
    if _KEY.fullmatch(text) is None:
        raise EditionFileError(
            f"{path} holds no key of 64 hexadecimal digits; restore it from a backup, or name another file."
        )
    return bytes.fromhex(text.strip())
