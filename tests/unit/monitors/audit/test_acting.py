"""Every action leaves its entry for the audit log with whatever it comes to: once, and without words."""

from monitors.domain.audit.acting import entry_of
from monitors.domain.audit.entries import AuditEntry, decode_entry
from monitors.domain.register.actions import Confirm
from monitors.domain.rooms.actions import Acknowledge, Comment, ReportFailure, SayNoOutage
from streams.contracts.topics import AUDIT
from tests.register_actions import act, declares
from tests.room_actions import OUTAGE, PERSON, Hub, do
from tests.stored_work import NOON_MS


def entered(hub: Hub) -> list[AuditEntry]:
    """What goes out to the audit log."""
    return [decode_entry(each.value) for each in hub.messages if each.topic == AUDIT.name]


def test_each_action_leaves_one_entry_as_a_role_and_a_pseudonym() -> None:
    hub = Hub()
    first = do(Acknowledge, incident=OUTAGE.id)
    hub.takes(first, first, declares(role="risk"), at_ms=NOON_MS + 5)
    hub.begins_anew()
    hub.takes(first)

    told = [(each.role, each.account, each.of, each.figures, each.at_ms) for each in entered(hub)]
    assert told == [
        ("operations", "account-7", OUTAGE.id, {"action": "acknowledge"}, NOON_MS + 5),
        ("risk", "account-7", "Roads, facebook", {"action": "declare"}, NOON_MS + 5),
    ]


def test_what_is_refused_stands_there_as_refused() -> None:
    hub = Hub()
    hub.takes(act(Confirm, role="unit"), do(SayNoOutage, "unit", incident=OUTAGE.id))
    confirm, no_outage = entered(hub)
    assert no_outage.figures == {"action": "no-outage", "outcome": "refused"}
    assert confirm.figures["action"] == "confirm"


def test_a_report_is_nobodys_and_no_words_stand_there() -> None:
    hub = Hub()
    hub.takes(
        do(ReportFailure, "unit", by=PERSON, platform="x", activity="calls", unit="Roads"),
        do(Comment, incident=OUTAGE.id, text="planted words"),
    )
    report, comment = entered(hub)
    assert (report.role, report.account, report.of) == ("", "", "x")
    assert (comment.of, comment.figures) == (OUTAGE.id, {"action": "comment"})
    assert "planted" not in str(entered(hub))
    assert PERSON not in str(entered(hub))


def test_an_entry_made_again_is_the_same_and_of_another_action_is_another() -> None:
    first, second = do(Acknowledge, incident=OUTAGE.id), do(Acknowledge, incident=OUTAGE.id)
    assert entry_of(first, 1, refused=False).id == entry_of(first, 2, refused=True).id
    assert entry_of(first, 1, refused=False).id != entry_of(second, 1, refused=False).id


def test_the_entry_comes_behind_whatever_else_is_told_of_the_action() -> None:
    hub = Hub()
    hub.takes(do(ReportFailure, "unit", by=PERSON, platform="x"))
    assert [(each.offset, each.n, each.topic) for each in hub.messages] == [
        (0, 0, "hub.changes"),
        (0, 1, "evidence.signals"),
        (0, 2, "hub.audit"),
    ]
