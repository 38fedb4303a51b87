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
        "The impact of the kind {category:word} after {hours:count hour|hours} is said twice; keep one."
    ),
    "impact-falls": (
        "The impact of the kind {category:word} falls from {before:count} to {level:count} after"
        " {hours:count hour|hours}; being without only gets worse. Put the levels in their order."
    ),
    "fallback-unnamed": "The fallback has no name; say what the unit does instead.",
    "fallback-is-same-platform": (
        "The fallback is {platform:word} itself, which is gone when it fails; name something else."
    ),
    "capacity-not-a-share": (
        "The fallback's capacity is {share:word}; write a share from 0 to 1, as in 0.5 for half of the work."
    ),
    "acceptance-without-role": "Nobody accepts the risk; name the role that does.",
    "acceptance-without-reason": "The risk is accepted without a reason; give it.",
    "acceptance-over-already": (
        "The risk is accepted until {until:word}, which was over when that was written; write a later day."
    ),
    "review-before-declared": (
        "The review is due on {due:word}, before this was declared; write a later day."
    ),
}
"""Reason code -> sentence."""
