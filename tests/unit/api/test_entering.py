"""What is a password to keep, and where one goes after signing in."""

from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from api.people.cookies import local_path
from api.people.passwords import LONGEST, PasswordRefusedError, Passwords, checked_password

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@given(st.text(max_size=40) | st.sampled_from(["//e.example", "/\\e.example", "/\t/e.example", "https:e"]))
def test_wherever_one_wants_to_go_it_is_on_the_hub(wanted: str) -> None:
    there = urlsplit(urljoin("http://hub.example/login", local_path(wanted)))
    assert (there.scheme, there.netloc) == ("http", "hub.example")


@pytest.mark.parametrize("path", ["/", "/people?x=1", "/units/Press%20Office"])
def test_a_path_of_the_hub_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password-short"),
        ("x" * (LONGEST + 1), "password-long"),
        ("aaaaaaaaaaaaaaaa", "password-common"),
        ("Password1234!", "password-common"),
        ("012345678901", "password-common"),
        ("m.tremblay.2026", "password-common"),
        ("motdepasse2026", "password-common"),
    ],
)
def test_what_is_short_long_or_tried_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(PasswordRefusedError) as refused:
        checked_password(password, "m.tremblay", "Marie Tremblay")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["four words in no order", "été à la mer 12", "kX9!kX9!pQ2?"])
def test_no_rule_of_composition_stands_in_the_way(password: str) -> None:
    assert checked_password(password, "m.tremblay") == password


def test_an_accent_is_the_same_however_the_keyboard_makes_it() -> None:
    kept = CHEAP.hash(checked_password("un e\u0301te\u0301 sans fin"))
    assert CHEAP.is_right("un \u00e9t\u00e9 sans fin", kept)
    assert not CHEAP.is_right("un ete sans fin", kept)


def test_where_there_is_no_password_none_is_right_not_even_that_of_nobody() -> None:
    assert not CHEAP.is_right("a password that opens nothing", None)
    assert not CHEAP.is_right("x" * (LONGEST + 1), CHEAP.hash("x" * LONGEST))


def test_a_hash_made_with_less_work_than_today_is_known() -> None:
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).is_outdated(
        CHEAP.hash("anything")
    )
