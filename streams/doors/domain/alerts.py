"""Alerts of Prometheus' Alertmanager and of Grafana, as notes on the time-line.

Sources: prometheus.io/docs/alerting/latest/configuration/#webhook_config (version "4"; its text says that
fields may be added, so unknown ones are passed by) and grafana.com/docs/grafana/latest/alerting (the same
shape, version "1", and more fields). An alert is taken where it carries the label `platform` (one of the
catalogue, or several with commas) or the label `system` (filter, proxy, certificate, firewall, dns, network,
identity); others are about something else. It becomes an own change with the title that its rule gave it,
once when it fires and once when it is resolved.
"""

import unicodedata
from collections.abc import Collection
from typing import Any, Final, get_args

from streams.contracts.signals import OwnChange
from streams.doors.domain.accounts import UNTIMED
from streams.doors.domain.deliveries import RefusedError, Told
from streams.doors.domain.documents import Part
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.telling import LONGEST_NAME, ChangeData

SYSTEMS: Final = frozenset(get_args(ChangeData.__annotations__["system"]))
OURS: Final = "holdfast"
"""Alerts of Holdfast's own begin so, in any case, or carry the label of a notice; they are no news here."""


def notes_of(document: Part, source: str, platforms: Collection[str], numbers: Numbers) -> list[Told]:
    """A note for each alert that concerns a platform or a system of ours. Raises RefusedError."""
    if not isinstance(document.at("alerts").value, list):
        raise RefusedError(
            "malformed", "This is no notification of Alertmanager or Grafana: it has no alerts."
        )
    return [
        Told(note)
        for each in document.each("alerts")
        if (note := _note(each, source, platforms, numbers)) is not None
    ]


def _note(each: Part, source: str, platforms: Collection[str], numbers: Numbers) -> OwnChange | None:
    name, status = each.text("labels", "alertname"), each.text("status")
    stated = [name.strip() for name in each.text("labels", "platform").split(",")]
    known = [name for name in dict.fromkeys(stated) if name in platforms]
    system: Any = each.text("labels", "system")
    system = system if system in SYSTEMS else ""
    is_own = name.casefold().startswith(OURS) or each.has("labels", "holdfast_notice")
    if not (known or system) or not name or is_own:
        return None
    is_over = status == "resolved"
    began = each.text("startsAt")
    at_ms = each.time_ms("endsAt") if is_over else each.time_ms("startsAt")
    site = _plain(each.text("labels", "site"))
    summary = _plain(each.text("annotations", "summary"))
    title = f"{_plain(name)}{' is over' if is_over else ''}{f': {summary}' if summary else ''}"
    return OwnChange(
        source=source,
        at_ms=UNTIMED if at_ms is None else at_ms,
        id=numbers.id("alert", each.text("fingerprint") or name, began, status),
        system=system or "other",
        title=title[:LONGEST_NAME],
        platforms=known,
        sites=[site[:LONGEST_NAME]] if site else [],
        reference=_plain(each.text("fingerprint"))[:LONGEST_NAME] or None,
    )


def _plain(text: str) -> str:
    """A text on one line, without characters that no database keeps."""
    return " ".join("".join(" " if unicodedata.category(x) in {"Cc", "Cs"} else x for x in text).split())
