"""Own accounts beside the judge: what is heard of them, what is wrong with them, and what is told of it.

The judge alone opens and closes incidents. That an account is silent, has lost its access, or posted what
nobody approved goes to it as a word on `evidence.signals`, through the outbox and in the transaction that
notes it: told once when the first trouble begins, and once when the last is over.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from typing import Final, Literal, NamedTuple

from msgspec.structs import replace

from monitors.account_book import AccountBook
from monitors.account_events import Say, backlog_of, found_of, sent
from monitors.account_rows import AccountRows, ActivityRows
from monitors.account_silences import OF_PLATFORMS, Silences
from monitors.domain.accounts.lacking import lacking
from monitors.domain.accounts.posts import judged, numbers_under
from monitors.domain.accounts.records import AccountKey, Clearing, OwnAccount, Post, Trouble
from monitors.domain.accounts.troubles import OF_THE_PLATFORM, troubles_of
from monitors.domain.calendar import day_of
from monitors.domain.outage.records import Change, Incident, Reason
from monitors.outside import Moment
from monitors.preflights import Preflights
from monitors.register_rows import RegisterRows
from monitors.store import Work
from streams.contracts.signals import AccountActivity, AccountEvent, Event, Probe

OUR_WORD: Final = "!accounts"
"""The source of what is told the judge from here."""

MINUTE_MS: Final = 60_000


class Rows(NamedTuple):
    """What is asked of the store."""

    accounts: AccountRows
    activity: ActivityRows
    register: RegisterRows


class AccountsPart:
    """As `monitors.outside.Part` says, in a time zone.

    `keys` are those of outgoing posts; without any, no post is compared.
    """

    def __init__(self, rows: Rows, zone: tzinfo, keys: Sequence[bytes] = ()) -> None:
        self._rows = rows
        self._zone = zone
        self._numbers, self._compares = numbers_under(keys), bool(keys)
        self._preflights = Preflights(rows.accounts, rows.activity, rows.register, self._day_of)
        self.restore()

    def restore(self) -> None:
        """As the port says."""
        self._heard: list[tuple[int, AccountActivity | AccountEvent]] = []
        self._book: AccountBook | None = None
        self._accounts: Mapping[AccountKey, OwnAccount] = {}
        self._silences = Silences(self._rows.activity, self._local)
        self._now_ms: int | None = None
        self._said: list[Say | tuple[int, AccountEvent]] = []

    def take(self, offset: int, event: Event) -> None:
        """As the port says. What was told the judge from here comes back, and is known."""
        if isinstance(event, AccountActivity) or (
            isinstance(event, AccountEvent) and event.source != OUR_WORD
        ):
            self._heard.append((offset, event))
        elif isinstance(event, Probe):
            self._preflights.hear(event)

    def work(self, moment: Moment) -> Work:
        """As the port says; what time alone brings about is looked at once a minute."""
        heard, self._heard = self._heard, []
        over = [(offset, each.incident) for offset, each in moment.changes if _is_over(each)]
        tick = moment.tick
        if (
            tick is not None
            and self._now_ms is not None
            and tick[1] // MINUTE_MS <= self._now_ms // MINUTE_MS
        ):
            tick = None
        if not heard and not over and tick is None:
            return Work()
        if self._book is None:
            self._book = AccountBook(self._rows.activity, self._local)
            self._accounts = self._rows.accounts.accounts()
        book = self._book
        for offset, event in heard:
            self._hear(book, offset, event)
        for offset, incident in over:
            self._outage_over(book, offset, incident)
        if tick is not None:
            self._look(book, *tick, moment.incidents)
        said, self._said = self._said, []
        return Work(activity=book.work(), messages=sent(moment, said))

    def _hear(self, book: AccountBook, offset: int, event: AccountActivity | AccountEvent) -> None:
        """Something was written, and whoever is heard is not silent; or a platform says how an account is."""
        key = AccountKey(event.platform, event.account)
        if isinstance(event, AccountActivity):
            post = book.hear(event, self._now_ms)
            if post is not None and key in self._accounts:
                book.put_post(post)
            self._settle(book, offset, key, _without(book.state(key).troubles, "silent"))
        elif event.event == "restored":  # the judge has heard it, and what else is wrong is to be told anew
            state = book.state(key)
            book.put(replace(state, is_told=False))
            left = _without(state.troubles, *OF_THE_PLATFORM)
            self._settle(book, offset, key, left, anew_ms=event.at_ms + 1)
        else:
            state = book.state(key)
            troubles: dict[Trouble, int] = {event.event: event.at_ms}
            book.put(replace(state, troubles=troubles | state.troubles, is_told=True))

    def _settle(
        self,
        book: AccountBook,
        offset: int,
        key: AccountKey,
        troubles: Mapping[Trouble, int],
        anew_ms: int = 0,
    ) -> None:
        """These are an account's troubles now; the judge hears of the first and of the end of the last.

        What is told `anew_ms`, behind a word that ended an incident, is dated behind that word: the judge
        takes words of one window in the order of their time.
        """
        state = book.state(key)
        is_told = state.is_told
        if troubles and not is_told:
            name, since_ms = min(troubles.items(), key=lambda each: (each[1], each[0]))
            self._tell(offset, key, name, max(since_ms, anew_ms))
        elif not troubles and is_told:
            began_ms = max(state.troubles.values(), default=0)
            self._tell(offset, key, "restored", max(began_ms, self._now_ms or 0, state.heard_at_ms or 0))
        book.put(replace(state, troubles=dict(troubles), is_told=bool(troubles)))

    def _tell(self, offset: int, key: AccountKey, event: Trouble | Literal["restored"], at_ms: int) -> None:
        """A word to the judge."""
        platform, account = key
        word = AccountEvent(source=OUR_WORD, at_ms=at_ms, platform=platform, account=account, event=event)
        self._said.append((offset, word))

    def _outage_over(self, book: AccountBook, offset: int, incident: Incident) -> None:
        """Behind an outage, what waited at its end is counted down."""
        if incident.ended_at_ms is None:
            return
        for key in sorted({*book.states, *self._accounts}):
            waits = book.waiting(key, incident.ended_at_ms)
            if key.platform in incident.platforms and waits:
                clearing = Clearing(
                    incident=incident.id, since_ms=incident.ended_at_ms, at_end=waits, left=waits
                )
                book.put(replace(book.state(key), clearing=clearing))
                self._said.append(backlog_of(offset, key, incident.ended_at_ms, clearing))

    def _look(self, book: AccountBook, offset: int, now_ms: int, incidents: Collection[Incident]) -> None:
        """Everything that time alone brings about."""
        self._now_ms = now_ms
        self._accounts = self._rows.accounts.accounts()
        book.forget(now_ms)
        self._judge_posts(book, now_ms)
        silent = self._silences.of(book, self._accounts, now_ms, incidents)
        unexpected = _unexpected(book)
        for key in sorted({*book.states, *self._accounts}):
            account = self._accounts.get(key)
            troubles = troubles_of(
                book.state(key),
                account,
                now_ms,
                silent_since_ms=silent.get(key),
                token_over_ms=self._token_over(account),
                unexpected_since_ms=min((each.at_ms for each in unexpected[key]), default=None),
            )
            self._settle(book, offset, key, troubles)
            book.count_waiting(key)
            self._count_down(book, offset, now_ms, key)
            self._find(book, offset, now_ms, key, len(unexpected[key]))
        found, said = self._preflights.look(offset, now_ms, self._accounts.values(), incidents)
        for each in found:
            book.put_preflight(each)
        self._said += said

    def _judge_posts(self, book: AccountBook, now_ms: int) -> None:
        """What became of posts that wait for their draft, or for somebody to explain them."""
        waiting = [each for each in book.posts.values() if each.state == "waiting"]
        drafts = self._rows.accounts.drafts_of({each.key for each in waiting}) if waiting else []
        for post in waiting:
            account = self._accounts.get(post.key)
            needs_approval = self._compares and account is not None and account.posts_need_approval
            told = judged(post, drafts, self._numbers, now_ms, needs_approval=needs_approval)
            if told != post:
                book.put_post(told)
        unexpected = [each for each in book.posts.values() if each.state == "unexpected"]
        explained = self._rows.accounts.explanations([each.id for each in unexpected]) if unexpected else {}
        for post in unexpected:
            if post.id in explained:
                book.put_post(replace(post, state="explained"))

    def _count_down(self, book: AccountBook, offset: int, now_ms: int, key: AccountKey) -> None:
        """How much of the backlog of an outage is left; what is told late of before its end counts, too."""
        state = book.state(key)
        clearing = state.clearing
        if clearing is None or clearing.done_at_ms is not None:
            return
        left = book.waiting(key, clearing.since_ms)
        done_ms = None if left else now_ms
        counted = replace(clearing, left=left, at_end=max(clearing.at_end, left), done_at_ms=done_ms)
        book.put(replace(state, clearing=counted))
        if done_ms is not None:
            self._said.append(backlog_of(offset, key, now_ms, counted))

    def _find(self, book: AccountBook, offset: int, now_ms: int, key: AccountKey, count: int) -> None:
        """What an account lacks, told when it is not what it lacked before; `count` posts are unexpected."""
        account, state = self._accounts.get(key), book.state(key)
        found = [Reason("account-undeclared")] if account is None else lacking(account, self._day_of(now_ms))
        if count and account is not None and account.retired_at_ms is None:
            found.insert(0, Reason("account-posts-unexpected", {"posts": count}))
        if list(state.findings) != found:
            book.put(replace(state, findings=tuple(found)))
            self._said.append(found_of(offset, key, now_ms, found))

    def _token_over(self, account: OwnAccount | None) -> int | None:
        """When a program's access to an account is declared to end."""
        if account is None or account.token_expires_on is None:
            return None
        return int(datetime.combine(account.token_expires_on, time(), self._zone).timestamp() * 1000)

    def _local(self, at_ms: int) -> tuple[int, int]:
        """The local day and hour of a moment."""
        local = datetime.fromtimestamp(at_ms / 1000, self._zone)
        return day_of(local.date()), local.hour

    def _day_of(self, at_ms: int) -> date:
        """The local day of a moment."""
        return datetime.fromtimestamp(at_ms / 1000, self._zone).date()


def _is_over(change: Change) -> bool:
    """Whether it ends an outage of platforms."""
    transition = change.transition
    return transition is not None and transition.after == "resolved" and change.incident.cause in OF_PLATFORMS


def _unexpected(book: AccountBook) -> defaultdict[AccountKey, list[Post]]:
    """The posts of each account that nobody had approved, and nobody has explained."""
    found: defaultdict[AccountKey, list[Post]] = defaultdict(list)
    for each in book.posts.values():
        if each.state == "unexpected":
            found[each.key].append(each)
    return found


def _without(troubles: Mapping[Trouble, int], *names: Trouble) -> dict[Trouble, int]:
    return {name: since_ms for name, since_ms in troubles.items() if name not in names}
