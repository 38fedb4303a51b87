"""What was told, kept for whoever may be told the same, for as long as what it was told from stands."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar, cast

MOST: Final = 512
"""Answers kept at once; those that nobody asked for the longest go first."""

LOCKS: Final = 64

T = TypeVar("T")


class ToldShelf:
    """Keeps answers. May be asked by several threads: what two of them want at once is told once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._changing = Lock()
        self._telling = tuple(Lock() for _ in range(LOCKS))

    def told(self, what: Hashable, told_from: Hashable, tell: Callable[[], T]) -> T:
        """The answer to `what`, told anew where it was told from something else.

        `what` names everything that an answer depends on besides `told_from`: whose sight it is for, above
        all.
        """
        with self._telling[hash(what) % LOCKS]:
            kept = self._kept.get(what)
            if kept is None or kept[0] != told_from:
                kept = told_from, tell()
            with self._changing:
                self._kept[what] = kept
                self._kept.move_to_end(what)
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return cast("T", kept[1])
