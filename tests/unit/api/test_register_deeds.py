"""What the hub lets people do to the register is never more than the monitors take."""

import pytest

from api.domain.register_deeds import DEEDS, RIGHT_TO, offered, role_to
from api.domain.rights import RIGHTS, ROLES, Grant, Viewer
from monitors.domain.register.actions import Action, Role
from monitors.domain.register.applying import MAY
from tests.register_actions import entry


@pytest.mark.parametrize("kind", MAY)
def test_every_role_with_the_right_is_taken_by_the_monitors(kind: type[Action]) -> None:
    assert {role for role in ROLES if RIGHT_TO[kind] in RIGHTS[role]} <= MAY[kind]


@pytest.mark.parametrize("role", ROLES)
def test_only_what_somebody_may_do_is_offered_to_them(role: Role) -> None:
    viewer = Viewer(account=1, grants=(Grant(role),))
    assert all(role_to(viewer, DEEDS[deed], "Roads") == role for deed in offered(viewer, entry()))


def test_nothing_is_offered_beyond_the_own_unit() -> None:
    assert offered(Viewer(account=1, grants=(Grant("risk", "Parks"),)), entry("Roads")) == []
