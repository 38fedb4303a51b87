"""English of own accounts: inventory, answers to people outside, posts, critical windows."""

REASONS: dict[str, str] = {
    "account-declared": "The account {account:word} on {platform:word} is in the inventory.",
    "account-declared-anew": "What the inventory says of {account:word} on {platform:word} is changed.",
    "account-checked": "{account:word} on {platform:word} was looked through today.",
    "account-retired": "{account:word} on {platform:word} is retired; nothing of it is watched any more.",
    "post-drafted": "The draft for {account:word} on {platform:word} waits for somebody else to approve it.",
    "post-approved": "The draft for {account:word} on {platform:word} is approved and may be issued.",
    "post-rejected": "The draft for {account:word} on {platform:word} is not approved.",
    "post-withdrawn": "The draft for {account:word} on {platform:word} is withdrawn.",
    "post-explained": "It is noted what the post of {account:word} on {platform:word} was.",
    "window-declared": "The critical window {title:word} is declared.",
    "window-ended": "The critical window {title:word} is over.",
    "account-of-another-unit": "Not taken: this account is another unit's.",
    "account-words-not-plain": (
        "Not taken: write the name and what is said of it with letters and signs that can be seen."
    ),
    "no-such-account": "Not taken: there is no such account, or it is retired.",
    "post-empty": "Not taken: a post needs words.",
    "no-such-draft": "Not taken: there is no such draft.",
    "draft-decided-already": "Not taken: this draft was decided already.",
    "own-draft": "Not taken: whoever wrote a draft does not approve it; somebody else has to.",
    "no-such-post": "Not taken: there is no such post.",
    "post-not-unexpected": "Not taken: this post needs no explanation.",
    "window-is-over": "Not taken: that time is over.",
    "window-too-long": "Not taken: a critical window lasts {most:count day|days} at most.",
    "no-such-window": "Not taken: there is no such critical window.",
    "account-token-over": "A program's access ended on {on:word}. Renew it, and write the new date.",
    "account-token-soon": "A program's access ends on {on:word}. Renew it before, and write the new date.",
    "account-no-recovery": "Nobody has said how to get back in when everybody is locked out.",
    "account-no-owner": "No role owns it.",
    "account-never-checked": "Nobody has looked it through so far.",
    "account-checked-long-ago": "It was last looked through on {on:word}.",
    "account-admins-unknown": (
        "Nobody has counted who can administer it; at least {least:count person has|people have} to."
    ),
    "account-few-admins": (
        "{admins:count person|people} can administer it; at least {least:count person has|people have} to."
    ),
    "account-undeclared": "It is heard, and in no inventory. Whose is it?",
    "account-posts-unexpected": "{posts:count post was|posts were} issued that nobody had approved.",
    "preflight-token": "A program's access to {account:word} ends on {on:word}, before the window does.",
    "preflight-admins": (
        "Of {account:word} fewer than {least:count administrator|administrators} are known."
    ),
    "preflight-incident": "{platform:word} does not work just now.",
    "preflight-probes": "Our probes do not reach {platform:word} just now.",
    "preflight-no-fallback": "{unit:word} has no fallback for {activity:word}.",
    "preflight-fallback-untested": (
        "{unit:word} has not tried {fallback:word} within a year, its fallback for {activity:word}."
    ),
}
"""Code -> sentence."""

LABELS: dict[str, str] = {
    "hub.accounts": "Our accounts",
    "accounts.title": "Our own accounts",
    "accounts.what": (
        "Who looks after each, how soon people outside are answered, and what is wrong. Counts only: "
        "Holdfast keeps neither what was written nor who wrote."
    ),
    "accounts.none": "Nobody has declared an account yet.",
    "accounts.account": "Account",
    "accounts.unit": "Unit",
    "accounts.unit.nobodys": "nobody's so far",
    "accounts.now": "Now",
    "accounts.month": "This month",
    "accounts.asked": "asked",
    "accounts.asked.none": "nobody asked",
    "accounts.answered": "answered",
    "accounts.median": "usually within",
    "accounts.median.how": (
        "The median of plain hours, nights and holidays included: so long somebody waits who writes to you. "
        "Of a unit of few people only the unit itself is told."
    ),
    "accounts.waiting": "{waiting:count question waits|questions wait}",
    "accounts.waiting.none": "nobody waits",
    "accounts.oldest": "the oldest for {duration:word}",
    "accounts.well": "Nothing is wrong",
    "accounts.lacks": "{things:count thing|things} to do",
    "accounts.trouble.locked": "locked",
    "accounts.trouble.token-expired": "access lost",
    "accounts.trouble.silent": "silent",
    "accounts.trouble.unexpected-post": "unexpected post",
    "accounts.since": "since {at:word}",
    "accounts.clearing": (
        "Since the outage: {left:count question is|questions are} left of {whole:count} that waited at its "
        "end"
    ),
    "accounts.cleared": "What waited at the end of the last outage is worked off",
    "accounts.care": "Who cares",
    "accounts.period": "Period",
    "accounts.week": "Week of {day:word}",
    "accounts.inbound": "Messages in",
    "accounts.reactions": "Reactions",
    "accounts.questions": "Questions",
    "accounts.share": "Answered",
    "accounts.median.head": "Time to answer",
    "accounts.posts": "Posts",
    "accounts.off-network": "Replies from elsewhere",
    "accounts.off-network.how": (
        "An estimate: replies in hours in which nobody of the unit used the platform through our proxy. "
        "Other use of the unit in that hour hides it. Not told of units of few people."
    ),
    "accounts.off-network.share": "about {share:percent}",
    "accounts.unknown": "unknown",
    "accounts.inventory": "Inventory",
    "accounts.owner-role": "Owner (a role)",
    "accounts.admins": "Administrators (how many)",
    "accounts.recovery": "Way back in",
    "accounts.recovery.hint": "what to do when everybody is locked out",
    "accounts.token": "Access of programs ends on",
    "accounts.token.hint": "the first day without it; empty where there is none",
    "accounts.purpose": "What it is for",
    "accounts.approval": "Posts need an approved draft",
    "accounts.checked": "Looked through",
    "accounts.never": "never",
    "accounts.name": "Name",
    "accounts.name.hint": "as people call it, and as the hub's webhooks do",
    "accounts.platform": "Platform",
    "accounts.declare": "Declare an account",
    "accounts.save": "Save",
    "accounts.change": "Change what it says",
    "accounts.check": "I looked it through: it is as it says here",
    "accounts.retire": "Retire this account",
    "accounts.retired": "retired",
    "accounts.why": "Why",
    "accounts.lacking": "What is missing",
    "accounts.drafts": "Posts",
    "accounts.draft": "Write a draft",
    "accounts.draft.text": "The post, word by word",
    "accounts.draft.state.waiting": "waits for approval",
    "accounts.draft.state.approved": "approved",
    "accounts.draft.state.issued": "issued",
    "accounts.draft.state.rejected": "not approved",
    "accounts.draft.state.withdrawn": "withdrawn",
    "accounts.draft.by": "written by {role:role}",
    "accounts.draft.own": "You wrote it, so somebody else approves it.",
    "accounts.approve": "Approve",
    "accounts.reject": "Do not approve",
    "accounts.withdraw": "Withdraw",
    "accounts.unexpected": "Posts that nobody had approved",
    "accounts.unexpected.at": "Posted {at:word}",
    "accounts.explain": "Say what it was",
    "accounts.uncompared": (
        "{posts:count post|posts} of the last 30 days had no words to compare with a draft."
    ),
    "accounts.windows": "Critical windows",
    "accounts.windows.what": (
        "Times in which platforms must not fail, such as a campaign or an election night. The day before, "
        "everything is looked at; within one, people are told sooner."
    ),
    "accounts.windows.none": "None is declared.",
    "accounts.window.declare": "Declare a critical window",
    "accounts.window.title": "What it is",
    "accounts.window.platforms": "Platforms",
    "accounts.window.units": "Units",
    "accounts.window.all-units": "all units",
    "accounts.window.from": "From",
    "accounts.window.until": "Until",
    "accounts.window.tolerance": "Minutes of trouble before people are told",
    "accounts.window.tolerance.told": "people are told after {minutes:count minute|minutes} of trouble",
    "accounts.window.end": "End it",
    "accounts.window.on": "on now",
    "accounts.window.ready": "Looked at {at:word}: ready",
    "accounts.window.not-ready": "Looked at {at:word}: not ready",
    "accounts.window.not-yet": "It is looked at from {at:word} on",
    "accounts.on-its-way": "It is on its way; load the page again in a moment.",
    "accounts.story": "What was done",
}
"""Key -> words."""
