"""The loop that sends: by which route, how often, and what stands in the database behind it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.notices.records import Audience, Delivery, Notice
from monitors.domain.outage.records import Reason
from monitors.notice_routes import Permanent, Route, Temporary
from monitors.notice_rows import NoticeWork
from monitors.sending import Hands, Sending
from monitors.store import StoreUnavailable, Work
from tests.stored_work import SIGNALS

NOW_MS = 1_760_011_200_000

T = TypeVar("T")


@dataclass
class Way:
    """A route that does what its `answers` say, one after the other; then it takes everything."""

    name: str = "mail"
    needs: frozenset[str] = frozenset({"lan"})
    answers: list[Exception | None] = field(default_factory=list)
    took: list[tuple[str, int]] = field(default_factory=list)
    tries: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, notice: Notice) -> None:
        self.tries += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.took.append((notice.id, notice.number))
        self.arrived.set()


class Post:
    """A worker that sends, with a clock that runs while it waits."""

    def __init__(self, *routes: Route) -> None:
        self.store = MemoryStore(Memory())
        self.metrics = MonitorMetrics()
        self.now_ms = NOW_MS
        self.is_ours = True
        self.sending = Sending(
            self.store.notices,
            routes,
            self.metrics,
            Hands(self._in_thread, lambda: self.is_ours, lambda: self.now_ms, lambda: 0.5, self._pause),
        )

    def decides(self, subject: str, *routes: str, number: int = 1, doubts: tuple[str, ...] = ()) -> None:
        notice = Notice(
            f"{subject}/on-call", "first", Reason("notice-first"), None, (),
            Audience("on-call", "operations"), "en", NOW_MS, number, "/", "major",
        )  # fmt: skip
        one = Delivery(notice=notice, subject=subject, routes=routes, doubts=doubts, next_try_at_ms=NOW_MS)
        expected = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, expected, (expected or 0) + 1, Work(notices=NoticeWork(deliveries=[one])))

    async def sends(self) -> None:
        """Until nothing waits or the next try is a day away."""
        while (due_ms := self.store.notices.next_due_ms()) is not None and due_ms < NOW_MS + 86_400_000:
            self.now_ms = max(self.now_ms, due_ms)
            await self.sending._begin_due()
            await asyncio.gather(*self.sending._under_way.values())
            self.sending._end_done()

    def stands(self, subject: str) -> list[Delivery]:
        return self.store.notices.deliveries(subject)

    def counted(self, route: str, outcome: str) -> float:
        name = "holdfast_alerts_sent_total"
        return self.metrics.registry.get_sample_value(name, {"route": route, "outcome": outcome}) or 0.0

    @staticmethod
    async def _in_thread(call: Callable[[], T]) -> T:
        return call()

    async def _pause(self, seconds: float) -> None:
        self.now_ms += round(seconds * 1000)


async def test_the_first_route_takes_it_and_that_stands_in_the_database() -> None:
    mail, sms = Way(), Way("sms")
    post = Post(mail, sms)
    post.decides("i", "mail", "sms")

    await post.sends()

    assert (mail.took, sms.took) == ([("i/on-call", 1)], [])
    [one] = post.stands("i")
    assert (one.state, one.route, one.tries, one.last_error) == ("sent", "mail", 1, None)
    assert post.counted("mail", "sent") == 1
    name = "holdfast_alerts_delivery_seconds_count"
    assert post.metrics.registry.get_sample_value(name) == 1


async def test_with_the_way_out_cut_the_route_that_is_left_is_used() -> None:
    chat, mail = Way("chat", frozenset({"internet", "platform:slack"})), Way()
    post = Post(chat, mail)
    post.decides("i", "chat", "mail", doubts=("dns", "internet"))

    await post.sends()

    assert (chat.tries, mail.took) == (0, [("i/on-call", 1)])


async def test_where_all_else_refuses_a_route_in_doubt_is_tried_all_the_same() -> None:
    chat, mail = Way("chat", frozenset({"internet"})), Way(answers=[Permanent("no-such-mailbox")])
    post = Post(chat, mail)
    post.decides("i", "chat", "mail", doubts=("internet",))

    await post.sends()

    assert chat.took == [("i/on-call", 1)]
    [one] = post.stands("i")
    assert (one.route, one.tries) == ("chat", 2)


async def test_a_temporary_fault_is_tried_again_and_not_before_the_receiver_asked_for() -> None:
    mail = Way(answers=[Temporary("busy", 90.0)])
    post = Post(mail)
    post.decides("i", "mail")

    await post.sends()

    assert mail.took == [("i/on-call", 1)]
    assert post.now_ms == NOW_MS + 90_000
    assert (post.counted("mail", "error"), post.counted("mail", "sent")) == (1, 1)


async def test_a_route_that_stays_away_does_not_keep_the_news_from_the_next() -> None:
    mail, sms = Way(answers=[Temporary("away")] * 50), Way("sms")
    post = Post(mail, sms)
    post.decides("i", "mail", "sms")

    await post.sends()

    assert (mail.tries, sms.took) == (3, [("i/on-call", 1)])
    assert post.now_ms < NOW_MS + 10_000


async def test_what_no_route_takes_is_recorded_and_said() -> None:
    post = Post(Way(answers=[Permanent("no-such-mailbox")]))
    post.decides("i", "mail")

    with capture_logs() as said:
        await post.sends()

    [one] = post.stands("i")
    assert (one.state, one.last_error, one.sent_at_ms) == ("failed", "no-such-mailbox", None)
    assert [(each["event"], each["why"]) for each in said] == [("notice-not-delivered", "no-such-mailbox")]
    assert post.counted("mail", "failed") == 1


async def test_a_fault_in_one_route_stops_nobody_and_shows_no_address() -> None:
    mail, sms = Way(answers=[RuntimeError("oncall@example.org")]), Way("sms")
    post = Post(mail, sms)
    post.decides("i", "mail", "sms")

    with capture_logs() as said:
        await post.sends()

    assert sms.took == [("i/on-call", 1)]
    assert [each["event"] for each in said] == ["route-broken"]
    assert "example.org" not in repr(said) + repr(post.stands("i"))


async def test_messages_of_one_key_arrive_in_their_order_and_others_do_not_wait_for_them() -> None:
    mail = Way(answers=[Temporary("busy"), None])
    post = Post(mail)
    post.decides("i", "mail", number=1)
    post.decides("i", "mail", number=2)
    post.decides("j", "mail")

    await post.sends()

    assert mail.took == [("j/on-call", 1), ("i/on-call", 1), ("i/on-call", 2)]


async def test_a_mark_that_the_database_does_not_take_is_tried_again_and_the_notice_is_not() -> None:
    mail = Way()
    post = Post(mail)
    post.decides("i", "mail")
    away = [StoreUnavailable("gone")] * 3
    marked = post.store.notices.marked

    class Faulty(type(post.store.notices)):  # type: ignore[misc]  # the rows as they are, but away at first
        def marked(self, before: Delivery, after: Delivery) -> bool:
            if away:
                raise away.pop()
            return marked(before, after)

    post.sending._rows = Faulty(post.store.memory.notices, post.store.memory.lock)

    await post.sends()

    assert (mail.took, away) == ([("i/on-call", 1)], [])
    assert [each.state for each in post.stands("i")] == ["sent"]


async def test_a_worker_that_does_not_judge_the_signals_sends_nothing() -> None:
    mail = Way()
    post = Post(mail)
    post.decides("i", "mail")
    post.is_ours = False
    running = asyncio.create_task(post.sending.run())
    post.sending.tell()
    for _ in range(20):
        await asyncio.sleep(0)
    assert mail.took == []

    post.is_ours = True
    post.sending.tell()
    async with asyncio.timeout(10):
        await mail.arrived.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert mail.took == [("i/on-call", 1)]


async def test_a_route_that_hangs_holds_up_nobody_elses() -> None:
    hanging, sms = Hanging(), Way("sms")
    post = Post(hanging, sms)
    post.decides("i", "mail")
    running = asyncio.create_task(post.sending.run())
    await hanging.arrived.wait()

    post.decides("j", "sms")
    post.sending.tell()

    async with asyncio.timeout(10):
        await sms.arrived.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [each.state for each in post.stands("i")] == ["waiting"]


class Hanging(Way):
    """A route that never answers."""

    async def send(self, notice: Notice) -> None:  # noqa: ARG002 (the port's)
        self.arrived.set()
        await asyncio.Event().wait()


@dataclass
class Hung(Way):
    """A route that takes a connection, and never answers."""

    post: Post | None = None

    async def send(self, notice: Notice) -> None:  # noqa: ARG002 (it takes nothing)
        self.tries += 1
        assert self.post is not None
        self.post.now_ms += 20_000
        raise Temporary("smtp-timeout")


async def test_behind_a_server_that_hangs_nobody_queues_who_has_another_way() -> None:
    mail, sms = Hung(), Way("sms")
    post = mail.post = Post(mail, sms)
    for number in range(10):
        post.decides(f"i{number}", "mail", "sms")
    post.decides("only", "mail")

    await post.sending._begin_due()
    await asyncio.gather(*post.sending._under_way.values())

    assert len(sms.took) == 9, "all but the one that found out"
    assert mail.tries == 2, "and the one that has no other way"
    assert post.now_ms == NOW_MS + 40_000


async def test_a_route_that_hung_is_the_first_again_once_it_may_have_come_back() -> None:
    mail, sms = Hung(), Way("sms")
    post = mail.post = Post(mail, sms)
    post.decides("i", "mail")
    await post.sending._begin_due()
    await asyncio.gather(*post.sending._under_way.values())
    post.sending._end_done()

    post.now_ms += 120_000
    post.decides("later", "mail", "sms")
    await post.sending._begin_due()
    await asyncio.gather(*post.sending._under_way.values())

    assert (mail.tries, sms.took) == (3, [])


async def test_what_waits_for_its_turn_is_left_to_the_worker_that_took_over() -> None:
    mail = Way()
    post = Post(mail)
    for number in range(3):
        post.decides(f"i{number}", "mail")
    async with post.sending._turns["mail"]:
        await post.sending._begin_due()
        await asyncio.sleep(0)
        post.is_ours = False
    await asyncio.gather(*post.sending._under_way.values())

    assert mail.took == []
    assert {each.state for number in range(3) for each in post.stands(f"i{number}")} == {"waiting"}
