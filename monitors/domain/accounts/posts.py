"""Outgoing posts and approved drafts: what was issued, and what nobody had approved."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from monitors.domain.accounts.records import Draft, Post
from streams.domain.words_of_posts import words_of

GRACE_MS: Final = 15 * 60_000
"""An approval may come so long after the post, for whoever posts may be faster than whoever approves."""

ISSUED_WITHIN_MS: Final = 180 * 86_400_000
"""An approved text may be issued, or issued again, for so long."""

Numbers = Callable[[str], Collection[int]]
"""A text -> its keyed numbers, one under each key that is kept."""


def drafts_of(post: Post, drafts: Iterable[Draft], numbers: Numbers, grace_ms: int = GRACE_MS) -> list[Draft]:
    """The approved drafts that a post may be, those approved last first."""
    fitting = [
        each
        for each in drafts
        if each.key == post.key
        and each.state == "approved"
        and each.decided_at_ms is not None
        and each.decided_at_ms - grace_ms <= post.at_ms <= each.decided_at_ms + ISSUED_WITHIN_MS
        and post.words in numbers(each.text)
    ]
    return sorted(fitting, key=lambda each: (each.decided_at_ms or 0, each.id), reverse=True)


def judged(
    post: Post,
    drafts: Sequence[Draft],
    numbers: Numbers,
    now_ms: int,
    *,
    needs_approval: bool,
    grace_ms: int = GRACE_MS,
) -> Post:
    """A post that waited, as far as it is known what it was.

    What has no number, because it has no words or no key is kept, can be compared with nothing. No post is
    unexpected where none needs an approval.
    """
    if post.state != "waiting":
        return post
    if post.words is None:
        return replace(post, state="uncompared")
    found = drafts_of(post, drafts, numbers, grace_ms)
    if found:
        return replace(post, state="issued", draft=found[0].id, words=None)
    if now_ms < post.at_ms + grace_ms:
        return post
    return replace(post, state="unexpected" if needs_approval else "uncompared", words=None)


def numbers_under(keys: Sequence[bytes]) -> Numbers:
    """The numbers of texts under these keys; those of texts that were asked for lately are known."""

    @lru_cache(maxsize=1024)
    def numbers(text: str) -> Collection[int]:
        return frozenset(number for key in keys if (number := words_of(text, key)) is not None)

    return numbers
