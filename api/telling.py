"""What this hub tells other organisations, signed: each word of it is decided in `monitors.domain.aid`."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitors.domain.aid.telling import Known, statements
from streams.aid.keys import read_key, signed
from streams.aid.settings import AidSettings
from streams.domain.aid.words import Word, worded
from streams.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Voice:
    """An organisation's own voice: its name, what it chose to tell, and the key that signs."""

    settings: AidSettings
    key: Ed25519PrivateKey

    @classmethod
    def of(cls, settings: AidSettings | None, platforms: Container[str]) -> Self | None:
        """The voice that settings give; None where they give none. `platforms` are those of the catalogue.

        Raises SettingsError, AidKeyError.
        """
        if settings is None:
            return None
        unknown = [each for each in (*settings.platforms, *settings.not_used) if each not in platforms]
        if unknown:
            raise SettingsError(
                f"the settings of mutual aid name {', '.join(unknown)}, which the catalogue has not;"
                " `holdfast catalogue lookup HOST` tells what a platform is called there"
            )
        if settings.key_file is None:
            raise SettingsError(
                "the settings of mutual aid name no key_file, so the hub cannot sign; `holdfast aid key new"
                " FILE` makes one"
            )
        return cls(settings, read_key(settings.key_file))

    def words(self, known: Known, now_ms: int) -> Iterable[Word]:
        """Everything that may be told now."""
        told = self.settings
        return [
            signed(worded(told.name, each, now_ms, told.valid_for_seconds), self.key)
            for each in statements(told.platforms, told.not_used, known)
        ]
