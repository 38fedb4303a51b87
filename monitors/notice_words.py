"""Turns notices into words: what is known, whom it hurts, since when, what to do, and where to look.

Whatever is said of people is as `monitors.domain.showing` shows it; a notice to a unit names no other unit.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from infra.words import figures, label
from monitors.domain.notices.records import Notice
from monitors.domain.outage.records import Figure, Incident
from monitors.notice_sentences import Sentences, began_ms
from monitors.notice_writing import (
    LONGEST_SHORT,
    LONGEST_SUBJECT,
    LONGEST_SUMMARY,
    CannotBeWritten,
    Written,
)

OURS: Final = frozenset({"egress", "policy", "unit-network", "blind"})
"""Causes in our own house."""

MOST_UNITS: Final = 6
TEST: Final = "notice-test"
"""The code of the reason of a notice that tries a route out; its figure `route` names that."""

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The letters of an SMS of 160 (3GPP TS 23.038, default alphabet); one other letter makes it one of 70."""

TYPOGRAPHIC: Final = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u00ab": '"', "\u00bb": '"', "\u201c": '"', "\u201d": '"'}
    | {"\u00a0": " ", "\u202f": " ", "\u2013": "-", "\u2014": "-", "\u2026": "...", "œ": "oe", "Œ": "OE"}
)

Part = tuple[str, str]
"""A heading, and what stands below it."""

Weekly = Callable[[Notice], tuple[str, list[tuple[str, list[str]]]]]
"""An introduction and parts, each with its heading and lines: of a digest and a letter.

May raise StoreFault and CannotBeWritten.
"""


class NoticeWords:
    """Writes notices out. `names` are the platforms' and `hub_url` is empty where nobody said it.

    `weekly` tells a digest or a letter from stored rows; None where there are none.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        zone: tzinfo,
        k: int,
        hub_url: str = "",
        weekly: Weekly | None = None,
    ) -> None:
        self._names = names
        self._zone = zone
        self._k = k
        self._hub_url = hub_url.rstrip("/")
        self._weekly = weekly
        environment = Environment(
            loader=PackageLoader("monitors"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._html = environment.get_template("notice.html.j2")

    def written(self, notice: Notice) -> Written:
        """The notice in the language of its audience. Raises CannotBeWritten and StoreFault."""
        if notice.kind in {"digest", "letter"}:
            return self._week(notice)
        subject = _one_line(self.subject(notice), LONGEST_SUBJECT)
        parts = self._parts(notice)
        sentences = [text for _, text in parts if text]
        return self._finished(
            notice,
            subject,
            short=_short(self._shortly(notice, subject), self._link(notice)),
            summary=_one_line(" ".join([_ended(subject), *sentences]), LONGEST_SUMMARY),
            intro="",
            sections=[(head, [text]) for head, text in parts],
        )

    def subject(self, notice: Notice) -> str:
        """What a notice is about, in one line."""
        lang, said = notice.language, notice.reason.figures
        if notice.reason.code == TEST:
            return label("notice.subject.test", lang)
        if notice.kind == "preflight":
            return label("notice.subject.preflight", lang, window=said.get("window", ""))
        kind: str = notice.kind
        if notice.reason.code == "notice-no-outage":
            kind = "no-outage"
        elif notice.reason.code == "notice-part-of-another":
            kind = "part-of-another"
        elif notice.reason.code == "notice-unanswered":
            kind = "unanswered"
        elif notice.reason.code == "notice-confirmed":
            kind = "confirmed"
        words: dict[str, Figure] = {"title": self._title(notice)}
        if kind not in {"all-clear", "no-outage", "part-of-another"}:
            words["severity"] = label(f"notice.severity.{notice.severity}", lang)
        return label(f"notice.subject.{kind}", lang, **words)

    def _say(self, notice: Notice) -> Sentences:
        """Sentences in the language of its audience."""
        return Sentences(self._names, self._zone, notice.language)

    def _title(self, notice: Notice) -> str:
        """What it is about."""
        if notice.incident is None:
            return self._say(notice).listed(notice.platforms) or label("notice.something", notice.language)
        return self._say(notice).title(
            notice.incident, notice.platforms, self._units(notice, notice.incident)
        )

    def _parts(self, notice: Notice) -> list[Part]:
        """What is told, in the order in which it matters."""
        lang, incident = notice.language, notice.incident
        say = self._say(notice)
        parts: list[Part] = []
        if notice.reason.code == TEST:
            what = label("notice.what.test", lang, route=notice.reason.figures.get("route", ""))
            return [("notice.part.what", what), ("notice.part.do", label("notice.do.test", lang))]
        if incident is not None:
            parts.append(("notice.part.what", self._what(incident, notice)))
            parts.append(("notice.part.since", say.since(incident)))
            parts.append(("notice.part.whom", self._whom(incident, notice)))
        parts.append(("notice.part.do", self._do(notice)))
        parts.append(("notice.part.why", say.reason(notice.reason)))
        link = self._link(notice)
        look = label("notice.look", lang, link=link) if link else label("notice.look.none", lang)
        if incident is not None or link:
            parts.append(("notice.part.look", look))
        return parts

    def _what(self, incident: Incident, notice: Notice) -> str:
        """The sentence that explains an incident; what names others' units is told to nobody of a unit."""
        where = str(incident.explanation.figures.get("where") or "")
        if notice.audience.unit is not None and where and where != notice.audience.unit:
            return f"{self._title(notice)}."
        return self._say(notice).reason(incident.explanation)

    def _whom(self, incident: Incident, notice: Notice) -> str:
        """Whose work it reaches, by name."""
        lang, unit = notice.language, notice.audience.unit
        if unit is not None and unit in incident.units:
            return label("notice.whom.own", lang, unit=unit)
        units = self._units(notice, incident)
        if not units:
            return label("notice.whom.none", lang)
        first, more = units[:MOST_UNITS], len(units) - MOST_UNITS
        if more > 0:
            return label("notice.whom.more", lang, units=", ".join(first), more=more)
        return label("notice.whom", lang, units=figures.listed(first, lang))

    def _units(self, notice: Notice, incident: Incident) -> list[str]:
        """The units of an incident that the audience may be told of."""
        own = notice.audience.unit
        return [each for each in incident.units if own is None or each == own]

    def _do(self, notice: Notice) -> str:
        """What to do, by whose fault it is and whom is told."""
        lang, role, incident = notice.language, notice.audience.role, notice.incident
        place = "operations" if role == "admin" else "risk" if role == "auditor" else role
        if notice.kind == "preflight" or incident is None:
            platforms = figures.listed(notice.platforms, lang) or label("notice.something", lang)
            return label("notice.do.preflight", lang, platforms=platforms)
        if notice.kind == "all-clear":
            return label(f"notice.do.over.{place}", lang)
        if place == "operations":
            return label(f"notice.do.operations.{incident.cause}", lang)
        if place == "risk":
            return label("notice.do.risk", lang)
        whose = "account" if incident.cause == "account" else "ours" if incident.cause in OURS else "theirs"
        return label(f"notice.do.unit.{whose}", lang)

    def _shortly(self, notice: Notice, subject: str) -> str:
        """What an SMS says, without the link."""
        incident, lang = notice.incident, notice.language
        began = None if incident is None else began_ms(incident)
        if began is None or notice.kind == "all-clear":
            return _ended(subject)
        return label("notice.short", lang, subject=subject, at=self._say(notice).moment(began))

    def _week(self, notice: Notice) -> Written:
        """A digest or a letter."""
        if self._weekly is None:
            raise CannotBeWritten
        intro, sections = self._weekly(notice)
        lang, week = notice.language, notice.reason.figures.get("week", "")
        told = {"week": week} | ({"unit": notice.audience.unit} if notice.kind == "letter" else {})
        subject = _one_line(label(f"notice.subject.{notice.kind}", lang, **told), LONGEST_SUBJECT)
        return self._finished(
            notice,
            subject,
            short=_short(_ended(subject), self._link(notice)),
            summary=_one_line(f"{_ended(subject)} {intro}", LONGEST_SUMMARY),
            intro=intro,
            sections=sections,
        )

    def _finished(
        self,
        notice: Notice,
        subject: str,
        *,
        short: str,
        summary: str,
        intro: str,
        sections: list[tuple[str, list[str]]],
    ) -> Written:
        """The whole, with its text and HTML. Headings are keys of labels."""
        lang, link = notice.language, self._link(notice)
        headed = [(label(head, lang), lines) for head, lines in sections]
        foot = label("notice.foot", lang, k=self._k)
        html = self._html.render(
            lang=lang, subject=subject, intro=intro, sections=headed, foot=foot, link=link
        )
        return Written(subject, short, summary, plain(subject, intro, headed, foot), html, link)

    def _link(self, notice: Notice) -> str:
        """Where to look; empty where nobody said where the hub is."""
        return f"{self._hub_url}{notice.link}" if self._hub_url and notice.link else ""


def plain(subject: str, intro: str, sections: list[tuple[str, list[str]]], foot: str) -> str:
    """As text: headings on lines of their own, and several lines as a list."""
    blocks = [subject, *([intro] if intro else [])]
    for head, lines in sections:
        listed = lines if len(lines) == 1 else [f"- {line}" for line in lines]
        blocks.append("\n".join([head.upper(), *listed]))
    return "\n\n".join([*blocks, f"-- \n{foot}"]) + "\n"


def _short(text: str, link: str) -> str:
    """At most 160 characters of an SMS: the link whole where it leaves room, the words cut before it."""
    words = _sms(text)
    if not link or len(link) > LONGEST_SHORT - 40:
        return _one_line(words, LONGEST_SHORT, "...")
    return f"{_one_line(words, LONGEST_SHORT - len(link) - 1, '...')} {link}"


def _ended(line: str) -> str:
    """A line as a sentence."""
    return line if line[-1:] in {".", "?", "!"} else f"{line}."


def _sms(text: str) -> str:
    """In the letters of an SMS where that is possible; what has no such letter stays, and takes more room."""
    folded = []
    for letter in text.translate(TYPOGRAPHIC):
        bare = letter if letter in GSM else unicodedata.normalize("NFD", letter)[0]
        folded.append(bare if bare in GSM else letter)
    return "".join(folded)


def _one_line(text: str, longest: int, end: str = "\u2026") -> str:
    """On one line, cut at a word where it is too long."""
    line = " ".join(text.split(" ")) if "\n" not in text and "\r" not in text else " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - len(end)]
    return f"{cut.rpartition(' ')[0] or cut}{end}"
