"""Only what was signed as a vendor signs it is read, and no bit of it may be another."""

import hmac
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.doors.domain.deliveries import Delivery, Hook, Proof, RefusedError, Signing
from streams.doors.kinds import KINDS
from tests.door_deliveries import (
    BODIES,
    HOOKS,
    META,
    NOW_MS,
    OURS,
    SECRET,
    SLACK,
    TOKEN,
    YOUTUBE,
    signature,
    signed,
)

EVERY = list(HOOKS.values())
TIMED = [SLACK, OURS]
SIGNED_IN = {
    "meta": "x-hub-signature-256",
    "slack": "x-slack-signature",
    "youtube": "x-hub-signature",
    "linkedin": "x-li-signature",
    "ours": "x-signature",
}

hooks = st.sampled_from(EVERY)


def prove(hook: Hook, delivery: Delivery, now_ms: int = NOW_MS) -> Proof:
    return KINDS[hook.kind].prove(hook, delivery, now_ms)


def outcome_of(hook: Hook, delivery: Delivery, now_ms: int = NOW_MS) -> str:
    """Why it is refused."""
    with pytest.raises(RefusedError) as refused:
        prove(hook, delivery, now_ms)
    return refused.value.outcome


def named(hook: Hook) -> str:
    return hook.name


@pytest.mark.parametrize("hook", EVERY, ids=named)
def test_what_its_vendor_signed_is_proved(hook: Hook) -> None:
    proof = prove(hook, signed(hook, BODIES[hook.name]))
    assert proof.is_timed is (hook in TIMED)


@given(hook=hooks, body=st.binary(max_size=300))
def test_any_bytes_are_proved_as_they_came(hook: Hook, body: bytes) -> None:
    assert prove(hook, signed(hook, body)).digest


@given(hook=hooks, body=st.binary(min_size=1, max_size=300), data=st.data())
def test_any_flipped_bit_of_a_body_is_refused(hook: Hook, body: bytes, data: st.DataObject) -> None:
    delivery = signed(hook, body)
    flipped = bytearray(body)
    bit = data.draw(st.integers(0, 8 * len(body) - 1))
    flipped[bit // 8] ^= 1 << bit % 8
    assert outcome_of(hook, replace(delivery, body=bytes(flipped))) == "wrong-signature"


@given(hook=hooks, data=st.data())
def test_any_flipped_bit_of_a_signature_is_refused(hook: Hook, data: st.DataObject) -> None:
    delivery = signed(hook, BODIES[hook.name])
    header = SIGNED_IN[hook.name]
    flipped = bytearray(delivery.headers[header].encode())
    bit = data.draw(st.integers(0, 8 * len(flipped) - 1))
    flipped[bit // 8] ^= 1 << bit % 8
    forged = replace(delivery, headers={**delivery.headers, header: flipped.decode("latin-1")})
    assert outcome_of(hook, forged) == "wrong-signature"


@given(
    hook=hooks,
    body=st.binary(max_size=100),
    headers=st.dictionaries(
        st.sampled_from([*SIGNED_IN.values(), "x-time", "x-slack-request-timestamp"]), st.text()
    ),
)
def test_whatever_comes_is_refused_and_never_a_fault(
    hook: Hook, body: bytes, headers: dict[str, str]
) -> None:
    assert outcome_of(hook, Delivery("POST", headers, {}, body)) in {"unsigned", "wrong-signature", "stale"}


@pytest.mark.parametrize("hook", EVERY, ids=named)
def test_what_is_not_signed_is_refused_before_anything_else(hook: Hook) -> None:
    assert outcome_of(hook, Delivery("POST", {}, {}, BODIES[hook.name])) == "unsigned"


@pytest.mark.parametrize("hook", EVERY, ids=named)
def test_the_signature_of_another_secret_is_wrong(hook: Hook) -> None:
    other = replace(hook, secrets=(b"another secret",))
    assert outcome_of(other, signed(hook, BODIES[hook.name])) == "wrong-signature"


@pytest.mark.parametrize("hook", EVERY, ids=named)
def test_while_a_secret_is_changed_the_old_and_the_new_one_hold(hook: Hook) -> None:
    both = replace(hook, secrets=(b"the new secret", SECRET))
    assert prove(both, signed(hook, BODIES[hook.name])).digest


@pytest.mark.parametrize("hook", TIMED, ids=named)
def test_a_signed_time_holds_for_five_minutes_on_either_side(hook: Hook) -> None:
    delivery = signed(hook, BODIES[hook.name])
    for late_ms in (299_000, -299_000):
        assert prove(hook, delivery, NOW_MS + late_ms).is_timed
    for late_ms in (301_000, -301_000):
        assert outcome_of(hook, delivery, NOW_MS + late_ms) == "stale"


@pytest.mark.parametrize("hook", TIMED, ids=named)
def test_a_time_that_was_not_signed_makes_nothing_fresh(hook: Hook) -> None:
    header = "x-slack-request-timestamp" if hook is SLACK else "x-time"
    old = signed(hook, BODIES[hook.name], NOW_MS - 3_600_000)
    forged = replace(old, headers={**old.headers, header: str(NOW_MS // 1000)})
    assert outcome_of(hook, forged) == "wrong-signature"


@pytest.mark.parametrize("time", ["", "soon", "1e9", "\u0661\u0667", "9" * 40, "-5"])
def test_a_signed_time_that_is_none_is_stale(time: str) -> None:
    text = f"{time}.".encode()
    delivery = Delivery("POST", {"x-time": time, "x-signature": signature(text)}, {}, b"")
    assert outcome_of(OURS, delivery) == "stale"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_websub_signs_by_the_method_that_it_names(algorithm: str) -> None:
    body = BODIES["youtube"]
    headers = {"x-hub-signature": f"{algorithm}={signature(body, algorithm)}"}
    assert prove(YOUTUBE, Delivery("POST", headers, {}, body)).digest


@pytest.mark.parametrize("method", ["md5", "none", ""])
def test_websub_signs_by_no_method_that_is_weaker(method: str) -> None:
    digest = hmac.new(SECRET, b"", "md5").hexdigest()
    assert (
        outcome_of(YOUTUBE, Delivery("POST", {"x-hub-signature": f"{method}={digest}"})) == "wrong-signature"
    )


@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
@pytest.mark.parametrize("prefix", ["", "sha=", "v1,"])
def test_a_sender_of_our_own_signs_as_the_settings_say(encoding: str, algorithm: str, prefix: str) -> None:
    how = Signing("x-own", prefix, algorithm, encoding, "x-at", ":", 60)  # type: ignore[arg-type]  # of the table
    hook = replace(OURS, signing=how)
    assert prove(hook, signed(hook, b"{}")).is_timed
    assert outcome_of(hook, signed(OURS, b"{}")) == "unsigned"


def test_a_challenge_of_meta_is_answered_for_whoever_knows_the_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": TOKEN.decode(), "hub.challenge": "1158201444"}
    assert KINDS["meta"].greet(META, asked).body == b"1158201444"
    for wrong in (
        {"hub.verify_token": "guessed"},
        {"hub.verify_token": "é"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "a\nb"},
    ):
        with pytest.raises(RefusedError):
            KINDS["meta"].greet(META, {**asked, **wrong})


def test_youtubes_hub_is_told_that_we_want_our_own_channel_and_for_how_long() -> None:
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": YOUTUBE.topic,
        "hub.challenge": "c",
        "hub.lease_seconds": "432000",
    }
    answer = KINDS["youtube"].greet(YOUTUBE, asked)
    assert (answer.body, answer.lease_seconds) == (b"c", 432_000)
    for wrong in (
        {"hub.topic": "https://www.youtube.com/feeds/videos.xml?channel_id=UCother"},
        {"hub.mode": "unsubscribe"},
    ):
        with pytest.raises(RefusedError):
            KINDS["youtube"].greet(YOUTUBE, {**asked, **wrong})


def test_linkedins_challenge_is_answered_by_its_signature() -> None:
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    answer = KINDS["linkedin"].greet(HOOKS["linkedin"], {"challengeCode": code})
    assert f'"challengeResponse":"{signature(code.encode())}"'.encode() in answer.body


@pytest.mark.parametrize(
    "code", ["", "hmacsha256={}", 'hmacsha256={"notifications":[]}', "890e4665", "é" * 36]
)
def test_nobody_has_a_delivery_signed_by_asking_for_a_challenge(code: str) -> None:
    with pytest.raises(RefusedError):
        KINDS["linkedin"].greet(HOOKS["linkedin"], {"challengeCode": code})


@given(
    hook=hooks,
    query=st.dictionaries(
        st.sampled_from(
            [
                "hub.mode",
                "hub.topic",
                "hub.challenge",
                "hub.verify_token",
                "hub.lease_seconds",
                "challengeCode",
            ]
        ),
        st.text(),
    ),
)
def test_a_greeting_of_any_kind_is_answered_or_refused(hook: Hook, query: dict[str, str]) -> None:
    with suppress(RefusedError):
        assert KINDS[hook.kind].greet(hook, query).outcome == "handshake"
