"""Codes with figures in, sentences out: the only place where Holdfast speaks English and French.

A template names its figures and how each is shown: `{share:percent}`, `{to:moment}`, `{file:word}`, and
`{lines:count line|lines}`, whose forms follow the number (in French 0 and 1 are singular). A code of levels
or of kinds of harm is told in the language's own words: `{seen:level}`, `{harm:category}`. `{failed:people}`
takes the figures `k` and `identity` beside it: about 30 people, fewer than 10 devices; without a `k` nobody
has said how they may be told, and they are unknown. The tables stand in
`english*.py` and `french*.py`; a test holds that they have the same codes with the same figures.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import cache
from string import Formatter
from typing import Any, Final, NamedTuple

from infra.words import (
    english,
    english_accounts,
    english_aid,
    english_audit_page,
    english_context,
    english_dependencies,
    english_exercises,
    english_findings,
    english_hub,
    english_impact,
    english_incidents,
    english_kept,
    english_notices,
    english_open_pages,
    english_people,
    english_platforms,
    english_practices,
    english_records,
    english_register,
    english_register_page,
    english_reliance,
    english_reports,
    english_room_page,
    english_rooms,
    english_units,
    french,
    french_accounts,
    french_aid,
    french_audit_page,
    french_context,
    french_dependencies,
    french_exercises,
    french_findings,
    french_hub,
    french_impact,
    french_incidents,
    french_kept,
    french_notices,
    french_open_pages,
    french_people,
    french_platforms,
    french_practices,
    french_records,
    french_register,
    french_register_page,
    french_reliance,
    french_reports,
    french_room_page,
    french_rooms,
    french_units,
)
from infra.words.figures import Lang, moment, number, people, percent, size, time, typeset

__all__ = ["LANGUAGES", "Lang", "WordsMissingError", "label", "render"]

LANGUAGES: Final[dict[Lang, str]] = {"en": "English", "fr": "Français"}
"""Code -> the language's own name."""

REASONS: Final[dict[Lang, dict[str, str]]] = {
    "en": {
        code: words
        for table in (
            english,
            english_incidents,
            english_aid,
            english_reliance,
            english_records,
            english_register,
            english_findings,
            english_impact,
            english_hub,
            english_notices,
            english_people,
            english_platforms,
            english_units,
            english_rooms,
            english_exercises,
            english_accounts,
            english_context,
        )
        for code, words in table.REASONS.items()
    },
    "fr": {
        code: typeset(words)
        for table in (
            french,
            french_incidents,
            french_aid,
            french_reliance,
            french_records,
            french_register,
            french_findings,
            french_impact,
            french_hub,
            french_notices,
            french_people,
            french_platforms,
            french_units,
            french_rooms,
            french_exercises,
            french_accounts,
            french_context,
        )
        for code, words in table.REASONS.items()
    },
}
LABELS: Final[dict[Lang, dict[str, str]]] = {
    "en": {
        key: words
        for table in (
            english,
            english_incidents,
            english_aid,
            english_reliance,
            english_dependencies,
            english_records,
            english_register,
            english_register_page,
            english_findings,
            english_impact,
            english_hub,
            english_notices,
            english_room_page,
            english_people,
            english_platforms,
            english_units,
            english_rooms,
            english_open_pages,
            english_kept,
            english_audit_page,
            english_practices,
            english_reports,
            english_exercises,
            english_accounts,
            english_context,
        )
        for key, words in table.LABELS.items()
    },
    "fr": {
        key: typeset(words)
        for table in (
            french,
            french_incidents,
            french_aid,
            french_reliance,
            french_dependencies,
            french_records,
            french_register,
            french_register_page,
            french_findings,
            french_impact,
            french_hub,
            french_notices,
            french_room_page,
            french_people,
            french_platforms,
            french_units,
            french_rooms,
            french_open_pages,
            french_kept,
            french_audit_page,
            french_practices,
            french_reports,
            french_exercises,
            french_accounts,
            french_context,
        )
        for key, words in table.LABELS.items()
    },
}


class WordsMissingError(LookupError):
    """There is no sentence for this code in this language, or a figure that it needs was not given."""


class _Part(NamedTuple):
    """A piece of a template: words, and the figure behind them with the way to show it."""

    words: str
    figure: str | None
    shown_as: str


@cache  # a page says hundreds of them
def _parts(template: str) -> tuple[_Part, ...]:
    """A template's pieces, in their order."""
    return tuple(_Part(words, name, spec or "") for words, name, spec, _ in Formatter().parse(template))


class _Sentence(NamedTuple):
    """Fills a template's figures in as the language writes them."""

    lang: Lang
    zone: tzinfo
    figures: Mapping[str, Any]

    def filled(self, template: str) -> str:
        """The sentence."""
        return "".join(
            part.words if part.figure is None else part.words + self._shown(part.figure, part.shown_as)
            for part in _parts(template)
        )

    def _shown(self, name: str, format_spec: str) -> str:
        """Show one figure; null reads "unknown", of people "fewer than k"."""
        if name not in self.figures:
            raise WordsMissingError(f"the figure {name!r} was not given; given: {sorted(self.figures)}")
        value = self.figures[name]
        if format_spec == "people" and "k" in self.figures:
            return people(value, self.lang, self.figures["k"], self.figures.get("identity"))
        if value is None or format_spec == "people":
            return LABELS[self.lang]["unknown"]
        kind, _, forms = format_spec.partition(" ")
        match kind:
            case "word":
                return str(value)
            case "level":
                return LABELS[self.lang][f"level.{value}"]
            case "category":
                return LABELS[self.lang][f"register.category.{value}"]
            case "role":
                return LABELS[self.lang].get(f"hub.role.{value}", str(value))
            case "count":
                return self._count(value, forms)
            case "percent":
                return percent(value, self.lang)
            case "size":
                return size(value, self.lang)
            case "time":
                return time(value, self.lang, self.zone)
            case "moment":
                return moment(value, self.lang, self.zone)
            case _:
                raise WordsMissingError(f"no such way to show a figure: {format_spec!r}")

    def _count(self, value: float, forms: str) -> str:
        """A number with its noun in the right form."""
        shown = number(value, self.lang, 0 if value == int(value) else 1)
        if not forms:
            return shown
        one, _, many = forms.partition("|")
        singular = value == 1 if self.lang == "en" else value < 2
        return f"{shown} {one if singular else many}"


def _fill(table: Mapping[Lang, Mapping[str, str]], key: str, lang: Lang, figures: Any, zone: tzinfo) -> str:
    """Look a template up and fill it in."""
    if lang not in table:
        raise WordsMissingError(f"no such language: {lang!r}; there are {', '.join(LANGUAGES)}")
    if key not in table[lang]:
        raise WordsMissingError(f"{LANGUAGES[lang]} has no words for {key!r}")
    return _Sentence(lang, zone, figures).filled(table[lang][key])


def render(code: str, figures: Mapping[str, Any], lang: Lang, zone: tzinfo = UTC) -> str:
    """The sentence of a reason. Raises `WordsMissingError` for an unknown code or a missing figure."""
    return _fill(REASONS, code, lang, figures, zone)


def label(key: str, lang: Lang, **figures: Any) -> str:
    """A fixed word or phrase of a page, for example `label("outcome.fail_dns", "fr")`."""
    return _fill(LABELS, key, lang, figures, UTC)
