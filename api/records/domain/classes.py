"""Classes of records: how long each is kept and on which basis, and which record is of which class."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

DAY_MS: Final = 24 * 3_600_000

UNCLASSIFIED: Final = "unclassified"
"""The class of what no rule names: it is kept until somebody says what it is."""


class RetentionClass(Struct, frozen=True, kw_only=True):
    """A class of the organisation's retention schedule; `basis` says by which law or schedule."""

    name: str
    days: int
    basis: str


class Rule(Struct, frozen=True, kw_only=True):
    """Which records are of a class; empty stands for any. `unit` is whose account it is."""

    name: str
    account: str = ""
    platform: str = ""
    form: str = ""
    direction: str = ""
    unit: str = ""

    def takes(self, account: str, platform: str, form: str, direction: str) -> bool:
        """Whether it is about such a record."""
        asked = ((self.account, account), (self.platform, platform), (self.form, form))
        return all(own in {"", said} for own, said in (*asked, (self.direction, direction)))


class Classified(Struct, frozen=True):
    """What a record is, as the rules say it."""

    name: str
    unit: str


class Policy(Struct, frozen=True, kw_only=True):
    """The classes and rules of one organisation, as its settings have them today."""

    classes: tuple[RetentionClass, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every class that there is, the one of what no rule names last."""
        return (*(each.name for each in self.classes), UNCLASSIFIED)

    def classify(self, account: str, platform: str, form: str, direction: str) -> Classified:
        """By the first rule that takes it."""
        for rule in self.rules:
            if rule.takes(account, platform, form, direction):
                return Classified(rule.name, rule.unit)
        return Classified(UNCLASSIFIED, "")

    def named(self, name: str) -> RetentionClass | None:
        """A class; None for one that the settings do not have, or have no more."""
        return next((each for each in self.classes if each.name == name), None)

    def ends_at_ms(self, name: str, at_ms: int) -> int | None:
        """When a record of this class, of this moment, need no longer be kept; None: nobody has said."""
        found = self.named(name)
        return None if found is None else at_ms + found.days * DAY_MS

    def due_before(self, now_ms: int) -> list[tuple[str, int]]:
        """By class the moment before which its records are due for disposal."""
        return [(each.name, now_ms - each.days * DAY_MS) for each in self.classes]


def faults_of(classes: Sequence[RetentionClass], rules: Sequence[Rule]) -> list[str]:
    """What is wrong with classes and rules, in words for whoever writes settings; empty where nothing is."""
    names = [each.name for each in classes]
    faults = [
        f"the class {name!r} stands there twice" for name in sorted(set(names)) if names.count(name) > 1
    ]
    if UNCLASSIFIED in names:
        faults.append(f"no class may be called {UNCLASSIFIED!r}: that is what no rule names")
    faults += [f"the class {each.name!r} has no basis" for each in classes if not each.basis.strip()]
    unknown = sorted({rule.name for rule in rules} - set(names))
    return [*faults, *(f"a rule names the class {name!r}, which there is not" for name in unknown)]
