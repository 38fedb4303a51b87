"""French of the reports to be printed, and of the head that every one of them has."""

LABELS = {
    "report.how": "Votre navigateur l'imprime ; ce qui ne sert qu'à l'écran est omis.",
    "report.incident": "Rapport d'incident : {what:word}",
    "report.incident.back": "Retour à la salle",
    "report.print": "Imprimer le rapport",
    "report.began": "Début",
    "report.ended": "Fin",
    "report.goes-on": "se poursuit en date du {at:word}",
    "report.detected": "Confirmé",
    "report.not-confirmed": "n'a pas été confirmé",
    "report.people": "Personnes touchées",
    "report.vendor.silent": "n'en a rien dit",
    "report.vendor.said": "le dit depuis le {at:word}",
    "report.vendor.behind": "le dit depuis le {at:word}, {duration:word} après nous",
    "report.vendor.before": "le dit depuis le {at:word}, {duration:word} avant nous",
    "report.evidence": "Ce qui révèle la cause",
    "report.not-told": "trop peu de personnes pour le dire, ou pas encore dit",
    "report.caught-up": "rattrapés en outre :",
    "report.fallbacks": "Ce qu'ont fait les solutions de repli",
    "report.fallbacks.none": "Aucune unité n'est connue pour être passée à une solution de repli.",
    "report.fallback.since": "depuis {at:word}",
    "report.impacts": "Ce que cela signifiait, selon les unités",
    "report.updates": "Ce qui a été dit au personnel",
    "report.review.none": "Personne n'en a encore fait le bilan.",
    "report.review.not-yet": "Il se poursuit ; ceux qui étaient dans la salle en font ensuite le bilan.",
    "report.lessons": "Ce que nous ferons la prochaine fois",
    "report.unseen.joined": (
        "{share:percent} de toutes les lignes des {days:count} derniers jours n'appartiennent à aucune unité"
        " connue."
    ),
    "report.unseen.content": (
        "Aucun contenu n'est lu : ce que quelqu'un y a écrit, lu ou regardé ne figure pas dans ces chiffres."
    ),
    "report.unit": "Pourquoi nous en avons besoin, et ce que cela porte : {unit:word}",
    "report.unit.small": (
        "Pourquoi nous en avons besoin, et ce que cela porte : une petite unité sous {parent:word}"
    ),
    "report.unit.back": "Retour à l'unité",
    "report.unit.sum": (
        "{platforms:count plateforme|plateformes}, {activities:count activité déclarée|activités déclarées} ;"
        " parmi les plateformes, {grave:count} avec un travail important ou essentiel à la mission."
    ),
    "report.unit.carries": "Ce que cela porte",
    "report.unit.purposes": "Pour quoi",
    "report.unit.impact": "Si cela manque",
    "report.unit.mbco": "Le minimum à maintenir (MBCO)",
    "report.unit.rpo": "RPO",
    "report.unit.capacity": "en porte {share:percent}",
    "report.unit.lasts": "pendant {hours:count} h au plus",
    "report.unit.no-word": "L'unité n'a pas dit ce qu'elle y fait.",
    "report.unit.level": "Combien nous en dépendons",
    "report.unit.odds": "Ce qui ne concorde pas",
    "report.unit.odds.none": "Tout concorde.",
    "report.unit.terms": "Conditions d'utilisation",
    "report.unit.open": "Questions ouvertes",
    "report.unit.due": "On demande à l'unité ce que cela vaut ; elle a jusqu'au {due:word} pour répondre.",
    "report.unit.due.late": (
        "On a demandé à l'unité ce que cela vaut ; elle devait répondre au plus tard le {due:word}."
    ),
    "report.unit.months": "Usage des derniers mois clos",
    "report.head": "À propos de ce rapport",
    "report.coverage-is": (
        "la part de toutes les requêtes de l'échantillon témoin des 14 derniers jours qui vient de personnes"
        " d'une unité connue"
    ),
    "report.parse-error-is": (
        "la part de toutes les lignes des journaux qui n'ont pu être lues, depuis le début de chaque source"
    ),
    "report.pseudonymisation": (
        "BLAKE2b à clé, de 64 bits ; une clé se remplace par holdfast key rotate, et les pseudonymes de deux"
        " clés ne sont jamais joints ; aucun pseudonyme ne figure dans ce rapport"
    ),
    "report.suppression": (
        "les personnes par pas de 5, jamais moins de k ; des unités de moins de k personnes, on ne dit que ce"
        " qu'elles déclarent"
    ),
    "report.head.export_id": "Numéro de ce rapport",
    "report.head.generated_at": "Fait le",
    "report.head.period_start": "Du",
    "report.head.period_end": "Au",
    "report.head.data_cutoff": "Données complètes jusqu'au",
    "report.head.source_coverage_pct": "Couverture des sources, %",
    "report.head.source_coverage_is": "La couverture est",
    "report.head.parse_error_pct": "Lignes non lues, %",
    "report.head.parse_error_is": "Les lignes non lues sont",
    "report.head.method_version": "Méthode",
    "report.head.catalogue_version": "Catalogue",
    "report.head.settings_hash": "Empreinte des réglages",
    "report.head.pseudonymisation": "Pseudonymisation",
    "report.head.pseudonym_key_versions": "Versions de la clé",
    "report.head.k_threshold": "Le moins de personnes dites (k)",
    "report.head.rounding_base": "Personnes par pas de",
    "report.head.suppressed_cells": "Chiffres retenus",
    "report.head.suppression_method": "Comment ils sont retenus",
    "report.head.classification": "Classification",
    "report.head.purpose": "Finalité",
    "report.head.prepared_by_role": "Fait par le rôle",
    "report.head.sha256": "SHA-256 de ce qu'il dit",
    "report.head.previous_sha256": "SHA-256 du précédent",
}
"""Label key -> words."""
