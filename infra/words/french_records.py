"""French of the records of own accounts: their pages, and what stands in the audit log of them."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "audit.searched-records": "a cherché des documents",
    "audit.opened-record": "a ouvert un document",
    "audit.exported-records": "a exporté des documents",
    "audit.records-changed": "a modifié des gels, des catégories ou des éliminations de documents",
    "audit.records-destroyed": "a fait détruire des documents",
    "right.see-records": "chercher et lire les documents des comptes propres",
    "right.export-records": "exporter des documents",
    "right.hold-records": "geler des documents, lever un gel, les catégoriser",
    "right.dispose-of-records": "proposer et approuver la destruction de documents",
}
