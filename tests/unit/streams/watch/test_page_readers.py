"""What the pages of vendors say, from their own bytes to one state."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.surfaces import SurfaceGroup
from streams.watch.domain.said import Said, said_of
from streams.watch.page_readers import READERS

NOON_MS = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
HOUR_MS = 3_600_000


def said(kind: str, page: Any, part: str = "", now_ms: int = NOON_MS) -> Said:
    body = page if isinstance(page, bytes) else json.dumps(page).encode()
    troubles = READERS[kind](body, now_ms)
    assert troubles is not None
    return said_of(troubles, part)


def summary(**parts: Any) -> dict[str, Any]:
    """Statuspage's summary, with nothing wrong but what is given."""
    page = {"page": {"id": "abc", "name": "Wiki"}, "status": {"indicator": "none", "description": "All"}}
    return {**page, "components": [], "incidents": [], "scheduled_maintenances": [], **parts}


def component(name: str, status: str, *, group: bool = False) -> dict[str, Any]:
    return {"id": name, "name": name, "status": status, "group": group, "position": 1}


def test_a_page_without_trouble_is_operational() -> None:
    assert said("statuspage", summary(components=[component("Feed", "operational")])) == Said()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("degraded_performance", "degraded"),
        ("partial_outage", "degraded"),
        ("major_outage", "outage"),
        ("under_maintenance", "maintenance"),
        ("some_word_of_next_year", "operational"),
    ],
)
def test_a_component_has_one_of_our_states(status: str, state: str) -> None:
    assert said("statuspage", summary(components=[component("News feed", status)])).state == state


def test_components_are_told_by_our_surface_groups() -> None:
    page = summary(components=[
        component("Single Sign-On", "major_outage"),
        component("Video playback", "degraded_performance"),
        component("Messages", "operational"),
    ])  # fmt: skip

    assert said("statuspage", page) == Said("outage", (SurfaceGroup.LOGIN, SurfaceGroup.MEDIA))


def test_a_heading_over_components_says_nothing_of_its_own() -> None:
    page = summary(components=[component("API", "partial_outage", group=True)])

    assert said("statuspage", page) == Said()


def test_trouble_with_side_matters_is_no_outage_of_the_platform() -> None:
    page = summary(components=[component("Billing", "major_outage")])

    assert said("statuspage", page) == Said("degraded", (SurfaceGroup.OTHER,))


def test_an_incident_tells_since_when_and_a_resolved_one_nothing() -> None:
    incident = {
        "name": "Nothing loads", "status": "identified", "impact": "critical",
        "created_at": "2026-03-02T11:30:00.000Z", "components": [{"name": "Timeline"}],
    }  # fmt: skip
    over = {**incident, "status": "resolved"}

    assert said("statuspage", summary(incidents=[incident])) == Said(
        "outage", (SurfaceGroup.CORE,), NOON_MS - HOUR_MS // 2
    )
    assert said("statuspage", summary(incidents=[over])) == Said()


def test_work_that_was_announced_counts_when_it_has_begun_and_any_fault_is_worse() -> None:
    work = {"name": "Upgrade", "status": "scheduled", "scheduled_for": "2026-03-02T11:00:00Z"}
    begun = {**work, "status": "in_progress"}
    broken = [component("Feed", "partial_outage")]

    assert said("statuspage", summary(scheduled_maintenances=[work])) == Said()
    assert said("statuspage", summary(scheduled_maintenances=[begun])).state == "maintenance"
    assert said("statuspage", summary(scheduled_maintenances=[begun], components=broken)).state == "degraded"


def test_where_nothing_else_is_said_the_indicator_of_the_page_is() -> None:
    assert said("statuspage", summary(status={"indicator": "major"})) == Said("outage")


def test_slack_tells_in_its_own_shape() -> None:
    active = {
        "status": "active", "date_created": "2026-03-02T03:00:00-08:00",
        "active_incidents": [{
            "id": 1, "type": "outage", "status": "active", "date_created": "2026-03-02T03:00:00-08:00",
            "title": "Trouble", "services": ["Login/SSO"], "notes": [],
        }],
    }  # fmt: skip

    assert said("slack", active) == Said("outage", (SurfaceGroup.LOGIN,), NOON_MS - HOUR_MS)
    assert said("slack", {"status": "ok", "active_incidents": []}) == Said()


def test_one_page_of_google_tells_of_each_of_its_products_apart() -> None:
    page = [
        {"begin": "2026-03-02T10:00:00+00:00", "status_impact": "SERVICE_OUTAGE", "service_name": "Gmail",
         "affected_products": [{"title": "Gmail", "id": "x"}]},
        {"begin": "2026-03-01T10:00:00+00:00", "end": "2026-03-01T11:00:00+00:00",
         "status_impact": "SERVICE_OUTAGE", "service_name": "Google Drive"},
    ]  # fmt: skip

    assert said("google", page, "Gmail") == Said("outage", (), NOON_MS - 2 * HOUR_MS)
    assert said("google", page, "Google Drive") == Said()


def feed(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Status</title>{body}</channel></rss>'.encode()


def item(title: str, text: str, hour: int = 11) -> str:
    return (
        f"<title>{title}</title><pubDate>Mon, 02 Mar 2026 {hour:02}:00:00 GMT</pubDate>"
        f"<description><![CDATA[{text}]]></description>"
    )


@pytest.mark.parametrize(
    ("title", "text", "state"),
    [
        ("Posting fails", "<p><strong>Investigating</strong> - We look into it.</p>", "degraded"),
        ("Major outage", "<p><strong>Identified</strong> - It will be fixed soon.</p>", "outage"),
        ("Posting fails", "<p><strong>Resolved</strong> - Over.</p><p><strong>Identified</strong></p>",
         "operational"),
        ("Upgrade", "<strong>Scheduled</strong> - Tonight there is maintenance.", "operational"),
        ("Upgrade", "<strong>In progress</strong> - Scheduled maintenance has begun.", "maintenance"),
        ("Graph API - Major disruptions", "We are aware of it.", "outage"),
        ("Graph API - Major disruptions", "The issue has been resolved.", "operational"),
        ("Graph API", "Service was restored at noon.", "operational"),
        ("Graph API", "It is not resolved.", "degraded"),
    ],
)  # fmt: skip
def test_the_newest_word_of_an_entry_decides(title: str, text: str, state: str) -> None:
    assert said("feed", feed(item(title, text))).state == state


def test_an_entry_that_nobody_closed_is_over_after_a_day() -> None:
    page = feed(item("Posting fails", "We are aware."))

    assert said("feed", page, now_ms=NOON_MS + 22 * HOUR_MS).state == "degraded"
    assert said("feed", page, now_ms=NOON_MS + 24 * HOUR_MS) == Said()


def test_atom_is_read_as_rss_is() -> None:
    page = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><title>Login is down</title>
    <updated>2026-03-02T11:00:00Z</updated><published>2026-03-02T10:00:00Z</published>
    <content type="html">&lt;b&gt;Update&lt;/b&gt; Still working on it</content></entry></feed>"""

    assert said("feed", page) == Said("outage", (SurfaceGroup.LOGIN,), NOON_MS - 2 * HOUR_MS)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>We moved</body></html>",
        b"[" * 100_000,
        b'{"status": 7}',
        b"null",
        gzip.compress(b"{}", mtime=0),
    ],
)
def test_what_is_no_such_page_is_none_and_never_operational(kind: str, body: bytes) -> None:
    assert READERS[kind](body, NOON_MS) is None


@pytest.mark.parametrize("kind", READERS)
@given(body=st.binary(max_size=400) | st.text(max_size=400).map(str.encode), now_ms=st.integers(0, 2**42))
def test_whatever_the_bytes_nothing_raises(kind: str, body: bytes, now_ms: int) -> None:
    troubles = READERS[kind](body, now_ms)

    assert troubles is None or said_of(troubles).state


_WORDS = st.sampled_from(["API", "Gmail", "Feed", "major_outage", "resolved", "minor", "active", "outage"])
_KEYS = (
    *("status", "components", "incidents", "indicator", "name", "impact", "created_at", "begin"),
    *("active_incidents", "type", "services", "affected_products", "title", "group"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _WORDS | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("kind", READERS)
@given(page=_JSON, part=st.sampled_from(["", "Gmail"]))
def test_whatever_the_json_a_state_or_nothing_comes_of_it(kind: str, page: Any, part: str) -> None:
    troubles = READERS[kind](json.dumps(page).encode(), NOON_MS)

    if troubles is not None:
        found = said_of(troubles, part)
        assert found.state in {"operational", "degraded", "outage", "maintenance"}
        assert (found.state == "operational") == (found == Said())
