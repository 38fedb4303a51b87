"""French of the pages of platforms: how we use each, and how reliable it is for us."""

REASONS = {
    "period-not-told-yet": (
        "Cette période est close, mais pas encore publiée : elle l'est une fois que tout son usage est lu"
        " et additionné, d'ordinaire en quelques minutes."
    ),
    "period-of-fewer": (
        "Cette période a été publiée avec des chiffres à partir de {k:count personne|personnes}, et ce"
        " portail n'en montre aucun de moins de {fewest:count}. Donnez aux moniteurs le même"
        " fewest_people ; ce qu'ils publieront ensuite sera montré."
    ),
    "platform-unused-in-week": "Personne ne l'a utilisée durant la dernière semaine publiée.",
    "period-without-evidence": (
        "Rien n'est publié de cette période : rien n'en a été lu, ou ce qui en a été lu n'est plus conservé."
    ),
}

LABELS = {
    "platforms.title": "Les plateformes auxquelles nous tenons",
    "platforms.what": "comment va chacune, qui en dépend, et comment elle a marché pour nous ce mois-ci",
    "platforms.none": "Aucune plateforme n'a encore été jugée. Il faut quelques jours d'observation.",
    "platforms.platform": "Plateforme",
    "platforms.now": "En ce moment",
    "platforms.units": "Unités",
    "platforms.units.count": "{units:count unité en dépend|unités en dépendent}",
    "platforms.weighty": "importante ou plus pour {weighty:count}",
    "platforms.month": "A marché pour nous",
    "platforms.month.share": "{share:percent} en {month:word}",
    "platforms.month.unknown": "pas encore dit",
    "platforms.unused": "aucune unité n'en dépend",
    "platform.title": "{platform:word} : comment nous l'utilisons, et si elle est fiable pour nous",
    "platform.operator": "exploitée par {operator:word}",
    "platform.sanctioned": "un de nos propres outils approuvés",
    "platform.failing": "{share:percent} des requêtes échouent en ce moment ; {usual:percent} est habituel.",
    "platform.failing.unknown": (
        "Personne ne l'a utilisée dans les dernières minutes, donc rien n'en est connu."
    ),
    "platform.ends": "Elle prend fin le {day:word}, selon son exploitant. Préparez le départ dès maintenant.",
    "platform.ended": (
        "Elle a pris fin le {day:word}. Ce qui y va encore atteint un nom en attente ou quelqu'un d'autre."
    ),
    "platform.since": "En ligne depuis le {day:word}, selon notre catalogue.",
    "platform.chart": "part des requêtes qui échouent, 3 dernières heures",
    "platform.reliance": "Qui en dépend",
    "platform.reliance.none": "Aucune unité que vous puissiez voir n'en dépend.",
    "platform.reliance.small": (
        "{units:count petite unité en dépend|petites unités en dépendent} aussi ; à moins de {k:count}"
        " personnes, cela n'est dit qu'à l'unité même."
    ),
    "platform.hanging": "Ce qui dépend encore de {operator:word}",
    "platform.hanging.told": (
        "{units:count unité dépend|unités dépendent} de {operator:word} pour un travail qui compte, par"
        " {platforms:word} : elles seraient touchées ensemble."
    ),
    "platform.hanging.sign-in": (
        "{units:count d'entre elles n'en dépend|d'entre elles n'en dépendent} que par une connexion."
    ),
    "platform.incidents": "Ce qui est tombé, selon nos preuves et selon eux",
    "platform.incidents.none": "Rien n'est tombé depuis que nous regardons.",
    "platform.incident": "Quoi",
    "platform.ours": "Nos preuves",
    "platform.theirs": "Leur page d'état",
    "platform.lasted": "Durée",
    "platform.no-outage": "La faute de personne : ce n'était pas une panne",
    "platform.goes-on": "continue",
    "platform.confirmed-at": "confirmé {at:word}",
    "platform.not-confirmed": "jamais confirmé",
    "platform.vendor-late": "{at:word}, {duration:word} après nous",
    "platform.vendor-early": "{at:word}, {duration:word} avant nous",
    "platform.vendor-silent": "n'a rien dit",
    "platform.vendor-not-theirs": "ce n'est pas à eux de le dire",
    "platform.week": "Comment nous l'utilisons",
    "platform.week.of": "la semaine du {first:word} au {last:word}, la dernière qui soit close",
    "platform.week.none": (
        "Aucune semaine n'est encore publiée : une semaine est dite quand chaque source l'a dépassée d'un"
        " jour."
    ),
    "platform.requests": "Requêtes",
    "platform.people": "Personnes",
    "platform.background": "dont des programmes aussi",
    "platform.background.what": "synchronisation, notifications, connexion : jamais une dépendance en soi",
    "platform.embedded": "Intégrées à d'autres sites",
    "platform.embedded.what": "en plus, et l'usage de personne",
    "platform.blocked": "Refusées par nous",
    "platform.blocked.what": "une demande que notre propre règle bloque",
    "platform.failed": "Échouées",
    "platform.surface": "Pour quoi",
    "platform.surface.others": "le reste, et les unités non montrées",
    "platform.few": (
        "Moins de {k:count} personnes l'ont utilisée cette semaine-là : surfaces et heures sont retenues."
    ),
    "platform.heat": "Par heure de la semaine",
    "platform.availability": "Comment elle a marché pour nous, mois par mois",
    "platform.availability.what": (
        "minutes où elle n'a pas marché pour nous, quelle qu'en soit la cause, face à l'objectif"
    ),
    "platform.availability.none": "Aucun mois n'est encore dit.",
    "platform.month": "Mois",
    "platform.share": "A marché",
    "platform.objective": "Objectif",
    "platform.lost": "Perdu",
    "platform.met": "atteint",
    "platform.missed": "manqué",
    "platform.basis": "Base",
    "platform.basis.days": "utilisée {days:count jour|jours}",
    "platform.causes": "Par cause",
    "platform.false": "{alarms:count fausse alerte|fausses alertes} de notre part",
    "month.1": "janvier {year:word}",
    "month.2": "février {year:word}",
    "month.3": "mars {year:word}",
    "month.4": "avril {year:word}",
    "month.5": "mai {year:word}",
    "month.6": "juin {year:word}",
    "month.7": "juillet {year:word}",
    "month.8": "août {year:word}",
    "month.9": "septembre {year:word}",
    "month.10": "octobre {year:word}",
    "month.11": "novembre {year:word}",
    "month.12": "décembre {year:word}",
}
