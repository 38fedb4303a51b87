"""Entries on their way to the audit log: none goes missing while Kafka is away, and none twice."""

import asyncio

import pytest

from api import auditing
from api.auditing import Auditing
from api.domain.rights import Grant, Right, Viewer
from monitors.domain.audit.entries import AuditEntry
from streams.adapters.evidence_log import LogRefused, LogUnavailable

SOMEBODY = Viewer(account=1, pseudonym="p-1", name="Marie", grants=(Grant("risk"),))


class Kafka:
    """Takes entries once it is there; `away` is how many tries it is not."""

    def __init__(self, away: int = 0) -> None:
        self.away = away
        self.entries: list[AuditEntry] = []

    async def accepted(self, entry: AuditEntry) -> None:
        if self.away:
            self.away -= 1
            raise LogUnavailable("away")
        if entry.of == "too large":
            raise LogRefused("too large")
        self.entries.append(entry)


async def test_what_kafka_did_not_take_goes_out_when_it_is_back_in_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(auditing, "AGAIN_SECONDS", 0.0)
    kafka = Kafka(away=3)
    audit = Auditing(kafka, lambda: 1_000)
    async with audit.running():
        await asyncio.to_thread(audit.note, SOMEBODY, "logged-in")
        await asyncio.to_thread(audit.note, SOMEBODY, "logged-out")
    assert [each.what for each in kafka.entries] == ["logged-in", "logged-out"]
    assert {each.account for each in kafka.entries} == {"p-1"}


async def test_what_kafka_will_never_take_holds_up_nothing() -> None:
    kafka = Kafka()
    audit = Auditing(kafka, lambda: 1_000)
    async with audit.running():
        await audit.did(SOMEBODY, "viewed-incident", "too large", Right.SEE_INCIDENTS)
        await audit.did(SOMEBODY, "viewed-incident", "i-1", Right.SEE_INCIDENTS)
    assert [each.of for each in kafka.entries] == ["i-1"]


async def test_a_view_that_kafka_did_not_take_is_not_remembered_as_seen() -> None:
    kafka = Kafka(away=1)
    audit = Auditing(kafka, lambda: 1_000)
    with pytest.raises(LogUnavailable):
        await audit.did(SOMEBODY, "viewed-register", "", Right.SEE_REGISTER)
    await audit.did(SOMEBODY, "viewed-register", "", Right.SEE_REGISTER)
    assert len(kafka.entries) == 1


async def test_every_export_stands_there_however_soon_after_another() -> None:
    kafka = Kafka()
    audit = Auditing(kafka, lambda: 1_000)
    for _ in range(3):
        await audit.did(SOMEBODY, "exported", "register", Right.EXPORT)
    assert [(each.role, each.of) for each in kafka.entries] == [("risk", "register")] * 3


async def test_more_than_can_wait_is_said_to_be_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(auditing, "MOST_WAITING", 2)
    audit = Auditing(Kafka(), lambda: 1_000)
    for number in range(3):
        await audit.did(SOMEBODY, "viewed-incident", f"i-{number}", Right.SEE_INCIDENTS)
    assert "audit-entry-lost" in capsys.readouterr().out
