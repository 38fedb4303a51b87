"""What was kept as a text that people can read and words can be looked for in; it never raises."""

import json
from typing import Final

from msgspec import Struct

READABLE: Final = ("text/", "application/json", "application/x-www-form-urlencoded", "application/xml")
"""Content types that begin so are texts; those that end in `+json` or `+xml` too."""


class Content(Struct, frozen=True, kw_only=True):
    """What is sealed: the bytes as they came, of which type, and by which id the vendor knows it."""

    salt: bytes
    vendor_id: str
    content_type: str
    body: bytes

    @property
    def is_text(self) -> bool:
        """Whether people can read it here; pictures and other files they can only take away whole."""
        kind = self.content_type.partition(";")[0].strip().casefold()
        return kind.startswith(READABLE) or kind.endswith(("+json", "+xml"))

    @property
    def text(self) -> str:
        """As people read it: JSON with one field a line, whatever is no text as nothing."""
        return text_of(self.body) if self.is_text else ""


def text_of(body: bytes) -> str:
    """Bytes as text; what is no UTF-8 shows as U+FFFD."""
    text = body.decode("utf-8", errors="replace")
    try:
        said = json.loads(text)
        told = json.dumps(said, ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return text
    # JSON may spell halves of a character that is none; no page and no file can hold those
    return told.encode("utf-8", errors="replace").decode("utf-8")


def has_words(text: str, words: str) -> bool:
    """Whether all the words stand in the text, in any order, capitals or not."""
    folded = text.casefold()
    return all(word in folded for word in words.casefold().split())
