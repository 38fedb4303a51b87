"""Which of our own systems can bring about which cause, how plainly, and why: one visible table.

Points are a judgement and no measurement: 60 is what a change of that system does when it goes wrong, 40 what
it often does, 20 what it can do. A pair that is not here gets the points of "other".
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from monitors.domain.outage.records import Cause

System = Literal["filter", "proxy", "certificate", "firewall", "dns", "network", "identity", "other"]


class Weight(NamedTuple):
    """How plainly a system explains a cause, and the code of the sentence that says why."""

    points: int
    code: str


WEIGHTS: Final[Mapping[tuple[System, Cause], Weight]] = {
    ("filter", "policy"): Weight(60, "change-filter-refuses"),
    ("filter", "platform"): Weight(30, "change-filter-breaks-one"),
    ("filter", "unit-network"): Weight(20, "change-filter-breaks-one"),
    ("filter", "egress"): Weight(20, "change-filter-breaks-all"),
    ("proxy", "egress"): Weight(60, "change-proxy-breaks-all"),
    ("proxy", "unit-network"): Weight(45, "change-proxy-breaks-one"),
    ("proxy", "policy"): Weight(40, "change-filter-refuses"),
    ("proxy", "platform"): Weight(20, "change-proxy-breaks-one"),
    ("proxy", "blind"): Weight(60, "change-silences-a-log"),
    ("certificate", "egress"): Weight(50, "change-certificate-untrusted"),
    ("certificate", "unit-network"): Weight(40, "change-certificate-untrusted"),
    ("certificate", "platform"): Weight(40, "change-certificate-untrusted"),
    ("certificate", "account"): Weight(20, "change-certificate-untrusted"),
    ("firewall", "egress"): Weight(60, "change-cuts-the-way"),
    ("firewall", "unit-network"): Weight(60, "change-cuts-the-way"),
    ("firewall", "platform"): Weight(40, "change-cuts-the-way"),
    ("firewall", "shared-provider"): Weight(40, "change-cuts-the-way"),
    ("firewall", "blind"): Weight(40, "change-silences-a-log"),
    ("dns", "egress"): Weight(50, "change-names-not-found"),
    ("dns", "unit-network"): Weight(45, "change-names-not-found"),
    ("dns", "platform"): Weight(40, "change-names-not-found"),
    ("dns", "shared-provider"): Weight(40, "change-names-not-found"),
    ("network", "egress"): Weight(60, "change-cuts-the-way"),
    ("network", "unit-network"): Weight(60, "change-cuts-the-way"),
    ("network", "platform"): Weight(20, "change-cuts-the-way"),
    ("network", "shared-provider"): Weight(20, "change-cuts-the-way"),
    ("network", "blind"): Weight(50, "change-silences-a-log"),
    ("identity", "account"): Weight(60, "change-sign-in-fails"),
    ("identity", "policy"): Weight(20, "change-sign-in-fails"),
    ("identity", "platform"): Weight(20, "change-sign-in-fails"),
}
"""System and cause -> points and why."""

OTHERWISE: Final = Weight(10, "change-somewhere-else")
"""Any other pair: it only stood near in time."""
