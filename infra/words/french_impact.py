"""Outages' impact, and the exercise of one: French words."""

REASONS: dict[str, str] = {
    "rto-passed": "Le RTO de {hours:count heure|heures} est dépassé ({activity:word}).",
    "mtpd-passed": "Le MTPD de {hours:count heure|heures} est dépassé ({activity:word}).",
    "ask-rto": "La durée d'absence admissible n'a jamais été dite ({activity:word}) : interrogez l'unité.",
    "fallback-none": "Aucune solution de repli n'est nommée.",
    "fallback-no-capacity": "La solution de repli {fallback:word} n'assure aucune part du travail.",
    "fallback-fails-too": "La solution de repli {fallback:word} est sur {platform:word}, absente elle aussi.",
    "fallback-same-operator": (
        "La solution de repli {fallback:word} a le même exploitant, {operator:word} : elle peut tomber avec."
    ),
    "hurts-confirmed-critical": (
        "{units:count unité est touchée|unités sont touchées} par une dépendance essentielle à la mission,"
        " confirmée."
    ),
    "hurts-likely-critical": (
        "{units:count unité est touchée|unités sont touchées} par une dépendance probablement essentielle à"
        " la mission, non confirmée."
    ),
    "hurts-important": "{units:count unité est touchée|unités sont touchées} par une dépendance importante.",
    "hurts-lesser-use": (
        "{units:count unité est touchée|unités sont touchées}, par un usage moindre seulement."
    ),
    "hurts-nobody-known": "Aucune unité dont on sait qu'elle en dépend n'est touchée.",
    "exercise-few-days": (
        "Il y a {days:count jour|jours} de traces avant : on sait à peine ce qui est habituel à ce moment."
    ),
    "exercise-after-the-log": (
        "Les traces s'arrêtent le {at:moment} : du temps qui suit on ne sait rien, et rien n'est compté."
    ),
    "exercise-really-failed": (
        "La plateforme était vraiment en panne à ce moment : pour ces heures, les chiffres disent"
        " l'habitude, pas ce qui a été fait."
    ),
}

LABELS: dict[str, str] = {
    "exercise": "Exercice",
    "exercise.title": "Sans {platforms:word}",
    "exercise.headline": (
        "Sans {platforms:word}, {units:count unité aurait perdu|unités auraient perdu} du travail qui compte"
    ),
    "exercise.headline.none": (
        "Sans {platforms:word}, aucune unité n'aurait perdu de travail dont on sait qu'il compte"
    ),
    "exercise.noticed": (
        "{units:count unité d'usage moindre l'aurait remarqué|unités d'usage moindre l'auraient remarqué},"
        " ou peut-être."
    ),
    "exercise.slots": (
        "De {low:count} à {high:count} créneaux de travail auraient été perdus (une personne pendant cinq"
        " minutes), pour autant que les chiffres peuvent être montrés."
    ),
    "exercise.slots.none": "Aucun chiffre de créneaux de travail ne peut être montré.",
    "exercise.passed": (
        "{rto:count RTO aurait été dépassé|RTO auraient été dépassés} et {mtpd:count MTPD|MTPD}, sur"
        " {activities:count activité déclarée|activités déclarées}."
    ),
    "exercise.in-part": (
        "{activities:count activité ne tient|activités ne tiennent} que pour la part du travail que la"
        " solution de repli assure ; au reste, le temps aurait manqué."
    ),
    "exercise.over-midnight": "du {begin:word} au {end:word}",
    "exercise.unasked": (
        "{lines:count dépendance importante n'a|dépendances importantes n'ont} aucune activité déclarée :"
        " personne n'a dit à partir de quand c'est trop long."
    ),
    "exercise.tile.units": "Unités dont le travail est touché",
    "exercise.tile.slots": "Créneaux de travail perdus",
    "exercise.tile.rto": "RTO dépassés",
    "exercise.tile.fallback": "Sans solution de repli qui tienne",
    "exercise.range": "{low:count} à {high:count}",
    "section.exercise.stops": "Qui s'arrête, et quand",
    "section.exercise.stops.note": "heures de {zone:word} ; le plus grave d'abord",
    "caption.exercise.stops": (
        "Unités qui se seraient arrêtées, avec l'heure, les personnes et les créneaux de travail perdus"
    ),
    "column.exercise.stops": "S'arrête à",
    "column.exercise.people": "Personnes présentes",
    "column.exercise.slots": "Créneaux perdus",
    "column.exercise.lane": "Sans elle",
    "exercise.not-used": "pas utilisée alors",
    "exercise.not-seen": "absente des traces",
    "exercise.key.gone": "sans elle",
    "exercise.key.rto": "RTO dépassé",
    "exercise.key.mtpd": "MTPD dépassé",
    "section.exercise.clocks": "À qui le temps aurait manqué",
    "section.exercise.clocks.note": "selon le registre ; les solutions de repli prises aussitôt",
    "caption.exercise.clocks": "Activités déclarées, avec leurs tolérances et leurs solutions de repli",
    "exercise.clocks.none": "Le registre ne contient aucune activité de ces unités sur elle.",
    "exercise.clocks.none.note": (
        "Demandez à chaque unité à quoi elle sert, ce qui arrive sans elle pendant 2 heures, un jour, une"
        " semaine, et ce qu'elle ferait à la place ; puis refaites l'exercice avec --register."
    ),
    "column.exercise.activity": "Activité",
    "column.exercise.rto": "RTO",
    "column.exercise.mtpd": "MTPD",
    "column.exercise.fallback": "Solution de repli",
    "exercise.hours": "{hours:count h|h}",
    "exercise.unsaid": "non dit",
    "exercise.passed-at": "dépassé à {clock:word}",
    "exercise.held": "tenu",
    "exercise.held-by-fallback": "tenu par la solution de repli ; sans elle, dépassé à {clock:word}",
    "exercise.held-in-part": (
        "tenu pour {share:percent} du travail, que la solution de repli assure ; pour le reste, dépassé à"
        " {clock:word}"
    ),
    "exercise.fallback.none": "aucune nommée",
    "exercise.fallback.covers": "{fallback:word} : couvre",
    "exercise.fallback.covers-in-part": "{fallback:word} : couvre en partie",
    "exercise.fallback.covers-until": "{fallback:word} : couvre jusqu'à {clock:word}",
    "exercise.fallback.exhausted": "{fallback:word} : épuisée à {clock:word}",
    "exercise.fallback.fails": "{fallback:word} : ne tient pas",
    "exercise.fallback.capacity": "assure {share:percent} du travail",
    "exercise.fallback.capacity.unknown": "la part du travail assurée n'a pas été dite",
    "exercise.fallback.tested": "dernier essai le {day:word}",
    "exercise.fallback.untested": "jamais essayée, pour autant que le registre le sache",
    "exercise.owner": "Responsable : {role:word}",
    "exercise.small.line": (
        "Sous {parent:word} : {units:count unité|unités} de moins de {k:count} personnes sur {platform:word}."
    ),
    "section.exercise.small": "Petites unités qui en dépendent",
    "section.exercise.method": "Comment c'est établi",
    "exercise.method.slots": (
        "Un créneau de travail est une personne active pendant cinq minutes. L'intervalle va de ce que"
        " l'unité a fait alors à ce qui est habituel à cette heure, d'après les semaines précédentes et à"
        " l'échelle de son autre trafic du jour. Il est élargi à des pas de cinq."
    ),
    "exercise.method.stops": (
        "Une unité s'arrête dans l'heure à la fin de laquelle {k:count} créneaux de travail auraient manqué"
        " ; les horloges de ses activités partent de là."
    ),
    "exercise.method.withheld": (
        "Les chiffres de moins de {k:count} personnes sont retenus, comme les heures qui les trahiraient ;"
        " alors les horloges partent du début."
    ),
    "exercise.method.worth": (
        "Rien ici ne dit que ce travail aurait été perdu pour de bon : une partie aurait été rattrapée."
    ),
    "severity.critical": "critique",
    "severity.high": "élevée",
    "severity.medium": "moyenne",
    "severity.low": "faible",
    "severity.none": "aucune",
    "exercise.severity": "Gravité : {severity:word}",
}
