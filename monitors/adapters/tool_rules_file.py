"""The organisation's own rules, which tool for what: one TOML file, read with every fault said at once.

    [[rules]]
    name = "Talk among colleagues"
    purpose = "internal"                 # internal, external or listening
    audience = "colleagues"              # your own words; no log can see them
    sensitivity = "protected"            # likewise
    recommended = ["our-chat"]           # ids of platforms, as `holdfast catalogue lookup` says them
    not_allowed = ["whatsapp", "messenger"]

What people do privately is held against no rule, whatever it says.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final, get_args

from monitors.domain.findings.records import Purpose, ToolRule
from streams.adapters.checked_toml import CheckedToml, FaultyTomlError, read_toml

PURPOSES: Final[dict[str, Purpose]] = {purpose: purpose for purpose in get_args(Purpose)}
KEYS: Final = ("name", "purpose", "audience", "sensitivity", "recommended", "not_allowed")


class ToolRulesError(FaultyTomlError):
    """A file of rules that cannot be taken."""


def read_tool_rules(path: Path, platforms: Collection[str]) -> tuple[ToolRule, ...]:
    """The rules of a file, in its order; `platforms` are the ids that it may name.

    Raises ToolRulesError with every fault that the file has, and OSError where it cannot be read.
    """
    shape = "each rule begins with a line [[rules]]"
    return read_toml(path, shape, ToolRulesError, lambda toml, tables: _Reader(toml, platforms).read(tables))


class _Reader:
    """One reading of one file. Each step takes what it can, and leaves a fault for what it cannot."""

    def __init__(self, toml: CheckedToml, platforms: Collection[str]) -> None:
        self.toml = toml
        self._platforms = tuple(sorted(platforms))

    def read(self, tables: dict[str, Any]) -> tuple[ToolRule, ...]:
        """Everything in the file; meaningless when there are faults."""
        self.toml.known_keys("the file", tables, ("rules",))
        named: dict[str, str] = {}
        rules = []
        for index, table in enumerate(self.toml.section(tables, "rules", list)):
            where = self.toml.where("rules", index)
            rule = self._rule(where, table)
            if rule is None:
                continue
            if rule.name in named:
                self.toml.faults.append(
                    f'{where}: "{rule.name}" is the name of {named[rule.name]} too; give each its own'
                )
            named.setdefault(rule.name, where)
            rules.append(rule)
        return tuple(rules)

    def _rule(self, where: str, table: Any) -> ToolRule | None:
        """One rule; None where something of it is missing."""
        if not self.toml.is_table(where, table):
            return None
        self.toml.known_keys(where, table, KEYS)
        name, audience, sensitivity = (
            self.toml.text(where, table, key, None) for key in ("name", "audience", "sensitivity")
        )
        purpose = self.toml.choice(where, table, "purpose", PURPOSES, None)
        recommended, not_allowed = (self._named(where, table, key) for key in ("recommended", "not_allowed"))
        both = sorted(set(recommended) & set(not_allowed))
        if both:
            self.toml.faults.append(
                f"{where}: {', '.join(both)} is both recommended and not allowed; take it out of one"
            )
        if not recommended and not not_allowed:
            self.toml.faults.append(
                f'{where}: it names no platform; write recommended = ["..."] or not_allowed = ["..."]'
            )
        if name is None or audience is None or sensitivity is None or purpose is None:
            return None
        return ToolRule(
            name=name,
            purpose=purpose,
            audience=audience,
            sensitivity=sensitivity,
            recommended=recommended,
            not_allowed=not_allowed,
        )

    def _named(self, where: str, table: dict[str, Any], key: str) -> tuple[str, ...]:
        """The platforms under a key that the catalogue has; a fault for each that it has not."""
        values = table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.toml.faults.append(
                f'{where}: {key}: write a list of texts, as in {key} = ["one", "another"]'
            )
            return ()
        for value in values:
            if value not in self._platforms:
                self.toml.unknown(
                    where, f"platform in {key}", value, self._platforms, "or add it with --catalogue"
                )
        return tuple(dict.fromkeys(values))
