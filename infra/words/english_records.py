"""English of the records of own accounts: their pages, and what stands in the audit log of them."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "audit.searched-records": "searched records",
    "audit.opened-record": "opened a record",
    "audit.exported-records": "exported records",
    "audit.records-changed": "changed holds, classes or disposals of records",
    "audit.records-destroyed": "had records destroyed",
    "right.see-records": "search and read records of own accounts",
    "right.export-records": "export records",
    "right.hold-records": "lay and end holds, classify records",
    "right.dispose-of-records": "propose and approve that records are destroyed",
}
