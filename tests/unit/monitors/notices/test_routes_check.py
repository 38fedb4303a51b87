"""One single fault must not silence anybody."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.notices.ranking import doubtful
from monitors.domain.notices.routes_check import silenced, single_faults, unknown_platforms

OPERATORS = {"whatsapp": "Meta", "messenger": "Meta", "facebook": "Meta", "slack": "Salesforce"}

NEEDS = {
    "mail": frozenset({"lan", "mail"}),
    "sms": frozenset({"internet", "phone"}),
    "modem": frozenset({"phone"}),
    "slack": frozenset({"internet", "platform:slack"}),
    "whatsapp": frozenset({"platform:whatsapp"}),
    "messenger": frozenset({"platform:messenger"}),
}


def told(*routes: str) -> set[str]:
    """What silences somebody who has these routes."""
    found = silenced({"on-call": routes}, {name: NEEDS[name] for name in routes}, OPERATORS)
    return {each.fault.name or each.fault.kind for each in found}


def test_mail_in_the_house_and_sms_over_the_internet_never_fail_together() -> None:
    assert told("mail", "sms") == set()


def test_what_goes_over_the_internet_alone_is_silent_when_our_way_out_fails() -> None:
    assert told("sms", "slack") == {"internet"}


def test_a_platform_is_behind_the_internet_though_its_route_does_not_say_so() -> None:
    assert told("whatsapp", "sms") == {"internet"}


def test_two_platforms_of_one_operator_fail_with_it() -> None:
    assert told("whatsapp", "messenger") == {"internet", "Meta"}
    assert "Meta" not in told("whatsapp", "slack")


def test_a_single_route_is_silenced_by_everything_that_it_needs() -> None:
    assert told("mail") == {"lan", "mail"}
    assert told("whatsapp") == {"internet", "whatsapp"}


def test_whoever_has_no_route_is_told_with_every_fault() -> None:
    assert told() == {"internet", "dns", "mail", "phone", "lan"}


def test_platforms_that_nobody_knows_are_told_with_their_route() -> None:
    needs = {"chat": frozenset({"internet", "platform:icq"})}
    assert unknown_platforms(needs, OPERATORS) == [("chat", "icq")]


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.frozensets(
            st.sampled_from(
                ["internet", "dns", "mail", "phone", "lan", *(f"platform:{p}" for p in OPERATORS)]
            ),
            min_size=1,
        ),
        min_size=1,
    )
)
def test_whoever_is_said_to_be_safe_has_a_route_left_by_every_single_fault(
    needs: dict[str, frozenset[str]],
) -> None:
    audiences = {"all": list(needs)}
    named = {each.audience for each in silenced(audiences, needs, OPERATORS)}

    for fault in single_faults(needs.values(), OPERATORS):
        left = [name for name, each in needs.items() if not doubtful(each, fault.takes)]
        assert left or "all" in named


@given(st.frozensets(st.sampled_from(sorted(NEEDS)), min_size=1), st.sampled_from(sorted(NEEDS)))
def test_another_route_never_makes_it_worse(routes: frozenset[str], another: str) -> None:
    needs, both = dict(NEEDS), {"before": sorted(routes), "after": sorted(routes | {another})}
    found = silenced(both, needs, OPERATORS)
    before, after = ({each.fault for each in found if each.audience == when} for when in ("before", "after"))

    assert after <= before
