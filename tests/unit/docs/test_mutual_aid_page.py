"""The page on mutual aid shows a real word, all of its fields, and the figures that the rules have."""

import json
import re
from pathlib import Path

from monitors.domain.outage.findings import CONFIDENCE
from monitors.domain.outage.rules import Rules
from streams.aid.keys import public_bytes, verify
from streams.domain.aid.hearing import Hearing, KnownPeer
from streams.domain.aid.words import LONGEST_VALID_SECONDS, Word, read_word

PAGE = (Path(__file__).parents[3] / "docs" / "mutual-aid.md").read_text(encoding="utf-8")
[LINE] = re.findall(r"^\{.*\}$", PAGE, re.MULTILINE)


def test_the_word_on_the_page_is_taken_with_the_key_on_the_page() -> None:
    [public] = set(re.findall(r"[A-Za-z0-9+/]{43}=", PAGE))
    word = read_word(LINE.encode())
    hearing = Hearing({"riverton": KnownPeer("riverton", public_bytes(public))}, verify)

    assert hearing.take(LINE.encode(), word.issued_ms + 1) == word


def test_every_field_that_leaves_the_house_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert [name for name in Word.__struct_fields__ if name not in explained] == []
    assert list(json.loads(LINE)) == list(Word.__struct_fields__)


def test_the_figures_are_those_of_the_rules() -> None:
    rules = Rules()

    assert f"at least {rules.peers_heard} that use it" in PAGE
    assert f"in the last {rules.peer_fresh_seconds // 60} minutes" in PAGE
    assert rules.peers_agree_share == 0.5
    assert rules.peers_well_share == 0.75
    assert rules.peer_settle_seconds == 300
    assert LONGEST_VALID_SECONDS == 3600
    assert f"gains {CONFIDENCE['peers-agree']:.2f} of confidence" in PAGE
    assert f"loses {-CONFIDENCE['peers-are-well']:.2f}" in PAGE
    assert f"gains {CONFIDENCE['only-here']:.2f}" in PAGE
