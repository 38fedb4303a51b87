"""A register file is taken whole, or every fault in it is said at once, with its place and what to do."""

from datetime import date
from pathlib import Path

import pytest

from monitors.adapters.register_files import RegisterFileError, load_register
from monitors.domain.register.records import Acceptance, Fallback, Impact

SHOWN = "write it as docs/register.md shows"

WHOLE = """
[[entries]]
unit = "Citizen Services"
platform = "facebook"
activity = "answering citizens' messages"
declared_on = 2026-01-14
evidence = "confirmed"
purposes = ["external", "citizen-citizen"]
owner_role = "Duty manager"
rto_hours = 2
mtpd_hours = 8
impact_over_time = [
    { at_hours = 2, category = "reputational", level = 2 },
    { at_hours = 24, category = "reputational", level = 3 },
]
fallback = { name = "phone queue 4", capacity_share = 0.5, max_hours = 8, tested_on = 2026-01-14 }
acceptance = { role = "Head of Risk", reason = "being moved", until = 2026-12-31 }

[[entries]]
unit = "Communications"
platform = "x"
activity = "listening"
declared_on = 2026-02-01
review_due = 2026-08-01
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "register.toml"
    file.write_text(text, "utf-8")
    return file


def faults(tmp_path: Path, text: str, platforms: tuple[str, ...] | None = None) -> list[str]:
    with pytest.raises(RegisterFileError) as error:
        load_register(written(tmp_path, text), platforms)
    return error.value.faults


def test_what_stands_in_a_file_is_in_the_register(tmp_path: Path) -> None:
    first, second = load_register(written(tmp_path, WHOLE), ("facebook", "x"))

    assert (first.unit, first.platform, first.evidence) == ("Citizen Services", "facebook", "confirmed")
    assert first.declaration.rto_hours == 2
    assert first.declaration.impact_over_time[1] == Impact(at_hours=24, category="reputational", level=3)
    assert first.declaration.fallback == Fallback(
        name="phone queue 4", capacity_share=0.5, max_hours=8, tested_on=date(2026, 1, 14)
    )
    assert first.acceptance == Acceptance(role="Head of Risk", reason="being moved", until=date(2026, 12, 31))
    assert first.review_due == date(2027, 1, 14)
    assert second.review_due == date(2026, 8, 1)
    assert second.declaration.impact_over_time == ()


def test_an_empty_file_is_an_empty_register(tmp_path: Path) -> None:
    assert load_register(written(tmp_path, "")) == []


def test_every_fault_is_said_at_once_with_its_entry_and_line(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
[[entries]]
unit = "A"
platform = "facebok"
activity = "publishing"
declared_on = 2026-01-14
rto_hours = 10
mtpd_hours = 8

[[entries]]
unit = "B"
platfrom = "x"
activity = "publishing"
declared_on = "soon"

[[entries]]
unit = "C"
platform = "x"
activity = "publishing"
declared_on = 2026-01-14
fallback = { name = "mail", capacity_share = "half" }
""",
        ("facebook", "x"),
    )

    first, second, third = (
        f"[[entries]] no. {place}" for place in ("1 (line 2)", "2 (line 10)", "3 (line 16)")
    )
    assert told[0].startswith(f"{first}, A on facebok: The RTO (10 hours) is longer than the MTPD (8 hours)")
    assert told[1:] == [
        f'{first}, A on facebok: unknown platform "facebok"; did you mean "facebook"?',
        f'{second}, B: unknown key "platfrom"; did you mean "platform"?',
        f'{second}, B: platform is missing; add a line platform = "..."',
        f"{second}, B: declared_on is no date; write it as in declared_on = 2026-01-14",
        f"{third}, C on x: fallback.capacity_share: expected `float | null`, got `str`; {SHOWN}",
    ]


def test_the_same_activity_stands_once(tmp_path: Path) -> None:
    again = WHOLE + WHOLE.replace("phone queue 4", "mail")

    assert faults(tmp_path, again)[0] == (
        "[[entries]] no. 3 (line 26), Citizen Services on facebook: the same unit, platform and activity as"
        " [[entries]] no. 1 (line 2), Citizen Services on facebook; keep one"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entries = 3", "start each entry with a line [[entries]]"),
        ("unit = 'A'", 'unknown key "unit" outside of every entry'),
        ("[[entries]", "not TOML"),
    ],
)
def test_what_is_no_register_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    assert said in faults(tmp_path, text)[0]


def test_bytes_that_are_no_text_are_placed(tmp_path: Path) -> None:
    file = tmp_path / "register.toml"
    file.write_bytes(b"# caf\xe9\n")

    with pytest.raises(RegisterFileError, match="byte 6 is not UTF-8"):
        load_register(file)
