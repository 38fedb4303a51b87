"""Editions of the register as files."""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from monitors.domain.register.editions import SealedEdition, canonical_text

KEY_FILE: Final = "register-editions.key"
"""The private key of an installation, in its data folder."""

PUBLIC: Final = ".public.pem"
"""What the name of its public key, which stands beside it, ends in."""


class _TwiceError(ValueError):
    """A key stands twice in one object."""


class EditionFileError(ValueError):
    """A file that is no edition, or a key that cannot be used; the message says what to do."""


def read_edition(path: Path) -> SealedEdition:
    """A kept edition. Raises EditionFileError, and OSError where it cannot be read.

    All of the file is taken or none: another field or algorithm, or a key that stands twice, of which only
    one would be hashed, is no edition.
    """
    data = path.read_bytes()
    try:
        kept = msgspec.json.decode(data, type=SealedEdition)
        json.loads(data, object_pairs_hook=_each_key_once)
        whole = SealedEdition(text=msgspec.Raw(canonical_text(bytes(kept.text))), seal=kept.seal)
        whole.edition  # noqa: B018 (it says whether it is one)
    except (msgspec.DecodeError, _TwiceError, RecursionError) as error:
        raise EditionFileError(
            f"{path} is no edition of a register ({error}); name a file that "
            "`holdfast register edition freeze` wrote."
        ) from error
    return whole


def write_edition(path: Path, kept: SealedEdition) -> None:
    """Write an edition to a file that must not be there yet: nothing frozen is written over.

    Raises FileExistsError, and OSError where it cannot be written.
    """
    with path.open("xb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept, order="sorted"), indent=2) + b"\n")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which every key stands once. Raises _TwiceError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise _TwiceError(f"the key {twice!r} stands there twice")
    return found
