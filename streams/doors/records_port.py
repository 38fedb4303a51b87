"""What a door hands to the records store, where an organisation has switched one on; else to nobody.

A door that is given no keeper hands nothing on and keeps no content. One that is given a keeper calls it once
for each message of an own account, after its signature is found right and before anything of it goes to
`evidence.signals`, and answers 200 only then. Content goes nowhere else.
"""

from typing import Literal, Protocol

Direction = Literal["in", "out"]
"""Whether an own account received it or published it."""


class RecordsUnavailableError(Exception):
    """The records store cannot take it just now, and nothing of it was kept.

    The door answers 503 with Retry-After and sends no evidence either: the vendor sends it again, and neither
    a record nor a count is lost. The sentence holds nothing of what was to be kept.
    """


class RecordsRefusedError(Exception):
    """The store will never take it (it is too long, or a name in it is none); the door answers 422."""


class RecordKeeper(Protocol):
    """Keeps what own accounts publish and receive."""

    async def keep(
        self,
        *,
        account: str,
        platform: str,
        direction: Direction,
        form: str,
        at_ms: int,
        id: str,  # noqa: A002 (the word that vendors use)
        body: bytes,
        content_type: str,
    ) -> None:
        """Returns once it is kept; the same `id` of the same account, sent again, is kept once.

        `form` is the kind of message (post, comment, direct-message, ...), `at_ms` when it was published or
        received, `body` the bytes as they came. Raises RecordsUnavailableError, RecordsRefusedError.
        """
        ...
