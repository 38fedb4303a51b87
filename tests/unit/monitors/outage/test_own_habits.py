"""A filter that was always there is no fault, and neither are tunnels that were always short."""

import numpy as np

from monitors.domain.outage.rates import Rates
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind, Layout


def test_nothing_is_said_of_denials_and_short_tunnels_before_something_was_learnt() -> None:
    rules, layout = Rules(), Layout()
    rates = Rates(rules, layout)
    for kind in (Kind.BLOCKED, Kind.SHORT):
        assert not rates.judged[layout.first(kind)]
    assert rates.judged[layout.first(Kind.FAILED)]

    n = np.full(layout.size, rules.known_requests)
    rates.learn(n, np.zeros(layout.size), np.ones(layout.size, bool), 1)

    for kind in (Kind.BLOCKED, Kind.SHORT):
        assert rates.judged[layout.first(kind)]


def test_what_was_denied_from_the_first_is_usual_and_stays_unjudged() -> None:
    layout = Layout()
    rates = Rates(Rules(), layout)
    n = np.full(layout.size, 1_000.0)

    rates.learn(n, n, np.ones(layout.size, bool), 1)

    assert not rates.judged[layout.first(Kind.BLOCKED)]
