"""What is remembered of own accounts between commits: conversations, days, where each stands, posts.

It is read from the store once, and what changed of it is handed out for the next commit. Whoever could not
commit makes a new one.
"""

from collections import defaultdict
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from monitors.account_rows import ActivityRows, ActivityWork, ConversationKey
from monitors.domain.accounts.caring import LocalTime, add, days_of
from monitors.domain.accounts.conversations import (
    HORIZON_MS,
    KINDS,
    Conversation,
    Entry,
    joined,
    settled,
    waiting_since,
)
from monitors.domain.accounts.records import AccountDay, AccountKey, AccountState, Post, PreFlight
from streams.contracts.signals import AccountActivity

MOST_AHEAD_MS: Final = 3_600_000
"""What is dated further ahead than this counts as of now: somebody's clock is wrong."""


class AccountBook:
    """See above. `local` tells days and hours as the organisation lives them. Raises what the rows raise."""

    def __init__(self, rows: ActivityRows, local: LocalTime) -> None:
        self._rows = rows
        self._local = local
        self._conversations = rows.conversations()
        self._days: dict[tuple[AccountKey, int], AccountDay] = {}
        self._waiting: dict[AccountKey, dict[int, int]] = defaultdict(dict)
        self.states = rows.states()
        self.posts = {each.id: each for each in rows.posts_in(("waiting", "unexpected"))}
        for key, conversation in self._conversations.items():
            self._note_waiting(key, conversation)
        self._clean()

    def hear(self, event: AccountActivity, now_ms: int | None) -> Post | None:
        """Take in an activity; a post that nobody has looked at where it is one.

        Nothing comes of what is known already, or is older than anybody remembers.
        """
        at_ms = event.at_ms if now_ms is None else min(event.at_ms, now_ms + MOST_AHEAD_MS)
        if now_ms is not None and at_ms < now_ms - HORIZON_MS:
            return None
        key = ConversationKey(event.platform, event.account, event.thread)
        account = AccountKey(event.platform, event.account)
        before = self._conversations.get(key, Conversation())
        entry = Entry(at_ms, KINDS[event.direction, event.form], _number(event))
        after = joined(before, entry)
        if after is before:
            return None
        self._count(account, before, after)
        kept = settled(after)
        self._conversations[key] = kept
        self._changed_conversations[key] = kept
        self._note_waiting(key, kept)
        state = self.state(account)
        self.put(replace(state, heard_at_ms=max(at_ms, state.heard_at_ms or at_ms)))
        if entry.kind != "posts":
            return None
        words = event.words
        return Post(
            id=entry.id, platform=key.platform, name=key.name, at_ms=at_ms, state="waiting", words=words
        )

    def state(self, key: AccountKey) -> AccountState:
        """Where an account stands."""
        return self.states.get(key) or AccountState(platform=key.platform, name=key.name)

    def put(self, state: AccountState) -> None:
        """It stands so now."""
        if self.states.get(state.key) != state:
            self.states[state.key] = state
            self._changed_states.add(state.key)

    def put_post(self, post: Post) -> None:
        """It is known now what a post was; those that are settled are not remembered."""
        self._changed_posts[post.id] = post
        if post.state in {"waiting", "unexpected"}:
            self.posts[post.id] = post
        else:
            self.posts.pop(post.id, None)

    def put_preflight(self, found: PreFlight) -> None:
        """It was looked whether a platform is ready."""
        self._changed_preflights[found.window, found.platform] = found

    def waiting(self, key: AccountKey, asked_by_ms: int | None = None) -> int:
        """How many questions wait for an answer; only those asked by a moment, where one is given."""
        waits = self._waiting.get(key, {}).values()
        return sum(asked_by_ms is None or each <= asked_by_ms for each in waits)

    def forget(self, now_ms: int) -> None:
        """Conversations that are over; who still waits in one was not answered."""
        old = [key for key, each in self._conversations.items() if each.last_ms < now_ms - HORIZON_MS]
        for key in old:
            del self._conversations[key]
            self._waiting[AccountKey(key.platform, key.name)].pop(key.thread, None)
        if old:
            self._days = {key: each for key, each in self._days.items() if key in self._changed_days}

    def work(self) -> ActivityWork:
        """Everything that changed since the last time."""
        for key in {AccountKey(each.platform, each.name) for each in self._changed_conversations}:
            self.count_waiting(key)
        work = ActivityWork(
            days=[self._days[key] for key in sorted(self._changed_days)],
            conversations=self._changed_conversations,
            states=[self.states[key] for key in sorted(self._changed_states)],
            posts=list(self._changed_posts.values()),
            preflights=list(self._changed_preflights.values()),
        )
        self._clean()
        return work

    def count_waiting(self, key: AccountKey) -> None:
        """An account's backlog, as it is now."""
        waits = self._waiting.get(key, {})
        since_ms = min(waits.values(), default=None)
        self.put(replace(self.state(key), backlog=len(waits), waiting_since_ms=since_ms))

    def _count(self, key: AccountKey, before: Conversation, after: Conversation) -> None:
        """What one thing more in a conversation changes in the days of its account."""
        for times, conversation in ((-1, before), (1, after)):
            for day, told in days_of(key, conversation, self._local).items():
                add(self._day(key, day), told, times)
                self._changed_days.add((key, day))

    def _day(self, key: AccountKey, day: int) -> AccountDay:
        """The counts of a day, to be added to."""
        if (key, day) not in self._days:
            stored = self._rows.days(day, day, [key])
            self._days[key, day] = (
                stored[0] if stored else AccountDay(platform=key.platform, name=key.name, day=day)
            )
        return self._days[key, day]

    def _note_waiting(self, key: ConversationKey, conversation: Conversation) -> None:
        """Who waits in a conversation."""
        waits, since_ms = self._waiting[AccountKey(key.platform, key.name)], waiting_since(conversation)
        if since_ms is None:
            waits.pop(key.thread, None)
        else:
            waits[key.thread] = since_ms

    def _clean(self) -> None:
        """Nothing has changed yet."""
        self._changed_days: set[tuple[AccountKey, int]] = set()
        self._changed_conversations: dict[ConversationKey, Conversation] = {}
        self._changed_states: set[AccountKey] = set()
        self._changed_posts: dict[str, Post] = {}
        self._changed_preflights: dict[tuple[str, str], PreFlight] = {}


def _number(event: AccountActivity) -> str:
    """What tells an activity from every other: (source, id), in 128 bits."""
    return blake2b(f"{event.source}\0{event.id}".encode(), digest_size=16).hexdigest()
