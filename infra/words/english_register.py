"""The register: what is wrong with a declaration, and what stands at odds in it."""

REASONS: dict[str, str] = {
    "activity-missing": "The activity has no name; say in a few words what the unit does there.",
    "role-missing": "{field:word} is empty; name a role, such as Duty manager.",
    "role-looks-like-a-person": (
        "{field:word} looks like a person's address or login; name a role, such as Duty manager."
    ),
    "answer-too-long": (
        "{field:word} has {length:count character|characters}, and {most:count} is the most; say it"
        " shortly, and name the document that has the rest."
    ),
    "hours-out-of-range": "{field:word} is {hours:word}; write hours from now on, as in 8.",
    "rto-above-mtpd": (
        "The RTO ({rto:count hour|hours}) is longer than the MTPD ({mtpd:count hour|hours}): work would"
        " be back only after its absence had become unacceptable. Shorten the one or correct the other."
    ),
    "impact-out-of-range": "An impact is {level:count}; write a level from 0 to {most:count}.",
    "impact-said-twice": (
        "The impact ({category:category}) after {hours:count hour|hours} is said twice; keep one."
    ),
    "impact-falls": (
        "The impact ({category:category}) falls from {before:count} to {level:count} after"
        " {hours:count hour|hours}; being without only gets worse. Put the levels in their order."
    ),
    "fallback-unnamed": "The fallback has no name; say what the unit does instead.",
    "fallback-is-same-platform": (
        "The fallback is {platform:word} itself, which is gone when it fails; name something else."
    ),
    "capacity-not-a-share": (
        "The fallback's capacity is {share:word}; write a share above 0 and up to 1, as in 0.5 for half of"
        " the work. What carries nothing is no fallback: leave it out."
    ),
    "answer-not-plain": "{field:word} has a control character; write plain text.",
    "day-not-yet": "{field:word} is {on:word}, a day to come; write the day on which it was done.",
    "approval-incomplete": (
        "The status is approved, and nobody can tell by whom or when; write approved_by_role and"
        " approved_on, or another status."
    ),
    "acceptance-without-role": "Nobody accepts the risk; name the role that does.",
    "acceptance-without-reason": "The risk is accepted without a reason; give it.",
    "acceptance-over-already": (
        "The risk is accepted until {until:word}, which was over when that was written; write a later day."
    ),
    "review-before-declared": (
        "The review is due on {due:word}, before this was declared; write a later day."
    ),
    "declared-but-unused": (
        "It is declared {declared:level}, and these logs show hardly any use of it: ask whether the work is"
        " done from elsewhere, or has moved."
    ),
    "declared-incidental-but-used-every-hour": (
        "It is declared {declared:level}, and people work there all through the unit's day; by its traffic"
        " it is {observed:level}. Ask what they do there."
    ),
    "declared-below-observed": (
        "It is declared {declared:level}; by its traffic it is {observed:level}. Both may be right: ask what"
        " the difference is."
    ),
    "declared-above-observed": (
        "It is declared {declared:level}; by its traffic it is only {observed:level}. Ask whether it is used"
        " from elsewhere, or at times that these logs do not cover."
    ),
    "no-owner": "Nobody owns it ({activity:word}): name an owner role and a deputy.",
    "no-fallback": "No fallback is named ({activity:word}): say what the unit would do instead.",
    "no-contract": (
        "It matters, and stands on terms that anybody clicks through ({activity:word}): see what they"
        " allow, and who helps when it is gone."
    ),
    "only-copy-on-platform": (
        "Records stand on the platform only ({activity:word}): keep a copy where the organisation keeps"
        " records."
    ),
    "priority-out-of-range": (
        "recovery_priority is {priority:count}; write a whole number from 1, the first to come back, to"
        " {most:count}."
    ),
    "record-without-reason": (
        "record_likely is yes, and no record_reason says why; say what it is evidence of."
    ),
    "terms-conflict-business-use": (
        "The platform's terms allow no use of a personal account for work, as read on {on:word}"
        " ({activity:word}): see whether it has an account for organisations, or say under contract what"
        " was agreed."
    ),
    "terms-conflict-shared-account": (
        "Several people use one account, and the platform's terms do not allow that, as read on {on:word}"
        " ({activity:word}): give each an account of their own, or find another way."
    ),
    "terms-conflict-automated-access": (
        "A tool reads or writes there by itself, and the platform's terms want permission for that, as read"
        " on {on:word} ({activity:word}): ask for it, or use the interface that the platform offers."
    ),
    "fallback-of-same-operator": (
        "The fallback {fallback:word} belongs to {operator:word} as well, and may fail with it"
        " ({activity:word}): name one that does not."
    ),
    "fallback-shares-sign-in": (
        "The fallback {fallback:word} is opened by an account of {operator:word}, and may be locked when"
        " it fails ({activity:word}): see that people can sign in another way."
    ),
    "fallback-never-tested": "The fallback {fallback:word} was never tested ({activity:word}): try it.",
    "fallback-untested": (
        "The fallback {fallback:word} was last tested {days:count day|days} ago ({activity:word}): try it"
        " again."
    ),
    "fallback-ends": ("The fallback {fallback:word} ends on {until:word} ({activity:word}): name another."),
    "review-overdue": (
        "The review was due on {due:word}, {days:count day|days} ago ({activity:word}): look at it again."
    ),
    "acceptance-expired": (
        "The risk was accepted until {until:word} ({activity:word}): accept it anew, or act on it."
    ),
    "reply-overdue": (
        "The unit said that this is not right, and was to have a reply by {due:word} ({activity:word})."
    ),
    "concentration-limit-passed": (
        "{units:count unit relies|units rely} on {operator:word} for work that matters, more than the"
        " {limit:count} that may: they would all be hurt together."
    ),
    "entry-declared": "The activity was declared.",
    "entry-declared-anew": "The activity was declared anew.",
    "entry-confirmed": "The unit confirmed it.",
    "entry-disputed": "The unit says that it is not right; a reply is due by {due:word}.",
    "dispute-answered": "The unit's objection was answered.",
    "dispute-upheld": "The unit was right: its word stands.",
    "dispute-rejected": "The unit's objection was not followed; it is asked to confirm or declare anew.",
    "entry-approved": "{role:role} approved it; the next review is due by {due:word}.",
    "risk-accepted": "{role:role} accepted the risk until {until:word}.",
    "entry-withdrawn": "The activity was taken out of the register.",
    "fallback-tested": "The fallback {fallback:word} was tried on {on:word} and works.",
    "fallback-failed": "The fallback {fallback:word} was tried on {on:word} and does not work.",
    "declaration-faulty": "Not taken: the declaration contradicts itself.",
    "approval-faulty": "Not taken: an approval names a role.",
    "acceptance-faulty": "Not taken: an acceptance names a role, a reason and a day to come.",
    "not-for-this-role": "Not taken: this is not for {role:role} to do.",
    "no-such-entry": "Not taken: there is no such activity in the register; declare it first.",
    "no-such-dispute": "Not taken: the unit has not objected to it.",
    "dispute-is-open": "Not taken: the unit has objected to it; reply, and decide on that first.",
    "dispute-is-over": "Not taken: the unit's objection was decided already; it can object anew.",
    "dispute-without-reply": "Not taken: the unit is to have a reply before its objection is decided.",
    "no-fallback-to-test": "Not taken: no fallback is named; declare one first.",
    "test-in-the-future": "Not taken: {on:word} is yet to come; name the day on which it was tried.",
    "digest-register-changed": "For the week's digest: the register was changed.",
    "tolerance-passed": (
        "To be told at once: {activity:word} has been gone for longer than its {limit:word} of"
        " {hours:count hour|hours}."
    ),
    "fallback-shares-fault": (
        "To be told at once: the fallback {fallback:word} ({activity:word}) needs {platform:word}, which"
        " this outage takes along."
    ),
    "edition-altered": "It is not as it was frozen: its text and its hash do not belong together.",
    "edition-of-another-key": (
        "It was sealed with another key; name the public key that belongs to the one that was used then."
    ),
    "edition-seal-broken": (
        "Its seal does not belong to it: it was changed by somebody without the private key."
    ),
    "edition-not-behind": "It does not follow edition {previous:word}: another one stood before it.",
    "declared-already": "Not taken: this is declared already, word for word.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "finding.contradiction": "Declared and seen",
    "finding.register": "In the register",
    "finding.concentration": "Concentration",
    "declared": "In the register:",
    "declared.nothing": "nothing declared yet",
    "declared.evidence.observed": "only observed",
    "declared.evidence.declared": "declared for the unit, not confirmed",
    "declared.evidence.confirmed": "confirmed by the unit",
    "declared.evidence.disputed": "disputed by the unit",
    "declared.whole-use": "the use of it as a whole",
    "declared.owner": "owner {role:word}",
    "declared.rto": "RTO {hours:count hour|hours}",
    "declared.mtpd": "MTPD {hours:count hour|hours}",
    "declared.fallback": "fallback {fallback:word}",
    "declared.fallback-tested": "fallback {fallback:word}, tested on {on:word}",
    "declared.review": "review due {due:word}",
    "register.checked": "{entries:count entry is|entries are} sound.",
    "register.unit": "Unit",
    "register.platform": "Platform",
    "register.activity": "Activity",
    "register.level": "Level",
    "register.confirmation": "Its word",
    "register.rto": "RTO",
    "register.fallback": "Fallback",
    "register.review": "Review due",
    "confirmation.unasked": "not asked",
    "confirmation.asked": "asked",
    "confirmation.confirmed": "confirmed",
    "confirmation.disputed": "disputed",
    "form.title": "{unit:word}: what is {platform:word} worth to you?",
    "form.why.likely-critical": (
        "From your traffic it is likely mission-critical, and only you can say. Two minutes, by {due:word}."
        " We saw:"
    ),
    "form.why.candidate": (
        "From your traffic nobody can tell whether this is your work. Two minutes, by {due:word}. We saw:"
    ),
    "form.what-for": "What do you do there, and for which product or service?",
    "form.what-if-gone": (
        "How bad is it when it is gone for 2 hours, for a day, for a week (0 none, 4 the worst)?"
    ),
    "form.what-instead": "What would you do instead, for how much of the work, and for how long?",
    "form.terms": "Its terms of use, as read on {on:word}: {said:word}. Source: {source:word}",
    "form.terms.nothing": "Nobody has noted here what its terms of use say; read them before you rely on it.",
    "terms.business_use.yes": "a personal account may be used for work",
    "terms.business_use.no": "a personal account may not be used for work",
    "terms.shared_account.yes": "several people may share an account",
    "terms.shared_account.no": "an account may not be shared",
    "terms.automated_access.yes": "tools may read and write there",
    "terms.automated_access.no": "tools need permission",
    "terms.business_offer.yes": "there is an offer for organisations",
    "terms.business_offer.no": "there is no offer for organisations",
    "terms.least_age": "from {years:count year|years} of age",
    "edition.added": "new",
    "edition.removed": "gone",
    "edition.changed": "changed",
    "edition.nothing": "not answered",
    "level.unknown": "not answered",
    "edition.unchanged": "Nothing changed.",
    "edition.sound": "It is as it was frozen by the holder of the key: hash and seal hold.",
    "edition.sound-without-key": (
        "It is as its hash says; the seal was not looked at: name the public key with --public-key."
    ),
    "digest.quiet": "Nothing happened that a digest would tell.",
}
"""Label key -> words."""
