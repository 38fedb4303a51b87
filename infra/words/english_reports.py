"""English of the reports to be printed, and of the head that every one of them has."""

LABELS = {
    "report.how": "Your browser prints it; what is only for the screen is left out.",
    "report.incident": "Incident report: {what:word}",
    "report.incident.back": "Back to the room",
    "report.print": "Print report",
    "report.began": "Began",
    "report.ended": "Ended",
    "report.goes-on": "goes on as of {at:word}",
    "report.detected": "Confirmed",
    "report.not-confirmed": "was not confirmed",
    "report.people": "People hit",
    "report.vendor.silent": "has said nothing of it",
    "report.vendor.said": "says so since {at:word}",
    "report.vendor.behind": "says so since {at:word}, {duration:word} behind us",
    "report.vendor.before": "says so since {at:word}, {duration:word} before us",
    "report.evidence": "What tells the cause",
    "report.not-told": "too few people to tell, or not told yet",
    "report.caught-up": "caught up besides:",
    "report.fallbacks": "What fallbacks did",
    "report.fallbacks.none": "No unit is known to have gone over to a fallback.",
    "report.fallback.since": "since {at:word}",
    "report.impacts": "What units say that it meant",
    "report.updates": "What staff were told",
    "report.review.none": "Nobody has looked back on it yet.",
    "report.review.not-yet": "It still goes on; whoever was in the room looks back on it afterwards.",
    "report.lessons": "What we do next time",
    "report.unseen.joined": (
        "{share:percent} of all lines of the last {days:count} days belong to no known unit."
    ),
    "report.unseen.content": (
        "No content is read: what somebody wrote, read or watched there does not stand in these figures."
    ),
    "report.unit": "Why we need it, and what it carries: {unit:word}",
    "report.unit.small": "Why we need it, and what it carries: a small unit under {parent:word}",
    "report.unit.back": "Back to the unit",
    "report.unit.sum": (
        "{platforms:count platform|platforms}, {activities:count declared activity|declared activities}; of"
        " the platforms, {grave:count} with work that is important or mission-critical."
    ),
    "report.unit.carries": "What it carries",
    "report.unit.purposes": "For what",
    "report.unit.impact": "If it is gone",
    "report.unit.mbco": "The least that must go on (MBCO)",
    "report.unit.rpo": "RPO",
    "report.unit.capacity": "carries {share:percent} of it",
    "report.unit.lasts": "for {hours:count} h at most",
    "report.unit.no-word": "The unit has not said what it does there.",
    "report.unit.level": "How much we rely on it",
    "report.unit.odds": "What stands at odds",
    "report.unit.odds.none": "Nothing stands at odds.",
    "report.unit.terms": "Terms of use",
    "report.unit.open": "Open questions",
    "report.unit.due": "The unit is asked what it is worth, and has until {due:word} to answer.",
    "report.unit.due.late": "The unit was asked what it is worth, and was to answer by {due:word}.",
    "report.unit.months": "Use in the last closed months",
    "report.head": "About this report",
    "report.coverage-is": (
        "the part of all requests in the control sample of the last 14 days that comes from people in a"
        " known unit"
    ),
    "report.parse-error-is": (
        "the part of all lines of the logs that could not be read, since each source began"
    ),
    "report.pseudonymisation": (
        "keyed BLAKE2b of 64 bits; a key is replaced by holdfast key rotate, and pseudonyms of two keys are"
        " never joined; no pseudonym stands in this report"
    ),
    "report.suppression": (
        "people in steps of 5, never fewer than k; units of fewer than k people are told only by what they"
        " declare"
    ),
    "report.head.export_id": "Number of this report",
    "report.head.generated_at": "Made at",
    "report.head.period_start": "From",
    "report.head.period_end": "To",
    "report.head.data_cutoff": "Data complete until",
    "report.head.source_coverage_pct": "Coverage of the sources, %",
    "report.head.source_coverage_is": "Coverage means",
    "report.head.parse_error_pct": "Lines not read, %",
    "report.head.parse_error_is": "Lines not read means",
    "report.head.method_version": "Method",
    "report.head.catalogue_version": "Catalogue",
    "report.head.settings_hash": "Hash of the settings",
    "report.head.pseudonymisation": "Pseudonymisation",
    "report.head.pseudonym_key_versions": "Versions of the key",
    "report.head.k_threshold": "Fewest people told (k)",
    "report.head.rounding_base": "People in steps of",
    "report.head.suppressed_cells": "Figures withheld",
    "report.head.suppression_method": "How they are withheld",
    "report.head.classification": "Classification",
    "report.head.purpose": "Purpose",
    "report.head.prepared_by_role": "Made by the role",
    "report.head.sha256": "SHA-256 of what it tells",
    "report.head.previous_sha256": "SHA-256 of the one before",
}
"""Label key -> words."""
