"""People in browsers and programs with keys who act on a hub that dies under them, and what they were told.

Each does as its kind does. A program that lost the connection asks by the id of its action, or sends it again
with the same id. A browser that lost it shows an error, and its person loads the page again, which sends the
same form once more. Some give up instead.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx

Told = Literal["applied", "refused", "accepted", "nothing"]

PATIENCE_SECONDS: Final = 120.0
AGAIN_SECONDS: Final = 0.3
GIVES_UP: Final = 0.25
"""How many of those who lost the connection never come back to it."""

PRESSES_TWICE: Final = 0.2

_CSRF: Final = re.compile(r'name="csrf" value="([^"]+)"')
_NUMBER: Final = re.compile(r'name="form" value="([^"]+)"')

LATER: Final = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY}


@dataclass(frozen=True)
class Said:
    """One thing that somebody did: words that nobody else has, and what the hub told of it.

    `action` is empty where the hub never told a browser which one it is.
    """

    kind: str
    mark: str
    action: str
    told: Told


@dataclass
class Client:
    """Whoever acts; `said` is all that they did."""

    address: str
    headers: dict[str, str]
    chance: random.Random
    said: list[Said] = field(default_factory=list)

    def opened(self) -> httpx.Client:
        """A connection as a program or a browser has one."""
        return httpx.Client(base_url=self.address, headers=self.headers, timeout=20.0, trust_env=False)

    def until_answered(
        self, ask: Callable[[], httpx.Response], *, may_give_up: bool
    ) -> httpx.Response | None:
        """Ask again and again while the hub, or Kafka, is away; None for one who gives up."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = ask()
            except httpx.TransportError:
                if may_give_up and self.chance.random() < GIVES_UP:
                    return None
            else:
                if answer.status_code not in LATER:
                    return answer
            assert time.monotonic() < deadline, "the hub was never back"
            time.sleep(AGAIN_SECONDS)


@dataclass
class Program(Client):
    """Declares activities of a unit, by a key."""

    unit: str = ""

    def act(self) -> None:
        """Declare one activity more."""
        action = str(uuid4())
        answer = self.send(action, f"activity {action}", may_give_up=True)
        told: Told = "nothing"
        if answer is not None:
            assert answer.status_code in {HTTPStatus.OK, HTTPStatus.ACCEPTED}, answer.text
            state = answer.json()["state"]
            told = "accepted" if state == "on-its-way" else state
        self.said.append(Said("declare", f"activity {action}", action, told))

    def send(self, action: str, activity: str, *, may_give_up: bool) -> httpx.Response | None:
        """Send it, with its own id, until the hub has answered."""
        asked = {
            "kind": "declare",
            "id": action,
            "unit": self.unit,
            "platform": "facebook",
            "declaration": {"activity": activity, "owner_role": "Duty manager"},
        }
        with self.opened() as http:
            return self.until_answered(
                lambda: http.post("/api/v1/actions", json=asked), may_give_up=may_give_up
            )

    def standing(self, action: str) -> httpx.Response:
        """What the hub says of an action."""
        with self.opened() as http:
            return http.get(f"/api/v1/actions/{action}")


@dataclass
class Person(Client):
    """Sends a form of a page; `fields` are what is typed into it, with words of their own."""

    kind: str = ""
    page: str = ""
    target: str = ""
    fields: Callable[[str], dict[str, str]] = lambda mark: {"text": mark}

    def act(self) -> None:
        """Open the page, fill in the form and send it, perhaps twice."""
        mark = f"words {uuid4()}"
        form = self.form(mark)
        with self.opened() as http:
            answer = self.until_answered(lambda: http.post(self.target, data=form), may_give_up=True)
            if answer is None:
                self.said.append(Said(self.kind, mark, "", "nothing"))
                return
            action = self._sent(answer)
            if self.chance.random() < PRESSES_TWICE:
                again = self.until_answered(lambda: http.post(self.target, data=form), may_give_up=True)
                assert again is None or self._sent(again) == action, "the same form is the same action"
        self.said.append(Said(self.kind, mark, action, "accepted"))

    def form(self, mark: str) -> dict[str, str]:
        """The form as it is on the page now, filled in."""
        with self.opened() as http:
            page = self.until_answered(lambda: http.get(self.page), may_give_up=False)
        assert page is not None
        assert page.status_code == HTTPStatus.OK, page.text
        hidden = {"csrf": _CSRF.findall(page.text)[0], "form": _NUMBER.findall(page.text)[0]}
        return {**self.fields(mark), **hidden}

    @staticmethod
    def _sent(answer: httpx.Response) -> str:
        """The action that a form has become, from where the browser is sent."""
        assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
        return parse_qs(urlsplit(answer.headers["location"]).query)["action"][0]


@dataclass
class Exporter(Client):
    """Takes the register away; `had` is how often it was answered."""

    had: int = 0

    def act(self) -> None:
        """Take it away once more."""
        with self.opened() as http:
            answer = self.until_answered(lambda: http.get("/api/v1/exports/register"), may_give_up=True)
        if answer is not None:
            assert answer.status_code == HTTPStatus.OK, answer.text
            self.had += 1


Actor = Program | Person | Exporter
