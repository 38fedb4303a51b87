"""French of the page of the audit log."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "audit-page.title": "Qui a regardé, changé ou emporté quoi",
    "audit-page.holds": (
        "La chaîne tient : {entries:count entrée vérifiée|entrées vérifiées}, telles qu'elles ont été "
        "écrites."
    ),
    "audit-page.newest": (
        "La dernière a le numéro {number:word} ; notez de temps en temps son empreinte ailleurs :"
    ),
    "audit-page.note": (
        "Toutes les entrées sont comparées à leurs empreintes, et une empreinte notée est cherchée, par :"
    ),
    "audit-page.broken": "Gardez la base telle qu'elle est, et comparez-la avec une sauvegarde.",
    "audit-page.entries": "Entrées",
    "audit-page.all": "tout",
    "audit-page.day": "Jour",
    "audit-page.show": "Montrer",
    "audit-page.show-all": "Tout montrer",
    "audit-page.none": "Rien de tel n'est dans le journal.",
    "audit-page.older": "Plus anciennes",
}
"""Key -> words."""
