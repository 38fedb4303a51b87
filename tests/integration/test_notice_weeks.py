"""Digests and letters from a database, as the documents show them; and the route that a cut leaves."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import URL

from monitors.adapters.notice_routes.apprise_targets import AppriseRoute
from monitors.adapters.notice_routes.mail import MailRoute
from monitors.adapters.sql_store import opened_store
from monitors.domain.notices.ranking import in_doubt, ranked
from monitors.domain.notices.records import Audience, Notice
from monitors.domain.outage.records import Reason
from monitors.notice_routes import Route, Temporary
from monitors.notice_writing import CannotBeWritten
from monitors.route_settings import AppriseTable, MailTable
from tests.mail_server import MailServer
from tests.notices_told import OUTAGE, notice, plainly
from tests.simulated_week import PEOPLE, SimulatedWeek, examples, told_of, weekly

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


def test_the_examples_of_the_documents_are_what_a_simulated_week_tells(tmp_path: Path) -> None:
    written = examples(tmp_path)

    kept = {file.name: file.read_text(encoding="utf-8") for file in EXAMPLES.glob("*.txt")}
    assert kept == written, "write them again: python -m tests.simulated_week docs/examples"


def test_a_digest_by_mail_is_read_as_a_letter_is_and_names_no_small_unit_of_its_own_accord(
    tmp_path: Path,
) -> None:
    week = SimulatedWeek()
    week.entries = []
    with (
        opened_store(URL.create("sqlite", database=str(tmp_path / "judged.db"))) as store,
        told_of(store, week) as words,
    ):
        digest = words.written(weekly("en"))
        (small,) = (unit for unit, people in PEOPLE.items() if people < 10)
        assert small not in digest.text
        assert "units so small that only they are told" in digest.text
        assert "<h2" in digest.html
        assert len(digest.short) <= 160

        for wrong in (
            Reason("notice-week", {"week": "soon"}),
            Reason("notice-week"),
        ):
            with pytest.raises(CannotBeWritten):
                words.written(without_week(wrong))


def without_week(reason: Reason) -> Notice:
    return notice(kind="digest", incident=None, reason=reason, audience=Audience("risk", "risk"))


@pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"  # a library behind one of Apprise's plugins
)
async def test_with_our_way_out_cut_the_route_that_is_left_takes_the_notice(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    """The chat is behind the way out: it comes last, and were it tried, nobody would answer there."""
    urls = tmp_path / "chat.urls"
    urls.write_text(f"json://127.0.0.1:{unused_tcp_port}/\n")
    urls.chmod(0o600)
    with MailServer(tmp_path / "mail") as server:
        chat = AppriseRoute(
            AppriseTable(name="chat", needs=("internet", "platform:slack"), urls_file=str(urls)), plainly
        )
        mail = MailRoute(
            MailTable(
                name="mail",
                needs=("lan", "mail"),
                host="127.0.0.1",
                port=server.port,
                security="none",
                sender="holdfast@example.org",
                recipients=("oncall@example.org",),
            ),
            plainly,
        )
        routes: dict[str, Route] = {"chat": chat, "mail": mail}
        cut = [replace(OUTAGE, cause="egress")]

        order = ranked(
            ["chat", "mail"], {each.name: each.needs for each in routes.values()}, in_doubt(cut, {})
        )
        await routes[order[0]].send(notice())

        assert order == ["mail", "chat"]
        assert len(server.taken()) == 1
        with pytest.raises(Temporary):
            await chat.send(notice())
