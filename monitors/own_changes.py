"""Own changes, taken down as they are told, and held against what breaks behind them."""

from monitors.context_events import Said, candidates_told, change_told, messages_of
from monitors.context_rows import ContextRows, ToldId
from monitors.domain.changes.candidates import USUAL, ChangeRules, begins_ms, candidates_of
from monitors.domain.outage.records import Incident
from monitors.outside import Moment
from monitors.store import Work
from streams.contracts.signals import Event, OwnChange


class OwnChanges:
    """The part of `OwnChange`; `rows` is asked for what stands.

    An incident's candidates are told each time that it is suspected or confirmed, and when a change comes
    later that is one: feeds are slower than outages.
    """

    def __init__(self, rows: ContextRows, rules: ChangeRules = USUAL) -> None:
        self._rows = rows
        self._rules = rules
        self._taken: dict[ToldId, tuple[int, OwnChange]] = {}

    def restore(self) -> None:
        """See the port."""
        self._taken = {}

    def take(self, offset: int, event: Event) -> None:
        """See the port. What is told twice counts as it was told first."""
        if isinstance(event, OwnChange):
            self._taken.setdefault(ToldId(event.source, event.id), (offset, event))

    def work(self, moment: Moment) -> Work:
        """See the port."""
        taken, self._taken = self._taken, {}
        known = self._rows.own_changes_of(taken.keys()) if taken else {}
        new = [each for key, each in taken.items() if key not in known]
        said = [change_told(offset, change) for offset, change in new]
        said += self._beside_what_turned(moment, [change for _, change in new])
        said += self._beside_what_goes_on(moment, new)
        return Work(own_changes=tuple(change for _, change in new), messages=messages_of(moment, said))

    def _beside_what_turned(self, moment: Moment, new: list[OwnChange]) -> list[Said]:
        """Incidents that this commit suspects or confirms."""
        said = []
        for offset, change in moment.changes:
            turn = change.transition
            if turn is None or turn.after not in {"suspected", "confirmed"}:
                continue
            found = candidates_of(change.incident, [*self._before(change.incident), *new], self._rules)
            if found:
                said.append(candidates_told(offset, change.incident, found, turn.at_ms))
        return said

    def _beside_what_goes_on(self, moment: Moment, new: list[tuple[int, OwnChange]]) -> list[Said]:
        """Incidents that went on before this commit, of which a new change may be the cause."""
        turned = {change.incident.id for _, change in moment.changes if change.transition is not None}
        said = []
        for incident in moment.incidents if new else ():
            mine = [each for each in new if candidates_of(incident, [each[1]], self._rules)]
            if mine and incident.id not in turned:
                changes = [*self._before(incident), *(change for _, change in mine)]
                found = candidates_of(incident, changes, self._rules)
                offset, latest = mine[-1]
                said.append(candidates_told(offset, incident, found, latest.at_ms))
        return said

    def _before(self, incident: Incident) -> list[OwnChange]:
        """What is known already of the time before an incident."""
        begun_ms = begins_ms(incident)
        if begun_ms is None:
            return []
        rules = self._rules
        return self._rows.own_changes(begun_ms - rules.before_ms, begun_ms + rules.ahead_ms + 1)
