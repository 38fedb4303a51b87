"""Every threshold of judgement, with its unit in its name. Changing one changes what is called an outage.

The figures come from simulation: `holdfast evaluate` measures what they find, how soon, and how often they
cry wolf.
"""

from dataclasses import dataclass

from streams.domain.silences import SHORTEST_SILENCE_MS, TIMES_USUAL
from streams.domain.watermarks import AHEAD_MS

CLOCK_TOLD_MS = 30_000
"""A clock that is so far ahead misleads: what it dates is judged beside what the others say of later."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds, as the design and its evaluation chose them."""

    # Windows and sources.
    lateness_ms: int = 5_000
    """A window waits so long behind its end for lines that come late."""
    patience_ms: int = 20_000
    """A slow source holds windows back at most so long after the first source has passed."""
    event_patience_ms: int = 120_000
    """Where logs are silent, probes and reports close windows; so long behind them, to hurry no log."""
    ahead_ms: int = 3_600_000
    """Votes so much ahead of every watermark come from a clock that is wrong, and are not judged."""
    shortest_silence_ms: int = SHORTEST_SILENCE_MS
    """A source is blind when it has been silent for longer than this ..."""
    silence_times_usual: int = TIMES_USUAL
    """... and than so many of its usual gaps at that hour ..."""
    silence_times_delivery: float = 2.5
    """... and, where it comes in batches, than so many of their intervals: one batch may fail to come."""
    gone_hours: int = 48
    """A source of which nothing came for so long was switched off: it is forgotten, as its evidence is."""
    mark_ahead_ms: int = AHEAD_MS
    """No source is complete further ahead of the time at which its message came: as in the collector."""
    clock_told_ms: int = CLOCK_TOLD_MS
    """A source whose clock is so much ahead is named."""

    # What is usual.
    half_life_days: float = 7.0
    """After so many days what was learnt of a rate counts half."""
    learning_lag_minutes: int = 5
    """A minute is learnt from so much later, so that what leads to a suspicion never teaches."""
    prior_votes: float = 50.0
    """The rate of all platforms weighs like so many votes of one's own."""
    known_requests: float = 30.0
    """So many requests must have been learnt from before denials or short tunnels mean anything: a filter
    that was always there is no fault."""
    lowest_rate: float = 0.005
    """No rate of failure is taken for lower: nothing that people do works more often."""
    highest_rate: float = 0.6
    """Where more than this is usual, nothing can be told from failures, and nothing is."""
    prior_overdispersion: float = 0.02
    """Votes of one minute share their luck by so much (rho) until it is known better."""
    lowest_overdispersion: float = 0.01
    """rho is never taken for lower."""
    highest_overdispersion: float = 0.2
    """rho is never taken for higher, or a long fault would excuse itself."""
    prior_overdispersion_weight: float = 500.0
    """How firmly the prior of rho stands, in pairs of votes times p(1-p)."""

    # Suspicion.
    outage_rate: float = 0.4
    """A share of failures that an outage has (p1 of the likelihood ratio) ..."""
    outage_above_usual: float = 0.25
    """... at least so much above what is usual."""
    clip: float = 3.0
    """One window adds or takes at most so much (natural logarithm), so that none decides alone."""
    suspected_from: float = 10.0
    """Suspected when the CUSUM is above this."""
    highest_cusum: float = 22.0
    """The CUSUM grows no further, so that it comes down within a minute when all is good again."""
    forgotten_after_minutes: int = 60
    """A suspicion without another failure for so long is dropped."""

    # The graded gate.
    short_seconds: int = 30
    """Most fail: over so many seconds ..."""
    short_share: float = 0.8
    """... at least this share."""
    long_seconds: int = 180
    """Many fail: over so many seconds, and longer while evidence is sparse ..."""
    long_share: float = 0.25
    """... at least this share ..."""
    times_usual_share: float = 2.5
    """... and so many times what is usual, where that is more."""
    widest_minutes: int = 60
    """A sparse span widens to so many minutes ..."""
    enough_votes: int = 60
    """... or until it holds so many votes."""
    failed_votes: int = 4
    """Failed votes in the span, at least."""
    failed_people: int = 3
    """Different people whose votes failed, at least."""
    votes_of_one: int = 2
    """One person's failed votes count at most so often when chance is weighed."""
    short_chance: float = 1e-7
    """The votes of the short span must be so improbable by the usual rate and its overdispersion ..."""
    chance: float = 1e-8
    """... and those of the long one so much: with 80 platforms a month has some ten million spans that do not
    overlap."""

    # The other ways to confirm.
    probe_share: float = 0.10
    """With our own probe failing, this share ..."""
    probe_seconds: tuple[int, ...] = (60, 180)
    """... over one of these spans will do ..."""
    probe_chance: float = 1e-3
    """... where it is so improbable by the usual rate."""
    probe_fresh_seconds: int = 180
    """A probe says something for so long."""
    report_minutes: int = 15
    """Reports of people count together over so many minutes ..."""
    report_people: int = 3
    """... from so many people, at least ..."""
    report_times_usual: float = 4.0
    """... and so many times what is usual in such a time."""
    passive_sign: float = 3.0
    """A CUSUM above this is a sign in the logs that reports may lean on ..."""
    passive_sign_chance: float = 1e-3
    """... and so is a share of failures over six minutes that is so improbable."""
    probe_hosts: int = 2
    """Out of hours, probes of so many hosts must fail, twice each."""
    quiet_votes: int = 4
    """Out of hours is when fewer good votes than this came while probes are fresh."""

    # Other organisations, which explain a fault and never open one.
    peer_fresh_seconds: int = 900
    """What another organisation said counts for so long at most."""
    peers_heard: int = 3
    """So many of them that use a platform must have said lately how it does there ..."""
    peers_agree_share: float = 0.5
    """... and with this share of them failing, it is no fault of ours alone ..."""
    peers_well_share: float = 0.75
    """... while with this share of them well it is hardly the platform ..."""
    peer_settle_seconds: int = 300
    """... but only by what they said so long after it began here: they need as long to be sure."""

    # The control, and whose fault it is.
    raised_share: float = 0.10
    """The control is raised when this share of it fails over a minute ..."""
    raised_chance: float = 1e-4
    """... and that is so improbable; while it is, alarms of platforms are held."""
    control_good_share: float = 0.08
    """The control is good when less than this fails."""
    control_votes: int = 4
    """So many votes of the control must be there to say anything."""
    together_seconds: int = 120
    """What begins within so many seconds has one cause."""
    suspected_together: int = 2
    """So many platforms that are suspected beside one that is confirmed share its fault, whoever operates
    them; of its own operator one will do, even before it is suspected."""
    scope_share: float = 0.5
    """A site or unit fails by itself when at least this share of its votes fails ..."""
    others_share: float = 0.10
    """... and at most this share of everybody else's ..."""
    others_votes: int = 4
    """... who must have cast so many votes ..."""
    others_people: int = 2
    """... and be so many people ..."""
    scope_chance: float = 1e-3
    """... and it must be so improbable, over all sites and units that try, that one of them fails alone by
    chance: until then it is left with the platform."""
    explained_share: float = 0.8
    """A fault explains an alarm when so much of what failed lies within it."""
    blocked_per_cell: int = 5
    """Requests of one unit on one surface in one window count as at most so many: one client that tries
    again and again is not a filter that turned away many."""
    blocked_cells: int = 3
    """Units times windows with blocked requests, at least."""

    # Volume.
    volume_minutes: int = 10
    """Volume is compared over so many minutes."""
    volume_suspected_drop: float = 0.6
    """A drop by this is suspected, by ..."""
    volume_confirmed_drop: float = 0.8
    """... this confirmed, in busy hours."""
    volume_chance: float = 1e-7
    """The drop must be so improbable to be confirmed ..."""
    volume_suspected_chance: float = 1e-5
    """... and to be suspected."""
    volume_busy: float = 40.0
    """Busy: so much is expected in that time, at least."""
    volume_dispersion: float = 0.05
    """Squared coefficient of variation of a usual ten minutes around its expectation, at the least."""
    volume_known_hours: float = 8.0
    """Hours of history like this one before volume is judged."""
    volume_together: int = 3
    """When so many platforms drop at once it is a holiday or a drill, not an outage."""

    # The end.
    recovering_seconds: int = 60
    """Recovering when less than half way between what is usual and what failed fails over so long ..."""
    partly_recovering_seconds: int = 120
    """... or so long, where less than half failed: fewer failures take longer to be missed."""
    recovery_chance: float = 0.02
    """... and so few failures must be so improbable while the fault goes on."""
    good_seconds: int = 180
    """Resolved after so long of good votes ..."""
    good_votes: int = 4
    """... that are so many."""
    reopened_minutes: int = 10
    """What fails again so soon is the same incident."""
    new_normal_hours: int = 24
    """What lasts longer is what is usual now: it ends as such, and the rate learns it."""
    update_seconds: int = 60
    """Figures of an open incident are said again at most so often."""


def windows_of(seconds: int) -> int:
    """Seconds as windows."""
    return seconds // 10
