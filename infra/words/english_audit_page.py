"""English of the page of the audit log."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "audit-page.title": "Who looked at what, changed it or took it away",
    "audit-page.holds": (
        "The chain holds: the last {entries:count entry is|entries are} as they were written."
    ),
    "audit-page.newest": "The newest is number {number:word}; note its hash elsewhere from time to time:",
    "audit-page.note": "All entries are held against their hashes, and a noted hash is looked for, by:",
    "audit-page.broken": "Keep the database as it is, and compare it with a backup.",
    "audit-page.entries": "Entries",
    "audit-page.all": "all",
    "audit-page.day": "Day",
    "audit-page.show": "Show",
    "audit-page.show-all": "Show all",
    "audit-page.none": "Nothing of that kind stands in the log.",
    "audit-page.older": "Older",
}
"""Key -> words."""
