"""Editions of the register as files."""

from pathlib import Path
from typing import Final

import msgspec

from monitors.domain.register.editions import SealedEdition, canonical_text

KEY_FILE: Final = "register-editions.key"
"""The private key of an installation, in its data folder."""

PUBLIC: Final = ".public.pem"
"""What the name of its public key, which stands beside it, ends in."""


class EditionFileError(ValueError):
    """A file that is no edition, or a key that cannot be used; the message says what to do."""


def read_edition(path: Path) -> SealedEdition:
    """A kept edition. Raises EditionFileError, and OSError where it cannot be read."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=SealedEdition)
        whole = SealedEdition(text=msgspec.Raw(canonical_text(bytes(kept.text))), seal=kept.seal)
        whole.edition  # noqa: B018 (it says whether it is one)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
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
