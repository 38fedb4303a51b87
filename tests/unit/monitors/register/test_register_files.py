"""A register file is taken whole, or every fault in it is said at once, with its place and what to do."""

from datetime import date
from pathlib import Path

import pytest

from monitors.adapters.register_files import RegisterFileError, load_register
from monitors.domain.register.records import Acceptance, Fallback, Impact

NUMBER = "write a number, as in 8 or 0.5"
DAY = "write a day without quotes, as in 2026-01-14"

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


def test_a_file_without_entries_is_no_register(tmp_path: Path) -> None:
    assert faults(tmp_path, "# begun\n") == ["there is no entry; begin one with a line [[entries]]"]


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

    rto = "[[entries]] no. 1 (line 7), A on facebok: The RTO (10 hours) is longer than the MTPD (8 hours)"
    assert told[0].startswith(rto)
    assert told[1:] == [
        '[[entries]] no. 1 (line 4), A on facebok: unknown platform "facebok"; did you mean "facebook"?',
        '[[entries]] no. 2 (line 12), B: unknown key "platfrom"; did you mean "platform"?',
        f"[[entries]] no. 2 (line 14), B: declared_on is 'soon'; {DAY}",
        '[[entries]] no. 2 (line 10), B: platform is missing; add a line platform = "..."',
        f"[[entries]] no. 3 (line 21), C on x: fallback.capacity_share is 'half'; {NUMBER}",
    ]


def test_no_fault_of_an_entry_hides_another(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
[[entries]]
unit = "A"
platform = "facebok"
activity = "publishing"
declared_on = 2026-01-14
evidence = "sure"
status = "aproved"
contract = "handshake"
purposes = ["external", "fun"]
impact_over_time = [
    { at_hours = 2, category = "reputational", level = 2 },
    { at_hours = 24, category = "fame", level = 3 },
]
rto_hours = 10
mtpd_hours = 8
owner = "Duty manager"

[entries.fallback]
nmae = "mail"
capacity_share = 0
""",
        ("facebook", "x"),
    )

    assert [(line_of(each), each.split(": ", 1)[1].split(";")[0]) for each in told] == [
        (17, 'unknown key "owner"'),
        (7, 'unknown evidence "sure"'),
        (8, 'unknown status "aproved"'),
        (9, 'unknown contract "handshake"'),
        (10, 'unknown purposes no. 2 "fun"'),
        (13, 'unknown impact_over_time no. 2.category "fame"'),
        (20, 'in fallback: unknown key "nmae"'),
        (19, "fallback.name is missing"),
        (15, told[8].split(": ", 1)[1].split(";")[0]),
        (4, 'unknown platform "facebok"'),
    ]
    assert "The RTO (10 hours) is longer than the MTPD (8 hours)" in told[8]


def line_of(fault: str) -> int:
    return int(fault.partition("(line ")[2].partition(")")[0])


def test_a_fault_deep_in_a_value_has_its_own_line_however_the_file_is_written(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
[[entries]]
"unit" = "A"
platform = "x"
activity = "publishing"
declared_on = 2026-01-14
[entries.fallback]
name = "mail"
max_hours = -1
[[entries.impact_over_time]]
at_hours = 2
category = "safety"
level = 3
[[entries.impact_over_time]]
at_hours = 24
category = "safety"
level = "bad"
""",
    )

    assert [line_of(each) for each in told] == [17, 9]
    assert faults(tmp_path, 'entries = [{ unit = "A", platform = 3 }]')[0] == (
        "[[entries]] no. 1, A: platform is 3; write a text in quotes"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("rto_hours = true", "rto_hours is True; write a number, as in 8 or 0.5"),
        ("recovery_priority = 1.5", "recovery_priority is 1.5; write a whole number, as in 2"),
        ("review_due = 2026-01-14T10:00:00", "write a day without quotes, as in 2026-01-14"),
        ("audiences = 'citizens'", "audiences is 'citizens'; write a list, as in [ one, another ]"),
        ("fallback = 'mail'", "fallback is 'mail'; write a table"),
        ("mbco = 3", "mbco is 3; write a text in quotes"),
        ("contract = 3", "contract is 3; write one of none, click-through"),
        ('owner_role = "Duty \\u001b[2J"', "owner_role has a control character; write plain text"),
        ("rto_hours = 1" + "0" * 400, "rto_hours is inf; write hours from now on"),
    ],
)
def test_a_value_of_another_kind_says_how_it_is_written(tmp_path: Path, value: str, said: str) -> None:
    head = WHOLE.split("[[entries]]")[2].partition("review_due")[0]

    [told] = faults(tmp_path, f"[[entries]]{head}{value}\n")
    assert told.startswith("[[entries]] no. 1 (line 6), Communications on x: ")
    assert said in told
    assert told.isprintable()


def test_a_day_that_is_yet_to_come_was_not_the_day(tmp_path: Path) -> None:
    told = faults(tmp_path, WHOLE.replace("= 2026-01-14", "= 9999-12-31"))

    assert [line_of(each) for each in told if "9999-12-31, a day to come" in each] == [6, 16]
    assert load_register(written(tmp_path, WHOLE), today=date(2026, 2, 1))
    with pytest.raises(RegisterFileError, match="declared_on is 2026-02-01, a day to come"):
        load_register(written(tmp_path, WHOLE), today=date(2026, 1, 31))


def test_units_that_differ_by_capitals_or_blanks_only_are_one(tmp_path: Path) -> None:
    second = WHOLE.replace('"Communications"', '"citizen  services"')

    [told] = faults(tmp_path, second)
    assert told == (
        '[[entries]] no. 2 (line 20), citizen  services on x: unit is "citizen  services", and "Citizen '
        'Services" in [[entries]] no. 1 (line 3), Citizen Services on facebook; capitals and blanks make no '
        "other unit, so write both as the directory does"
    )
    [first, _] = load_register(written(tmp_path, WHOLE.replace('"Citizen Services"', '" Citizen Services "')))
    assert first.unit == "Citizen Services"


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
