"""English of the pages that are open to everybody: it fails for me, and the status for all staff."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "fails.which": "What does not work?",
    "fails.what": "{platform:word} fails: what were you trying to do?",
    "fails.platform": "{platform:word} fails for me",
    "fails.own": "What your unit uses",
    "fails.used": "What is used here",
    "fails.found": "Found",
    "fails.none-found": "Nothing is called “{words:word}”. Write a part of its name, such as face.",
    "fails.find": "Something else",
    "fails.search": "Find it",
    "fails.unit": "For which unit",
    "fails.own-work": "Work of your unit",
    "fails.tried": "Or in general",
    "fails.other": "Something else fails",
    "fails.kept": (
        "Kept are the platform, the hour, what you tried, and the unit that you speak for, if any. Not "
        "your name and not your address: a pseudonym that ends with the day keeps anybody from being "
        "counted twice."
    ),
    "fails.known": "Known since {at:word}",
    "fails.known-already": "It is known",
    "fails.people": "It fails for {people:people}.",
    "fails.not-alone": "You are not the only one; we are looking",
    "fails.first": "You are the first; we are looking",
    "fails.looking": (
        "So far nothing else shows that {platform:word} fails. Try again in a few minutes; if it still "
        "fails, look at the status page."
    ),
    "fails.fallback": "Meanwhile your unit goes over to: {fallback:word}.",
    "fails.fallback.if-it-lasts": "If it lasts, your unit goes over to: {fallback:word}.",
    "fails.lessons": "What others do instead",
    "fails.counted": "Thank you: it is counted.",
    "fails.already": "It was said from here within the last hour, and is counted already.",
    "fails.on-its-way": "Your word is on its way.",
    "fails.outside": "This works from the internal network, or after logging in",
    "fails.outside.what": (
        "Open this page from a device on your organisation's network, or log in. The status page is there "
        "for everybody."
    ),
    "status.calm": "All platforms work as usual",
    "status.unknown": "Nothing is known yet",
    "status.unknown.what": "The hub has just begun. Load the page again in a minute.",
    "status.since": "since {at:word}",
    "status.wait": "There is nothing that you have to do; you are told here when it is over.",
    "status.me-too": "It fails for me too",
    "status.others": "Everything else",
    "status.all": "All platforms",
    "status.what-to-do": "Does something fail that is not told here? Say so: it takes two taps.",
    "status.health.ok": "works",
    "status.health.quiet": "nobody is using it just now, so nobody knows",
    "status.health.blind": "we cannot see just now",
    "status.cause.platform": "{platform:word} itself is out of order; our own network is well.",
    "status.cause.platform.suspected": "There are first signs that {platform:word} is out of order.",
    "status.cause.egress": "Our own connection to the internet is out of order; it is being mended.",
    "status.cause.egress.suspected": "There are first signs that our own connection is out of order.",
    "status.cause.unit-network": "The network in a part of our organisation is out of order.",
    "status.cause.unit-network.suspected": "There are first signs of trouble in a part of our own network.",
    "status.cause.policy": "{platform:word} is being turned away by our own filter; it is being looked at.",
    "status.cause.policy.suspected": "Our own filter may be turning {platform:word} away.",
    "status.cause.account": "Our organisation's own account on {platform:word} does not work.",
    "status.cause.account.suspected": "Our organisation's own account on {platform:word} may not work.",
}
"""Key -> words."""
