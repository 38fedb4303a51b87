"""What units rely on: sentences of evidence, findings and questions, and the words of a score."""

REASONS: dict[str, str] = {
    "register-units-unknown": (
        "The register has {entries:count entry|entries} of units that the directory does not know, so nothing"
        " here says anything of them: {names:word}. Write the units as the directory does, or add them to it."
    ),
    "register-without-directory": (
        "The register's {entries:count entry is|entries are} not shown: without a directory nobody knows who"
        " belongs to which unit. Give one with --directory."
    ),
    "used-on-days": (
        "Used on {days:count} of {observed:count day|days}, by {people:people} on each of them."
    ),
    "same-people": (
        "The same people come back: {share:percent} of those of one day were there on the last day of use,"
        " too."
    ),
    "in-working-hours": (
        "{share:percent} of it falls into the unit's working hours; of its other traffic"
        " {general:percent} does."
    ),
    "hours-managing": (
        "Pages or advertising are managed in {share:percent} of the unit's working hours, by"
        " {strand_people:people} a day."
    ),
    "hours-talking": (
        "Messages are exchanged in {share:percent} of the unit's working hours, by"
        " {strand_people:people} a day."
    ),
    "hours-reading": (
        "It is read in {share:percent} of the unit's working hours, by {strand_people:people} a day."
    ),
    "kind-managing": "Pages that others see are managed in {share:percent} of the unit's working hours.",
    "kind-ask-the-unit": (
        "With whom people talk there, and for what they read, these logs cannot show: ask the unit."
    ),
    "weak-only": (
        "Seen is only what telephones and programs do by themselves. Requests: {requests:count}."
    ),
    "embeds-only": "Seen is only what other sites load of it.",
    "few-days": (
        "Only {days:count day was|days were} seen: under {wanted:count day|days} no level goes above"
        " important."
    ),
    "no-general-traffic": (
        "The unit's other traffic was not seen, so nothing is known of its working hours."
    ),
    "by-address": "People are known by address only, so these are devices.",
    "partly-joined": (
        "Only {share:percent} of the lines could be joined to a unit; some of the others may be this"
        " unit's."
    ),
    "partly-blind": "The log was silent for {share:percent} of the time.",
    "partly-off-network": "{share:percent} of what our own accounts did came from outside our network.",
    "turned-away": "Our own policy turned requests away: {requests:count}. See where that demand goes.",
    "young-use": (
        "It began {days:count day|days} ago: a trial, and no more than important, until it is"
        " {wanted:count day|days} old."
    ),
    "ask-machine-or-desk": (
        "Is this a machine, or a desk that people share by turns? Somebody is there without a day off,"
        " and a log cannot tell which."
    ),
    "ask-plain-reading": (
        "It is open in {hours_share:percent} of the unit's working hours, on {days_share:percent} of"
        " its working days. Is that its work, and what for? From plain hosts a log cannot tell."
    ),
    "level-first": "Seen for the first time, with a score of {score:count}.",
    "level-settling": (
        "{days:count day was|days were} seen so far: until there are enough, a level follows the score of"
        " the day, now {score:count}, and is important at most."
    ),
    "level-settled": (
        "{days:count day was|days were} seen, which is enough: with a score of {score:count} the level is no"
        " longer held at important at most. From now on only many days in a row move it."
    ),
    "level-rose": "For {days:count day|days} in a row the score was higher, now {score:count}.",
    "level-fell": "For {days:count day|days} in a row the score was lower, now {score:count}.",
    "digest-not-critical": "For the week's digest: this is not mission-critical.",
    "digest-owner-known": "For the week's digest: {owner:word} owns it.",
    "digest-over-already": "For the week's digest: the level was another one again when this was found out.",
    "likely-critical-without-owner": (
        "To be told at once: it is likely mission-critical, not confirmed, and nobody owns it."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "level.none": "no reliance",
    "level.incidental": "incidental",
    "level.habitual": "habitual",
    "level.important": "important",
    "level.mission-critical": "mission-critical",
    "level.mission-critical.likely": "likely mission-critical, not confirmed",
    "confidence.low": "low",
    "confidence.medium": "medium",
    "confidence.high": "high",
    "kind.internal": "internal",
    "kind.external": "external",
    "kind.citizen-citizen": "between citizens",
    "kind.not-visible": "not visible",
    "identity.professional": "professional: they manage pages",
    "identity.personal": "personal",
    "identity.not-visible": "not visible: personal and professional accounts open the same hosts",
    "factor.reach": "Reach",
    "factor.regularity": "Regularity",
    "factor.rhythm": "Work rhythm",
    "factor.depth": "Depth",
    "factor.listening": "Listening",
    "factor.cohort": "Steady group",
    "factor.persistence": "Persistence",
    "factor.substitution": "Substitution",
    "band.no-certain-use": "no certain use",
    "band.machine-or-desk": "a machine, or a shared desk",
    "band.no-outage-seen": "no outage seen that tells",
    "band.reach.most": "most of the unit",
    "band.reach.many": "many of the unit",
    "band.reach.some": "some of the unit",
    "band.reach.few": "few of the unit",
    "band.reach.nobody": "nobody",
    "band.regularity.daily": "daily, the same people",
    "band.regularity.most-days": "on most days",
    "band.regularity.weekly": "about weekly",
    "band.regularity.now-and-then": "now and then",
    "band.regularity.hardly": "hardly ever",
    "band.rhythm.as-you-work": "in step with the unit's work",
    "band.rhythm.mostly": "mostly in step with it",
    "band.rhythm.partly": "partly in step with it",
    "band.rhythm.apart": "apart from it",
    "band.rhythm.unknown": "the unit's work is not known",
    "band.depth.all-day": "managed all day",
    "band.depth.all-day-in-talk": "talked all day",
    "band.depth.often": "managed or talked often",
    "band.depth.regularly": "managed regularly",
    "band.depth.in-talk": "talked regularly",
    "band.depth.sometimes": "managed or talked sometimes",
    "band.depth.rarely": "managed or talked rarely",
    "band.depth.none": "neither managed nor talked",
    "band.listening.all-day": "read and searched all day",
    "band.listening.often": "read often",
    "band.listening.regularly": "read regularly",
    "band.listening.sometimes": "read sometimes",
    "band.listening.watching": "watched rather than read",
    "band.listening.none": "hardly read",
    "band.cohort.steady": "a small group works there steadily",
    "band.cohort.forming": "a small group is forming",
    "band.cohort.not-a-small-group": "not a small group within others",
    "band.cohort.none": "no such group",
    "band.persistence.insisted": "people insisted while it failed",
    "band.persistence.kept-trying": "people kept trying",
    "band.persistence.gave-up": "people gave up",
    "band.substitution.nothing-instead": "nothing took its place",
    "band.substitution.partly-replaced": "partly replaced",
    "band.substitution.replaced": "replaced by others",
}  # fmt: skip
"""Label key -> words for levels, factors and bands."""
