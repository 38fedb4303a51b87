"""What many unexplained posts of many accounts cost the judge each minute."""

from datetime import UTC
from typing import Any

from monitors.account_rows import ActivityWork
from monitors.accounts import AccountsPart, Rows
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.accounts.records import AccountState, Post
from monitors.outside import Moment
from monitors.reliance_rows import RelianceWork
from monitors.store import Work
from tests.stored_work import NOON_MS, SIGNALS


class Walked(dict[str, Post]):
    """Posts that count how often all of them are looked at."""

    walks = 0

    def values(self) -> Any:
        self.walks += 1
        return super().values()


def test_posts_are_looked_through_as_often_for_many_accounts_as_for_one() -> None:
    walks = {}
    for accounts in (1, 40):
        store = MemoryStore(Memory())
        posts = [
            Post(
                id=str(n),
                platform="x",
                name=f"a{n % accounts}",
                at_ms=NOON_MS - n,
                state="unexpected",
                words=1,
            )
            for n in range(80)
        ]
        states = [AccountState(platform="x", name=f"a{n}") for n in range(accounts)]
        store.commit(SIGNALS, None, 1, Work(activity=ActivityWork(posts=posts, states=states)))
        part = AccountsPart(Rows(store.accounts, store.activity, store.register), UTC, [b"k" * 32])
        part.work(Moment(SIGNALS, (1, NOON_MS), [], [], RelianceWork(), [], [], NOON_MS))
        assert part._book is not None
        walked = Walked(part._book.posts)
        part._book.posts = walked
        part.work(Moment(SIGNALS, (2, NOON_MS + 60_000), [], [], RelianceWork(), [], [], NOON_MS))
        walks[accounts] = walked.walks

    assert walks[40] == walks[1] > 0
