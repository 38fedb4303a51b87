"""What people watch: requests that arrive and what is judged of them, as a picture and as lines that stay."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from rich.console import Console, Group
from rich.text import Text

from api.demo.arrivals import Arrivals
from api.demo.board import STYLES, Screen, board, card, lately
from api.demo.judgements import Found, Judgements, Relied
from api.demo.telling import Telling
from infra.words import figures

OPEN: Final = ("suspected", "confirmed", "recovering")
BAR: Final = 40
"""The width of the picture of how far the history is judged."""


class Watch:
    """Shows arrivals and judgements; every incident of the history, and every turn live, is told once."""

    def __init__(
        self,
        console: Console,
        began_at: float,
        judgements: Judgements,
        names: Mapping[str, str],
        timezone: str,
    ) -> None:
        self.arrivals = Arrivals()
        self.screen = Screen(console, began_at)
        self._judgements = judgements
        self._names = names
        self._telling = Telling(names, timezone)
        self._told: set[tuple[str, int]] = set()
        self._found: list[Found] = []

    def look(self) -> None:
        """See what is judged by now."""
        self._found = self._judgements.incidents()

    def history(self, begins_at: datetime, ends_at: datetime) -> float:
        """Show how far the history is judged, and what broke in it; the share of it that is judged."""
        self.look()
        for found in self._found:
            if found.incident.detected_at_ms is not None and found.incident.state not in OPEN:
                self._tell_past(found)
        judged_at = datetime.fromtimestamp(self._judgements.complete_until_ms() / 1000, UTC)
        share = min(max((judged_at - begins_at) / (ends_at - begins_at), 0.0), 1.0)
        line = f"{figures.percent(share, 'en')} of the history is judged"
        width = round(share * BAR)
        bar = Text("━" * width, style="green") + Text("━" * (BAR - width), style="dim")
        self.screen.draw(Text("   ") + bar + Text(f"  {line}"), line)
        return share

    def past(self) -> tuple[int, int]:
        """How many incidents, and how many mere suspicions, the history came to; all of them are told now."""
        self.look()
        sure = [found for found in self._found if found.incident.detected_at_ms is not None]
        for found in sure:
            self._tell_past(found)
        for found in self._found:
            self._told |= {(found.incident.id, one.number) for one in found.transitions}
        self.screen.turn_over()
        return len(sure), len(self._found) - len(sure)

    def relies(self, found: Relied) -> str:
        """A dependency in a line."""
        return self._telling.relies(found)

    def live(self, left: str) -> None:
        """Show how things stand, and tell the turns that incidents took."""
        self.look()
        for found in self._found:
            for transition in found.transitions:
                if (found.incident.id, transition.number) not in self._told:
                    self._told.add((found.incident.id, transition.number))
                    style = STYLES.get(transition.after, "")
                    self.screen.say(*self._telling.turn(found, transition), style=style)
        goes_on = [found.incident for found in self._found if found.incident.state in OPEN]
        states = {platform: one.state for one in goes_on for platform in one.platforms}
        stories = [(one, self._telling.story(one)) for one in goes_on]
        cards = [
            card(f"{story.mark} {story.title}: {story.state}", [*self._telling.facts(story)], one.state)
            for one, story in stories
            if one.state != "suspected"
        ]
        table = board(self.arrivals, self._names, states, left)
        self.screen.draw(Group(table, *cards), lately(self.arrivals, self._names))

    def state_of(self, platform: str, since: datetime) -> str | None:
        """The state of the latest incident of a platform that was suspected at this moment or later."""
        since_ms = since.timestamp() * 1000
        found = [one.incident for one in self._found if platform in one.incident.platforms]
        states = [one.state for one in found if (one.suspected_at_ms or one.detected_at_ms or 0) >= since_ms]
        return states[-1] if states else None

    def close(self) -> None:
        """Take the picture away, and leave the last state standing."""
        self.screen.close()

    def _tell_past(self, found: Found) -> None:
        if (found.incident.id, 0) not in self._told:
            self._told.add((found.incident.id, 0))
            self.screen.say(self._telling.past(found))
