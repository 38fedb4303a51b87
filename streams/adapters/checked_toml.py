"""A TOML file with every fault said at once: what is asked of it is there and fits, or becomes a fault.

The files that organisations write (their catalogue, their register, their rules on tools) are read with it:
`read_toml` opens one, a reader of its own asks, and where anything is to be put right nothing is taken.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

_HEADER = re.compile(r"\s*\[[^\[\]]*\]|\s*\[\[[^\[\]]*\]\]")
_Word = TypeVar("_Word")
_Found = TypeVar("_Found")

MOST_GUESSED = 20
"""Faults up to which the word that was meant is looked for, which takes a while in a long list."""


MOST_LISTED = 20
"""A closed set of fewer words is listed where none of them was written."""


class FaultyTomlError(ValueError):
    """A file that cannot be taken; `faults` has one sentence for each thing to put right."""

    def __init__(self, path: Path, faults: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {fault}" for fault in faults))
        self.faults = faults


def read_toml(
    path: Path,
    shape: str,
    refused: type[FaultyTomlError],
    read: "Callable[[CheckedToml, dict[str, Any]], _Found]",
) -> _Found:
    """What `read` makes of the tables of a file; `shape` says how such a file is written.

    Raises `refused` with every fault that was found, and OSError where the file cannot be read.
    """
    import tomllib  # noqa: PLC0415 (most runs have no such file; a start is to be quick)

    try:
        text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except UnicodeDecodeError as error:
        fault = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8 text"
        raise refused(path, [fault]) from error
    except tomllib.TOMLDecodeError as error:
        raise refused(path, [f"not TOML: {error}; texts stand in quotes, and {shape}"]) from error
    toml = CheckedToml(text)
    found = read(toml, tables)
    if toml.faults:
        raise refused(path, toml.faults)
    return found


class CheckedToml:
    """The questions to one file; `faults` has a sentence, with its place, for each thing to put right.

    `where` is a place in the file, in the words that a fault begins with; `text_lines` are its lines.
    """

    def __init__(self, text: str) -> None:
        self.faults: list[str] = []
        self.text_lines = text.splitlines()
        self._headers = _headers(text)

    def choice(
        self, where: str, table: dict[str, Any], key: str, choices: Mapping[str, _Word], known: _Word | None
    ) -> _Word | None:
        """One of a closed set of words."""
        if key not in table and known is not None:
            return known
        word = self.text(where, table, key, None)
        if word is not None and word not in choices:
            self.unknown(where, key, word, tuple(choices))
        return None if word is None else choices.get(word)

    def text(self, where: str, table: dict[str, Any], key: str, known: str | None) -> str | None:
        """A text that must be there, unless it is known already."""
        value = table.get(key, known)
        if value is None:
            self.faults.append(f'{where}: {key} is missing; add a line {key} = "..."')
        elif not isinstance(value, str) or not value.strip():
            self.faults.append(f"{where}: {key} is {value!r}; write a text in quotes")
        else:
            return value.strip()
        return None

    def day(self, where: str, table: dict[str, Any], key: str) -> date | None:
        """A day that must be there."""
        value = table.get(key)
        if type(value) is date:  # a moment is a date too, and is none here
            return value
        self.faults.append(f"{where}: {key} is no date; write it as in {key} = 2026-01-14")
        return None

    def texts(self, tables: dict[str, Any], key: str) -> list[str]:
        """A list of texts, empty where the file has none."""
        values = tables.get(key, [])
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
        self.faults.append(f'{key}: write a list of texts, as in {key} = ["one", "another"]')
        return []

    def section(self, tables: dict[str, Any], key: str, shape: Callable[[], Any]) -> Any:
        """The tables of a section in their TOML shape, empty where the file has none."""
        section = tables.get(key, shape())
        if isinstance(section, type(shape())):
            return section
        header = "[[" + key + "]]" if shape is list else "[" + key + ".ID]"
        self.faults.append(f"{key}: start each entry with a line {header}")
        return shape()

    def is_table(self, where: str, table: Any) -> bool:
        """Whether an entry has keys."""
        if not isinstance(table, dict):
            self.faults.append(
                f"{where}: it is {table!r}, not a table; write its keys on lines below its header"
            )
        return isinstance(table, dict)

    def known_keys(self, where: str, table: dict[str, Any], keys: tuple[str, ...]) -> None:
        """Nothing is written under a key that nobody reads."""
        for key in table:
            if key not in keys:
                self.unknown(where, "key", key, keys)

    def unknown(
        self, where: str, what: str, word: str, choices: tuple[str, ...], otherwise: str = ""
    ) -> None:
        """A word outside its closed set: say the nearest, or all where they are few."""
        near = get_close_matches(word, choices, n=1) if len(self.faults) < MOST_GUESSED else []
        is_long = "platform" in what and len(choices) >= MOST_LISTED
        known = "`holdfast catalogue list` has all" if is_long else f"write one of {', '.join(choices)}"
        hint = f'did you mean "{near[0]}"?' if near else known
        self.faults.append(
            f'{where}: unknown {what} "{word}"; {hint}' + (f" ({otherwise})" if otherwise else "")
        )

    def where(self, section: str, index: int) -> str:
        """An entry by its number and, where the file has a header for each, its line."""
        return f"[[{section}]] no. {index + 1}{self.at(f'[[{section}]]', index)}"

    def at(self, header: str, index: int) -> str:
        """The line of the index-th header, as ` (line n)`; empty where the file writes it another way."""
        lines = self._headers.get(header, [])
        return f" (line {lines[index]})" if index < len(lines) else ""


def _headers(text: str) -> dict[str, list[int]]:
    """The lines of each header, written without blanks and quotes."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if found := _HEADER.match(line):
            lines.setdefault(re.sub(r"[\s\"]", "", found[0]), []).append(number)
    return lines
