"""La partie du rapport sur les dépendances: the labels of `english_dependencies.py` in Canadian French."""

LABELS: dict[str, str] = {
    "section.dependencies": "Ce sur quoi nous comptons",
    "section.dependencies.note": (
        "d'après le trafic seul, au dernier jour du journal ; l'unité dit ce que cela vaut"
    ),
    "dependencies.none": "Aucune unité n'a paru compter sur une plateforme.",
    "dependencies.none.note": (
        "Cela vaut pour ces jours de ce journal, et ne dit rien de ce qu'il ne voit pas."
    ),
    "dependencies.summary": (
        "{critical:count dépendance est probablement essentielle|dépendances sont probablement"
        " essentielles} à la mission, sans confirmation ; {important:count autre est importante|autres"
        " sont importantes}."
    ),
    "dependencies.summary.important": (
        "{important:count dépendance est importante|dépendances sont importantes} ; aucune ne paraît"
        " essentielle à la mission."
    ),
    "dependencies.summary.none": (
        "Aucune dépendance ne paraît essentielle à la mission ni importante ; {others:count moindre a"
        " été vue|moindres ont été vues}."
    ),
    "dependencies.summary.register": (
        "Selon le registre, {critical:count dépendance est essentielle|dépendances sont essentielles} à la"
        " mission, dont {confirmed:count confirmée|confirmées} par l'unité ; {important:count autre est"
        " importante|autres sont importantes}."
    ),
    "dependencies.note.register": (
        "niveau du registre : ce que l'unité déclare, avec ce qui est vu à côté ; sinon ce qui est vu"
    ),
    "caption.dependencies.register": (
        "Unités et plateformes sur lesquelles elles comptent, par niveau du registre, puis par score"
    ),
    "section.declared": "Ce que les unités déclarent",
    "caption.declared": (
        "Activités du registre sur ce qui est énuméré, avec leurs tolérances et leurs solutions de repli"
    ),
    "column.declared.activity": "Activité",
    "column.declared.word": "Parole de l'unité",
    "column.declared.owner": "Responsable",
    "column.declared.fallback": "Solution de repli et dernier essai",
    "declared.beside": "déclaré : {declared:word} ; vu : {seen:word}",
    "declared.no-level": "aucun niveau",
    "declared.unanswered": "non dit",
    "declared.tested": "essayée le {on:word}",
    "declared.untested": "jamais essayée",
    "declared.no-fallback": "aucune nommée",
    "dependencies.conversation": (
        "Un score ouvre une conversation : demandez à l'unité à quoi sert la plateforme, ce qui arrive"
        " sans elle pendant 2 heures, un jour, une semaine, et ce qu'elle ferait à la place."
    ),
    "caption.dependencies": (
        "Unités et plateformes sur lesquelles elles comptent, du plus haut score au plus bas"
    ),
    "column.level": "Niveau",
    "column.score": "Score",
    "column.confidence": "Confiance",
    "column.people-a-day": "Personnes par jour",
    "column.devices-a-day": "Appareils par jour",
    "column.factor": "Facteur",
    "column.band": "Ce qui a été vu",
    "column.points": "Points",
    "column.figures": "En chiffres",
    "dependency.on": "{unit:word} et {platform:word}",
    "dependency.candidate": "à demander à l'unité",
    "dependency.sum": "{sum:word} = {score:count} sur 100",
    "dependency.total": "Score",
    "caption.factors": "Comment le score de {unit:word} pour {platform:word} s'additionne",
    "dependency.points": "{points:count} sur {most:count}",
    "dependency.beside-depth": "{band:word} ; ne compte qu'au-delà de la profondeur",
    "dependency.question": "À demander à l'unité :",
    "dependency.evidence": "Indices",
    "dependency.kinds": "Collaboration",
    "dependency.identity": "Identité",
    "dependency.findings": "À traiter",
    "dependency.more": "{dependencies:count dépendance moindre|dépendances moindres}",
    "dependency.listed-only": (
        "{dependencies:count autre a ses facteurs|autres ont leurs facteurs} dans le document JSON."
    ),
    "dependency.few": (
        "Moins de {k:count} personnes, ou un chiffre qui trahirait celui d'autres : les parts sont"
        " arrondies à 5 %, les nombres retenus. Les paliers et les points sont exacts."
    ),
    "dependencies.small": "Petites unités",
    "dependencies.small.line": (
        "Sous {parent:word}, unités de moins de {k:count} personnes : {platforms:word}."
    ),
    "dependencies.small.platform": "{platform:word} ({units:count})",
    "dependencies.small.top": "l'organisation",
    "dependencies.small.note": (
        "Comment une telle unité compte sur une plateforme n'est dit qu'à elle seule."
    ),
    "dependencies.unseen": "Ce qui reste invisible ici",
    "dependencies.unseen.joined": "{share:percent} des lignes n'appartiennent à aucune unité connue.",
    "dependencies.unseen.excluded": "Personnes et réseaux exclus, écartés : {lines:count ligne|lignes}.",
    "dependencies.unseen.off-network": (
        "Le travail au téléphone, à la maison et partout hors de ce serveur mandataire ; c'est"
        " peut-être l'essentiel."
    ),
    "dependencies.unseen.worth": (
        "Ce qu'une plateforme vaut pour une unité : le score montre l'appui, non la conséquence."
    ),
    "dependencies.unseen.days": (
        "Le journal s'étend sur {days:count jour|jours} : un niveau au-dessus d'« important » en demande au"
        " moins 14, et le travail de fin de mois davantage."
    ),
    "terminal.dependencies.more": (
        "{dependencies:count autre|autres}, avec leurs facteurs dans le rapport et en JSON."
    ),
    "figure.people_share": "{value:percent} de l'unité",
    "figure.people_a_day": "{value:word} par jour",
    "figure.unit_people": "unité ({value:word})",
    "figure.strand_people": "{value:word} par jour",
    "figure.days_share": "{value:percent} des jours de travail",
    "figure.returning": "{value:percent} reviennent",
    "figure.even_lift": "{value:percent} au pas du trafic de l'unité",
    "figure.working_share": "{value:percent} aux heures de travail",
    "figure.general_share": "trafic de l'unité {value:percent}",
    "figure.lift": "rapport {value:count}",
    "figure.hours_share": "{value:percent} des heures de travail",
    "figure.managing_share": "{value:percent} à gérer des pages",
    "figure.pace": "{value:count tranche|tranches} de 5 min par personne et jour",
    "figure.asking_share": "{value:percent} avec recherche ou interface",
    "figure.tried_share": "{value:percent} des tentatives habituelles",
    "figure.missing_share": "{value:percent} n'a reparu nulle part",
    "figure.outages": "{value:count panne|pannes}",
    "method.reliance": "Dépendance",
    "method.reliance.text": (
        "Une somme de points par palier sur huit facteurs : 70 et plus, probablement essentiel à la"
        " mission ; 50, important ; 30, habituel ; 10, accessoire. Elle s'arrête à « important » sous"
        " 14 jours, pour ce qui a commencé dans le journal il y a moins de six semaines, et tant qu'une"
        " question reste ouverte. Compte ce qui suit le rythme propre de l'unité ; la popularité seule"
        " ne compte pas."
    ),
}  # fmt: skip
"""Label key -> fixed words."""
