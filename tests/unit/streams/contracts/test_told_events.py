"""What other systems tell: kept as it is through the log, and refused where it is not what it says."""

import msgspec
import pytest

from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.signals import (
    AccountActivity,
    Beside,
    Demand,
    OwnChange,
    PeerWord,
    decode_logged,
    encode_signal,
)

EXAMPLES: tuple[Beside | PeerWord, ...] = (
    AccountActivity(
        source="facebook",
        at_ms=1,
        id="a",
        platform="facebook",
        account="City",
        direction="inbound",
        form="message",
        thread=7,
    ),
    OwnChange(source="proxy-team", at_ms=1, id="b", system="filter", title="Rules of November"),
    Demand(source="telephony", at_ms=1, id="c", channel="contact-centre", until_ms=2, count=40, capacity=60),
    PeerWord(source="peers", at_ms=1, id="d", peer="north", platform="facebook", state="failing", until_ms=9),
)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_what_was_told_comes_back_as_it_was(event: Beside | PeerWord) -> None:
    assert decode_logged(encode_signal(event)) == event


@pytest.mark.parametrize(
    "wrong",
    [{"id": ""}, {"id": "x" * 201}, {"count": -1}, {"channel": "pigeon"}, {"until_ms": "soon"}],
    ids=str,
)
def test_what_is_not_what_it_says_is_refused(wrong: dict[str, object]) -> None:
    stated = msgspec.to_builtins(EXAMPLES[2]) | wrong
    with pytest.raises(UnreadableMessageError):
        decode_logged(msgspec.msgpack.encode(stated))
