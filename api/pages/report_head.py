"""What stands on every report to be printed: what it is, of when, how much it shows, and its fingerprint."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from fastapi import Depends, Query

from api.domain.rights import Right
from api.exports.table import Description, header
from api.exports.terms import Stated, terms_of
from api.pages.rendering import HubWords, Page

IN_WORDS: Final[Mapping[str, str]] = {
    "source_coverage_is": "report.coverage-is",
    "parse_error_is": "report.parse-error-is",
    "suppression_method": "report.suppression",
}
"""Lines of the head that say the same in every report, and the keys of their sentences."""


def _stated(
    purpose: Annotated[str, Query(max_length=500)] = "",
    classification: Annotated[str, Query(max_length=100)] = "",
    previous_sha256: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
) -> Stated:
    return Stated(purpose, classification, previous_sha256)


AsStated = Annotated[Stated, Depends(_stated)]
"""For endpoints: what whoever prints says of the report, as in an export's address."""


class Line(NamedTuple):
    """One line of the head; `value` is empty where nobody knows or nobody said."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Report:
    """A kind of report on one request: by which right it is made, and of which unit, if of one."""

    page: Page
    kind: str
    right: Right
    stated: Stated
    unit: str | None = None

    def head(self, told: Any, *, suppressed: int = 0, period: tuple[date, date] | None = None) -> list[Line]:
        """The head of a report that tells this. Raises StoreFault.

        Its fingerprint is that of all that is told, whatever the language; two reports with the same one say
        the same.
        """
        words, role = self.page.words, self.page.viewer.role_for(self.right, self.unit) or ""
        of = Description(
            method=f"holdfast.{self.kind}-report/1",
            pseudonymisation=words.say("report.pseudonymisation"),
            suppression=words.say("report.suppression"),
            suppressed_cells=suppressed,
            period=period,
        )
        fingerprint = hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
        said = header(of, terms_of(self.page.hub, role, self.stated), fingerprint)
        return [
            Line(name, words.say(f"report.head.{name}"), _in_words(name, value, words))
            for name, value in said.items()
        ]


def _in_words(name: str, value: object, words: HubWords) -> str:
    """A line's value for a reader."""
    if name in IN_WORDS:
        return words.say(IN_WORDS[name])
    if name == "prepared_by_role" and value:
        return words.say(f"hub.role.{value}")
    if name in {"generated_at", "data_cutoff"} and value:
        return words.moment(int(datetime.fromisoformat(str(value)).timestamp() * 1000))
    if isinstance(value, date):
        return words.day(value)
    return str(value)
