"""A file of rules on tools is taken whole, or every fault in it is said with what to write instead."""

from pathlib import Path

import pytest

from monitors.adapters.tool_rules_file import ToolRulesError, read_tool_rules

PLATFORMS = ("facebook", "our-chat", "whatsapp")
GOOD = """
[[rules]]
name = "Talk among colleagues"
purpose = "internal"
audience = "colleagues"
sensitivity = "protected"
recommended = ["our-chat"]
not_allowed = ["whatsapp"]
"""


def faults(folder: Path, text: str) -> list[str]:
    file = folder / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ToolRulesError) as caught:
        read_tool_rules(file, PLATFORMS)
    assert all(f"{file}: {fault}" in str(caught.value) for fault in caught.value.faults)
    return caught.value.faults


def test_a_rule_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(GOOD, encoding="utf-8")
    [rule] = read_tool_rules(tmp_path / "rules.toml", PLATFORMS)

    assert (rule.name, rule.purpose) == ("Talk among colleagues", "internal")
    assert (rule.audience, rule.sensitivity) == ("colleagues", "protected")
    assert (rule.recommended, rule.not_allowed) == (("our-chat",), ("whatsapp",))


def test_a_file_without_rules_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("", encoding="utf-8")

    assert read_tool_rules(tmp_path / "rules.toml", PLATFORMS) == ()


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        (('"internal"', '"interne"'), 'unknown purpose "interne"; did you mean "internal"?'),
        (
            ('["whatsapp"]', '["whatsap"]'),
            'unknown platform in not_allowed "whatsap"; did you mean "whatsapp"?',
        ),
        (
            ('["whatsapp"]', '["our-chat"]'),
            "our-chat is both recommended and not allowed; take it out of one",
        ),
        (('["our-chat"]', '"our-chat"'), 'recommended: write a list of texts, as in recommended = ["one"'),
        (('audience = "colleagues"', ""), "audience is missing; add a line"),
        (("sensitivity", "sensibility"), 'unknown key "sensibility"; did you mean "sensitivity"?'),
    ],
)
def test_each_fault_is_said_with_its_place(tmp_path: Path, instead: tuple[str, str], said: str) -> None:
    [first, *_] = faults(tmp_path, GOOD.replace(*instead))

    assert first.startswith("[[rules]] no. 1 (line 2): ")
    assert said in first


def test_two_rules_of_one_name_and_a_rule_for_no_platform_are_faults(tmp_path: Path) -> None:
    empty = GOOD.replace('recommended = ["our-chat"]', "").replace('not_allowed = ["whatsapp"]', "")

    [nothing, twice] = faults(tmp_path, GOOD + empty)

    assert "it names no platform" in nothing
    assert '"Talk among colleagues" is the name of [[rules]] no. 1 (line 2) too' in twice


def test_what_is_no_toml_or_no_text_is_said(tmp_path: Path) -> None:
    assert faults(tmp_path, "[[rules]\n")[0].startswith("not TOML: ")
    (tmp_path / "latin.toml").write_bytes(b'[[rules]]\nname = "caf\xe9"\n')
    with pytest.raises(ToolRulesError, match="byte 22 is not UTF-8"):
        read_tool_rules(tmp_path / "latin.toml", PLATFORMS)
