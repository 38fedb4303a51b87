"""Le registre: the codes and figures of `english_register.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "activity-missing": "L'activité n'a pas de nom ; dites en quelques mots ce que l'unité y fait.",
    "role-missing": "{field:word} est vide ; nommez un rôle, comme Chef de quart.",
    "role-looks-like-a-person": (
        "{field:word} ressemble à l'adresse ou à l'identifiant d'une personne ; nommez un rôle, comme"
        " Chef de quart."
    ),
    "answer-too-long": (
        "{field:word} compte {length:count caractère|caractères}, et le maximum est de {most:count} ;"
        " abrégez, et nommez le document qui contient le reste."
    ),
    "hours-out-of-range": "{field:word} vaut {hours:word} ; écrivez des heures à partir de 0, par exemple 8.",
    "rto-above-mtpd": (
        "Le RTO ({rto:count heure|heures}) dépasse le MTPD ({mtpd:count heure|heures}) : le travail ne"
        " reprendrait qu'après que son absence est devenue inacceptable. Raccourcissez l'un ou corrigez"
        " l'autre."
    ),
    "impact-out-of-range": "Un impact vaut {level:count} ; écrivez un niveau de 0 à {most:count}.",
    "impact-said-twice": (
        "L'impact du type {category:word} après {hours:count heure|heures} est donné deux fois ;"
        " gardez-en un."
    ),
    "impact-falls": (
        "L'impact du type {category:word} passe de {before:count} à {level:count} après"
        " {hours:count heure|heures} ; l'absence ne fait qu'empirer. Remettez les niveaux en ordre."
    ),
    "fallback-unnamed": "La solution de repli n'a pas de nom ; dites ce que l'unité fait à la place.",
    "fallback-is-same-platform": (
        "La solution de repli est {platform:word} même, qui manque lors de sa panne ; nommez autre chose."
    ),
    "capacity-not-a-share": (
        "La capacité de la solution de repli vaut {share:word} ; écrivez une part de 0 à 1, par exemple"
        " 0.5 pour la moitié du travail."
    ),
    "acceptance-without-role": "Personne n'accepte le risque ; nommez le rôle qui le fait.",
    "acceptance-without-reason": "Le risque est accepté sans motif ; donnez-le.",
    "acceptance-over-already": (
        "Le risque est accepté jusqu'au {until:word}, date déjà passée à ce moment ; écrivez un jour"
        " ultérieur."
    ),
    "review-before-declared": (
        "La révision est prévue le {due:word}, avant cette déclaration ; écrivez un jour ultérieur."
    ),
}
"""Reason code -> sentence."""
