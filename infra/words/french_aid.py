"""French of mutual aid: what other organisations see."""

REASONS: dict[str, str] = {
    "peers-agree": (
        "La même chose est constatée par {peers_failing:count organisation|organisations} sur"
        " {peers_using:count autre qui l'utilise|autres qui l'utilisent}."
    ),
    "peers-are-well": (
        "Tout fonctionne pour {peers_fine:count organisation|organisations} sur"
        " {peers_using:count autre qui l'utilise|autres qui l'utilisent}, ce qui fait penser à une faute de"
        " notre côté."
    ),
}

LABELS: dict[str, str] = {
    "right.hear-words": "lire ce que nous disons à d'autres organisations (pour leurs clés)",
    "aid.others": "constaté aussi par {failing:count autre|autres} sur {using:count}",
    "aid.others.well": "tout fonctionne pour {using:count autre|autres}",
    "aid.others.title": "Autres organisations",
    "aid.others.platform": (
        "en panne pour {failing:count} sur {using:count qui l'utilise et le dit|qui l'utilisent et le disent}"
    ),
}
