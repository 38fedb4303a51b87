"""The three questions as a form: what somebody typed becomes a declaration, or faults beside its fields.

Pure. What was typed is kept as it was typed, so that a form with faults comes back as it was sent.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, get_args

from msgspec import Struct
from msgspec.structs import replace

from monitors.domain.outage.records import Reason
from monitors.domain.register.asking import GONE_HOURS
from monitors.domain.register.checking import HIGHEST_IMPACT, faults_of_declaration
from monitors.domain.register.records import Declaration, Fallback, Impact, ImpactCategory, Purpose
from monitors.domain.reliance.records import Kind

PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
CATEGORIES: Final[tuple[ImpactCategory, ...]] = get_args(ImpactCategory)
LEVELS: Final = tuple(str(level) for level in range(HIGHEST_IMPACT + 1))

FIELD_OF: Final[Mapping[str, str]] = {
    "activity-missing": "activity",
    "rto-above-mtpd": "rto_hours",
    "impact-falls": "gone",
    "fallback-unnamed": "fallback",
    "fallback-is-same-platform": "fallback_platform",
    "capacity-not-a-share": "capacity_percent",
}
"""Fault -> the field beside which it stands; the others name their field themselves."""

PERCENT: Final = 100.0

NAMELIKE: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]*(?:['\u2019-][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)*")
"""A word that is written as a first or a last name is."""

LONGEST_NAME: Final = 3

OF_ROLES: Final = frozenset(
    """
    administrator adviser advisor analyst assistant board bureau centre center chief clerk committee
    controller coordinator council councillor department deputy desk director duty editor engineer head
    inspector lead leader manager mayor officer office operations operator owner planner president press
    registrar secretary service services shift specialist superintendent supervisor support team
    treasurer unit warden adjoint adjointe administrateur administratrice agent agente analyste cadre
    chef cheffe comité conseil conseiller conseillère contrôleur coordonnateur coordonnatrice directeur
    direction directrice gestionnaire greffier greffière ingénieur ingénieure maire planificateur poste
    président présidente responsable rédacteur rédactrice secrétaire soutien superviseur superviseure
    technicien technicienne trésorier équipe
    """.split()  # noqa: SIM905 (one word a line would be eighty lines)
)
"""Words that a role has and a person's name has not, in both languages; they need not be all."""


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong with one field of a form; `field` is empty where it is no single one."""

    field: str
    reason: Reason


class Answers(Struct, frozen=True, kw_only=True):
    """What was typed. `gone` are the levels for GONE_HOURS, `category` what is hurt most of all."""

    activity: str = ""
    product_or_service: str = ""
    purposes: tuple[str, ...] = ()
    owner_role: str = ""
    category: str = "operational"
    gone: tuple[str, ...] = ("",) * len(GONE_HOURS)
    rto_hours: str = ""
    mtpd_hours: str = ""
    fallback: str = ""
    fallback_platform: str = ""
    capacity_percent: str = ""
    max_hours: str = ""


ONE_LINE: Final = (
    "activity", "product_or_service", "owner_role", "category", "rto_hours", "mtpd_hours", "fallback",
    "fallback_platform", "capacity_percent", "max_hours",
)  # fmt: skip
"""Fields that hold one text."""


def typed(form: Mapping[str, Sequence[str]]) -> Answers:
    """The answers of a form that was sent: each field with its values. Unknown fields are left aside."""
    one = {name: " ".join(form[name][0].split()) for name in ONE_LINE if form.get(name)}
    return Answers(
        **one,
        purposes=tuple(form.get("purposes", ())),
        gone=tuple((form.get(f"gone_{hours:g}") or [""])[0] for hours in GONE_HOURS),
    )


def reads_like_a_person(role: str) -> bool:
    """Whether a role is written as names are: two or three capitalised words, none of which is a role's.

    It may be one all the same, so whoever wrote it is asked, and not refused.
    """
    words = role.split()
    return 2 <= len(words) <= LONGEST_NAME and all(
        NAMELIKE.fullmatch(word) and word.casefold() not in OF_ROLES for word in words
    )


def filled_in(before: Declaration | None, kinds: Sequence[Kind]) -> Answers:
    """The form as it is opened: what was declared before, else what the log shows of its purpose."""
    if before is None:
        return Answers(purposes=tuple(each.kind for each in kinds if each.kind in PURPOSES))
    levels = {(each.category, each.at_hours): str(each.level) for each in before.impact_over_time}
    category = max(
        CATEGORIES,
        key=lambda one: (sum((one, hours) in levels for hours in GONE_HOURS), -CATEGORIES.index(one)),
    )
    fallback = before.fallback or Fallback(name="")
    share = fallback.capacity_share
    return Answers(
        activity=before.activity,
        product_or_service=before.product_or_service,
        purposes=before.purposes,
        owner_role=before.owner_role,
        category=category,
        gone=tuple(levels.get((category, hours), "") for hours in GONE_HOURS),
        rto_hours=_written(before.rto_hours),
        mtpd_hours=_written(before.mtpd_hours),
        fallback=fallback.name,
        fallback_platform=fallback.platform or "",
        capacity_percent=_written(None if share is None else PERCENT * share),
        max_hours=_written(fallback.max_hours),
    )


def declaration_of(
    answers: Answers, before: Declaration | None, platform: str, platforms: Collection[str]
) -> tuple[Declaration, list[Fault]]:
    """What the answers declare about a platform, and what is wrong with them.

    What the form does not ask stays as it was declared `before`. `platforms` are those of the catalogue.
    """
    numbers = _Numbers()
    base = before or Declaration(activity="")
    category: ImpactCategory = next((one for one in CATEGORIES if one == answers.category), CATEGORIES[0])
    said = replace(
        base,
        activity=answers.activity,
        product_or_service=answers.product_or_service,
        purposes=tuple(one for one in PURPOSES if one in answers.purposes),
        owner_role=answers.owner_role,
        impact_over_time=_impact(answers, category, base.impact_over_time),
        rto_hours=numbers.read("rto_hours", answers.rto_hours),
        mtpd_hours=numbers.read("mtpd_hours", answers.mtpd_hours),
        fallback=_fallback(answers, base.fallback, platforms, numbers),
    )
    faults = [Fault(field=_field(each), reason=each) for each in faults_of_declaration(said, platform)]
    return said, [*numbers.faults, *faults]


class _Numbers:
    """Reads numbers as people write them, and keeps what is none."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, field: str, text: str) -> float | None:
        """A number with a point or a comma; None where nothing was written, or no number."""
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self.faults.append(Fault(field=field, reason=Reason("not-a-number", {"said": text})))
            return None


def _impact(answers: Answers, category: ImpactCategory, before: Sequence[Impact]) -> tuple[Impact, ...]:
    """How bad it is over time; what was said of other kinds and other times stays."""
    kept = [each for each in before if each.category != category or each.at_hours not in GONE_HOURS]
    told = [
        Impact(at_hours=hours, category=category, level=int(level))
        for hours, level in zip(GONE_HOURS, answers.gone, strict=True)
        if level in LEVELS
    ]
    return (*kept, *told)


def _fallback(
    answers: Answers, before: Fallback | None, platforms: Collection[str], numbers: _Numbers
) -> Fallback | None:
    """What the unit does instead; when another one was tried says nothing of this one."""
    percent = numbers.read("capacity_percent", answers.capacity_percent)
    hours = numbers.read("max_hours", answers.max_hours)
    platform = answers.fallback_platform if answers.fallback_platform in platforms else None
    if not answers.fallback and platform is None and percent is None and hours is None:
        return None
    is_same = before is not None and (before.name, before.platform) == (answers.fallback, platform)
    return Fallback(
        name=answers.fallback,
        platform=platform,
        sign_in=before.sign_in if before is not None and is_same else None,
        capacity_share=None if percent is None else percent / PERCENT,
        max_hours=hours,
        tested_on=before.tested_on if before is not None and is_same else None,
    )


def _field(fault: Reason) -> str:
    """The field beside which a fault is told; "" where the form has none for it."""
    field = FIELD_OF.get(fault.code) or str(fault.figures.get("field", ""))
    return field if field in Answers.__struct_fields__ else ""


def _written(number: float | None) -> str:
    """A number as somebody would type it."""
    return "" if number is None else f"{number:g}"
