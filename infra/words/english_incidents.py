"""What broke, in English: names of causes and states, and the sentences that say why."""

REASONS: dict[str, str] = {
    "most-fail": (
        "Over {seconds:count second|seconds}, {share:percent} of attempts failed (usually {usual:percent}):"
        " {people:people}."
    ),
    "many-fail": (
        "Over {minutes:count minute|minutes}, {share:percent} of attempts failed (usually {usual:percent}):"
        " {people:people}."
    ),
    "few-tries-fail": (
        "Few people tried, but over {minutes:count minute|minutes} {share:percent} of their attempts failed"
        " (usually {usual:percent}): {people:people}."
    ),
    "probe-agrees": (
        "Over {seconds:count second|seconds}, {share:percent} of attempts failed (usually {usual:percent}),"
        " and {probes:count of our own probes|of our own probes} failed too."
    ),
    "people-report": (
        "Reports within {minutes:count minute|minutes} that it fails: {people:people}."
    ),
    "probes-alone": (
        "Hardly anybody was there to try, but our own probes of {hosts:count host|hosts} failed, while those"
        " of other sites were answered."
    ),
    "policy-blocks": (
        "Our own filter turned away {share:percent} of requests over {seconds:count second|seconds} (usually"
        " {usual:percent})."
    ),
    "proxy-faults": (
        "Our own proxy answered {share:percent} of requests with faults of its own over"
        " {seconds:count second|seconds} (usually {usual:percent})."
    ),
    "failures-rise": (
        "Failures rose: {share:percent} of attempts (usually {usual:percent})."
    ),
    "refusals-rise": (
        "It refused more: {share:percent} of attempts (usually {usual:percent})."
    ),
    "blocks-rise": (
        "Our own filter turned away more: {share:percent} of requests (usually {usual:percent})."
    ),
    "short-tunnels-rise": (
        "Tunnels ended at once more often: {share:percent} of them (usually {usual:percent})."
    ),
    "embeds-fail": (
        "What other sites embed of it failed: {share:percent} of attempts (usually {usual:percent})."
    ),
    "proxy-faults-rise": (
        "Our own proxy answered with faults of its own more often: {share:percent} of requests (usually"
        " {usual:percent})."
    ),
    "volume-gone": (
        "{drop:percent} of the usual use stayed away for {minutes:count minute|minutes}, at a busy time."
    ),
    "volume-falls": (
        "Use fell by {drop:percent} within {minutes:count minute|minutes}, more than chance explains."
    ),
    "learn-again": "Somebody said that this is no outage: what it shows counts as usual from now on.",
    "heard-again": "Lines come from {source:word} again.",
    "source-gone": (
        "Nothing came from {source:word} for {hours:count hour|hours}: it counts as switched off. If it comes"
        " back, it is a new source."
    ),
    "source-clock-ahead": (
        "The clock behind {source:word} runs ahead, by {seconds:count second|seconds}: set it by a time"
        " server, on the machine that writes the log and on the one that reads it. Until then what it shows"
        " is judged at the wrong time, or not at all."
    ),
    "source-late": (
        "{source:word} comes {seconds:count second|seconds} after the other sources: its evidence of failures"
        " is counted as late and not judged. Let its lines come sooner, see whether its clock is slow, or"
        " judge it by itself."
    ),
    "source-in-batches": (
        "{source:word} comes in batches, every {seconds:count second|seconds}: what it shows is known so much"
        " later, and it counts as silent only after two and a half times as long. Beside other sources its"
        " lines are too late to be judged."
    ),
    "cause-blind": (
        "No line came from {source:word}: what happened meanwhile is unknown, which is neither good nor bad."
        " See whether the proxy stood still, or its log was not written."
    ),
    "account-locked": "Our account {account:word} on {platform:word} is locked.",
    "account-token-expired": "Our access to the account {account:word} on {platform:word} has run out.",
    "account-silent": "Nothing comes from our account {account:word} on {platform:word} any more.",
    "account-unexpected-post": "Our account {account:word} on {platform:word} posted what nobody approved.",
    "account-restored": "Our account on {platform:word} is well again.",
    "scope-grew": "It spread: {platforms:word}.",
    "control-follows": "Then the rest of the web failed too, so the fault is on our own way out.",
    "others-joined": "Others began to fail with it, so they share the fault: {platforms:word}.",
    "others-are-well": "It works from elsewhere, so the fault is in one place of ours.",
    "others-fail-too": "It fails from elsewhere too, so the fault is the platform's: {platforms:word}.",
    "reopened": "It failed again soon after it was over.",
    "part-of-another": "It turned out to be part of another incident.",
    "failing-less": "It is getting better: {share:percent} of attempts still fail.",
    "failing-again": "It is getting worse again: {share:percent} of attempts fail.",
    "good-again": "It has been good for long enough: {share:percent} of attempts failed.",
    "new-normal": "It has lasted for so long that it counts as usual now.",
    "died-out": "The signs died out before there were enough of them.",
    "not-heard-of-again": "Nothing more was heard of it.",
    "not-judged-again": "The evidence that is left does not show it any more.",
    "cause-platform": (
        "On {platform:word} ({groups:word}) {share:percent} of attempts failed, usually {usual:percent}:"
        " {failed_people:people}; of the rest of the web {control_share:percent} failed, so the fault lies"
        " with {platform:word}."
    ),
    "cause-platform-no-control": (
        "On {platform:word} ({groups:word}) {share:percent} of attempts failed, usually {usual:percent}:"
        " {failed_people:people}; the fault seems to lie with {platform:word}, but there was too little other"
        " traffic to compare it with."
    ),
    "cause-platform-unseen": (
        "{platform:word} failed in a way that single requests do not show: other signs say so."
    ),
    "cause-shared-provider": (
        "{platform:word} began to fail together, {share:percent} of attempts, usually {usual:percent}:"
        " {failed_people:people}; the fault lies with something that they share."
    ),
    "cause-shared-provider-operator": (
        "{platform:word} began to fail together, {share:percent} of attempts, usually {usual:percent}:"
        " {failed_people:people}; the fault lies with {operator:word}, who runs them."
    ),
    "cause-unit-network": (
        "From {where:word}, {share:percent} of attempts failed wherever they went, usually {usual:percent}:"
        " {failed_people:people}; all is well from elsewhere, so the fault lies with our own network there."
    ),
    "cause-unit-network-platform": (
        "From {where:word}, {share:percent} of attempts on {platform:word} failed, usually {usual:percent}:"
        " {failed_people:people}; it works from elsewhere, so the fault lies with our own network there."
    ),
    "cause-egress": (
        "Of the whole web {share:percent} of attempts failed, usually {usual:percent}:"
        " {failed_people:people}; the fault lies with our own way out and with no platform."
    ),
    "cause-egress-own": (
        "Our own proxy answered {share:percent} of requests with faults of its own, usually {usual:percent},"
        " so the fault lies with us and with no platform."
    ),
    "cause-policy": (
        "Our own filter turned away {share:percent} of requests to {platform:word}, usually {usual:percent};"
        " the platform has no part in it."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "section.incidents": "What broke",
    "section.incidents.note": "whoever's fault it was; hollow: only suspected; times in {zone:word}",
    "caption.incidents": (
        "What broke, in order of time: whose fault, how sure that is, from when to when, and its place on the"
        " log's time-line"
    ),
    "incidents.none.days": "Nothing broke in these {lasted:count day|days}, as far as this log can show.",
    "incidents.none.hours": "Nothing broke in these {lasted:count hour|hours}, as far as this log can show.",
    "incidents.none.minutes": (
        "Nothing broke in {lasted:count minute|minutes}, as far as this log can show."
    ),
    "incidents.none.note": (
        "Where hardly anybody went, something may have been broken all the same: quiet is unknown, not well."
    ),
    "incidents.none.unseen": "Nothing can be said of what broke: the log shows no use in it.",
    "incidents.more": "{incidents:count more incident|more incidents}, in the JSON document",
    "headline.incidents": "{incidents:count incident|incidents}: {names:word}.",
    "headline.incident": "{title:word}: {lasted:word}, from {at:word}.",
    "column.incident": "What",
    "column.cause": "Whose fault",
    "column.when": "When",
    "column.lasted": "How long",
    "column.lane": "In the log's time",
    "incident.title.platform": "{names:word} failed",
    "incident.title.egress": "Our way out to the web failed",
    "incident.title.policy": "Our own filter blocked {names:word}",
    "incident.title.unit-network": "The network of {units:word} failed",
    "incident.title.unit-network.unnamed": "A part of our own network failed",
    "incident.title.shared-provider": "{names:word} failed together",
    "incident.title.account": "Our own account on {names:word} is not well",
    "incident.title.blind": "The log fell silent",
    "incident.title.unknown": "{names:word} failed",
    "incident.title.nameless": "several platforms",
    "incident.names.more": "{names:word} and {more:count more|more}",
    "incident.name.egress": "our way out",
    "incident.name.unit-network": "our network",
    "incident.name.blind": "the log",
    "source.log": "this log",
    "cause.platform": "the platform",
    "cause.egress": "our own way out",
    "cause.policy": "our own filter",
    "cause.unit-network": "our own network, in one place",
    "cause.shared-provider": "a provider that they share",
    "cause.account": "our own account",
    "cause.blind": "unknown: nothing was seen",
    "cause.unknown": "unknown",
    "state.suspected": "only suspected",
    "state.confirmed": "still going on",
    "state.recovering": "recovering",
    "state.resolved": "over",
    "state.false-alarm": "false alarm",
    "incident.title.suspected": "{names:word} may have failed",
    "incident.fault": "Whose fault: {cause:word}",
    "incident.no-fault": "nobody's, it was no outage",
    "incident.sure": "{percent:count}\u00a0% sure",
    "incident.briefly": "{day:word}, {from_:word} to {to:word}",
    "incident.briefly.days": "{day:word}, {from_:word} to {last:word}, {to:word}",
    "incident.briefly.open": "{day:word}, from {from_:word} on",
    "incident.when.open": "{begun:word}, and not over when the log ended",
    "incident.unknown-time": "at an unknown time",
    "fact.when": "When",
    "fact.confirmed": "Confirmed",
    "fact.confirmed.text": "{lasted:word} after the first request that failed began",
    "fact.people": "Who ran into it",
    "fact.requests": "Requests that failed",
    "fact.units": "Units",
    "fact.units.more": "{units:count more unit|more units}",
    "fact.surfaces": "What of it",
    "fact.peak": "At its worst",
    "fact.peak.text": "{share:percent} of attempts failed, over 30 s",
    "terminal.incidents.more": "{incidents:count more|more}, in the report",
    "terminal.suspected": "{incidents:count suspicion|suspicions} besides, of which nothing is claimed.",
    "incident.reasons": "Why we say so",
    "incidents.suspected": "Only suspected",
    "incidents.suspected.note": (
        "Signs that something failed, but too few to be sure. Nothing is claimed of them."
    ),
    "incidents.suspected.more": "{incidents:count more suspicion|more suspicions}, in the JSON document",
    "key.silent": "the log was silent: unknown",
    "key.suspected": "only suspected",
    "group.core": "pages and messages",
    "group.login": "signing in",
    "group.media": "pictures and video",
    "group.other": "embeds and the rest",
}  # fmt: skip
"""Label key -> fixed words of pages and of the terminal."""
