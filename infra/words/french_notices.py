"""Les avis en français : pourquoi quelqu'un est averti ou non, ce qui est dit, et la semaine en bref.

Ils se lisent à voix haute au téléphone : des phrases courtes, et l'essentiel d'abord.
"""

REASONS: dict[str, str] = {
    "notice-first": "C'est la première nouvelle que nous en donnons.",
    "notice-first-in-window": (
        "C'est la première nouvelle que nous en donnons, et {window:word} est en cours."
    ),
    "notice-first-suspected": (
        "Ce n'est pas encore certain ; nous vous prévenons parce que {window:word} est en cours et que cela "
        "dure depuis {minutes:count minute|minutes}."
    ),
    "notice-confirmed": "Nous avions dit que c'était possible ; c'est maintenant certain.",
    "notice-again": "C'était terminé, et la panne a repris.",
    "notice-graver": "C'est plus grave que nous ne l'avions dit ; gravité annoncée : {before:word}.",
    "notice-other-cause": "Nous voyons mieux à qui est la faute ; nous avions dit : {before:word}.",
    "notice-spread": "La panne s'est étendue à d'autres plateformes.",
    "notice-nobody-answered": (
        "Depuis {minutes:count minute|minutes}, personne n'a dit s'en occuper."
    ),
    "notice-goes-on": "Cela dure depuis {minutes:count minute|minutes}.",
    "notice-unanswered": (
        "{audience:word} a été averti il y a {minutes:count minute|minutes}, et personne n'y a répondu."
    ),
    "notice-over": "Cela a duré {minutes:count minute|minutes}.",
    "notice-no-outage": (
        "Ce n'était finalement pas une panne. Nous nous sommes trompés pendant"
        " {minutes:count minute|minutes}, et nous le regrettons."
    ),
    "notice-part-of-another": (
        "Elle continue comme partie d'une panne plus large, dont nous avisons à part : incident"
        " {incident:word}."
    ),
    "notice-window-ahead": "{window:word} commence dans {hours:count heure|heures}.",
    "notice-week": "Voici ce qui pouvait attendre la fin de la semaine {week:word}.",
    "notice-week-of-unit": "Voici ce que nous avons vu de votre unité pendant la semaine {week:word}.",
    "notice-quiet-hours": "Personne n'est encore averti : cela peut attendre la fin des heures calmes.",
    "notice-suspected": "Personne n'est averti : ce n'est qu'un soupçon.",
    "notice-over-untold": "Personne n'est averti : c'était terminé avant que quelqu'un doive le savoir.",
    "notice-already-said": "Personne n'est averti de nouveau : cela a déjà été dit.",
    "notice-too-old": (
        "Personne n'est averti : cela date de {minutes:count minute|minutes}, et le passé n'est pas une"
        " nouvelle."
    ),
    "notice-inhibited": (
        "Personne n'est averti : une panne plus large l'explique ({cause:word}, incident {incident:word})."
    ),
    "notice-recovering": "Personne n'est averti : cela va déjà mieux.",
    "notice-nobody-relies": (
        "Personne n'est averti : aucune des unités vues touchées jusqu'ici n'en dépend pour un travail qui"
        " compte."
    ),
    "notice-maintenance": "Personne n'est averti : ce sont des travaux annoncés.",
    "notice-silenced": "Personne n'est averti : quelqu'un l'a mis en sourdine.",
    "notice-below-threshold": (
        "Personne n'est averti ici : gravité {severity:word}, et ce groupe a demandé des choses plus graves."
    ),
    "notice-storm": "Personne n'est averti : il y a déjà eu {most:count avis|avis} dans l'heure.",
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "notice.severity.critical": "critique",
    "notice.severity.major": "majeur",
    "notice.severity.minor": "mineur",
    "notice.severity.info": "pour information",
    "notice.severity.planned": "prévu",
    "notice.subject.first": "{title:word} ({severity:word})",
    "notice.subject.escalated": "Plus grave, {severity:word} : {title:word}",
    "notice.subject.unanswered": "Personne n'a répondu : {title:word} ({severity:word})",
    "notice.subject.confirmed": "C'est certain : {title:word} ({severity:word})",
    "notice.subject.repeat": "Toujours : {title:word} ({severity:word})",
    "notice.subject.reminder": "Répondez, s'il vous plaît : {title:word} ({severity:word})",
    "notice.subject.all-clear": "Terminé : {title:word}",
    "notice.subject.part-of-another": "Partie d'une panne plus large : {title:word}",
    "notice.subject.no-outage": "Pas de panne : {title:word}",
    "notice.subject.preflight": "{window:word} commence bientôt : tout est-il prêt ?",
    "notice.subject.digest": "Semaine {week:word} : ce qui a changé dans ce dont nous dépendons",
    "notice.subject.letter": "Semaine {week:word} : {unit:word} et les plateformes de son travail",
    "notice.subject.test": "Essai : cette voie de Holdfast fonctionne",
    "notice.something": "Ce que nous surveillons",
    "notice.part.what": "Ce que nous savons",
    "notice.part.since": "Depuis quand",
    "notice.part.whom": "Qui est touché",
    "notice.part.do": "Que faire",
    "notice.part.look": "Où regarder",
    "notice.part.why": "Pourquoi vous êtes averti",
    "notice.since": "Depuis le {at:word}.",
    "notice.since.unknown": "Nous ne savons pas depuis quand.",
    "notice.lasted": "Le {span:word} : {lasted:word}.",
    "notice.lasted.days": "Du {from_:word} au {to:word} : {lasted:word}.",
    "notice.whom": "{units:word}.",
    "notice.whom.more": "{units:word} et {more:count autre unité|autres unités}.",
    "notice.whom.own": "Votre unité, {unit:word}.",
    "notice.whom.none": "Aucune unité que nous puissions nommer.",
    "notice.look": "{link:word}",
    "notice.look.none": "Dans Holdfast, à la page de cet incident.",
    "notice.short": "{subject:word}. Depuis le {at:word}.",
    "notice.do.operations.platform": (
        "Rien de chez nous ne le réparera. Dites dans la salle que vous vous en occupez, dites aux unités de"
        " passer à leur solution de repli, et suivez ce que dit le fournisseur."
    ),
    "notice.do.operations.shared-provider": (
        "Plusieurs plateformes partagent cette panne. Dites dans la salle que vous vous en occupez, et voyez"
        " quelles solutions de repli tombent avec elles."
    ),
    "notice.do.operations.egress": (
        "La faute est à nous. Regardez notre serveur mandataire, notre ligne et nos serveurs de noms, et ce"
        " qui a été changé en dernier."
    ),
    "notice.do.operations.policy": (
        "C'est notre propre filtre. Regardez quelle règle est partie en dernier, et retirez-la si personne ne"
        " l'a voulue."
    ),
    "notice.do.operations.unit-network": (
        "La faute est à nous, à un endroit. Regardez le réseau là-bas, et ce qui a été changé en dernier."
    ),
    "notice.do.operations.account": (
        "Trouvez qui peut ouvrir une session dans le compte, et commencez à le récupérer comme le dit"
        " l'inventaire."
    ),
    "notice.do.operations.blind": (
        "Aucune ligne ne vient d'une source. Voyez si le serveur mandataire est arrêté ou si son journal"
        " n'est pas écrit : jusque-là, personne ne peut dire ce qui y est en panne."
    ),
    "notice.do.operations.unknown": (
        "Nous voyons que cela échoue, mais pas pourquoi. Dites dans la salle que vous vous en occupez, et"
        " essayez de deux endroits."
    ),
    "notice.do.unit.theirs": (
        "Passez à votre solution de repli. Notez ce qui doit attendre, et dites dans la salle si elle ne"
        " tient pas."
    ),
    "notice.do.unit.ours": (
        "La faute est dans notre propre maison, et l'exploitation est avertie. Passez à votre solution de"
        " repli jusqu'à ce qu'elle dise que c'est terminé."
    ),
    "notice.do.unit.account": (
        "Que personne ne publie avec ce compte tant qu'on ne sait pas qui le tient. Prenez vos autres voies"
        " pour joindre les gens."
    ),
    "notice.do.risk": (
        "Rien ne vous est demandé maintenant. La salle montre quelles tolérances courent et quelles solutions"
        " de repli tiennent."
    ),
    "notice.do.over.operations": "Fermez la salle, et notez ce qui a été appris pendant que c'est frais.",
    "notice.do.over.unit": (
        "Reprenez votre manière habituelle, rattrapez ce qui a attendu, et dites dans la salle ce qui a été"
        " perdu."
    ),
    "notice.do.over.risk": "Les minutes perdues figurent avec la disponibilité de la plateforme.",
    "notice.do.preflight": (
        "Vérifiez aujourd'hui : {platforms:word} répond-il, l'accès de chaque compte est-il valide, deux"
        " personnes peuvent-elles ouvrir une session, et la solution de repli a-t-elle été essayée ?"
    ),
    "notice.do.test": "Il n'y a rien à faire. Qui lit ceci est celui que cette voie atteint.",
    "notice.what.test": "Quelqu'un a essayé la voie {route:word}. Rien n'est en panne.",
    "notice.foot": (
        "Envoyé par Holdfast. Il ne nomme personne, et ne dit aucun chiffre de moins de {k:count} personnes."
    ),
    "week.broke": "Ce qui est tombé en panne",
    "week.broke.none": "Aucune panne que nous ayons pu voir.",
    "week.broke.line": "{title:word} : {at:word}, {lasted:word}.",
    "week.broke.open": "{title:word} : depuis le {at:word}, et cela dure encore.",
    "week.lost": "Temps perdu",
    "week.lost.line": "{platform:word} : {lasted:word}.",
    "week.lost.none": "Aucune.",
    "week.levels": "Niveaux qui ont changé",
    "week.levels.none": "Aucun.",
    "week.levels.line": (
        "{unit:word} sur {platform:word} : {after:level} ; auparavant, {before:level}."
    ),
    "week.levels.small": (
        "De plus, {changes:count changement|changements} dans des unités si petites qu'elles seules le"
        " savent."
    ),
    "week.reviews": "Révisions à faire",
    "week.reviews.none": "Aucune d'ici {days:count jour|jours}.",
    "week.reviews.line": "{unit:word} sur {platform:word}, {activity:word} : à revoir le {due:word}.",
    "week.reviews.late": "{unit:word} sur {platform:word}, {activity:word} : à revoir depuis le {due:word}.",
    "week.contradictions": "Ce qui ne concorde pas",
    "week.contradictions.none": "Rien.",
    "week.about": "{unit:word} sur {platform:word} : {told:word}",
    "week.findings": "Nouveaux constats",
    "week.findings.none": "Aucun.",
    "week.more": "Et {more:count autre|autres} ; tout est dans Holdfast.",
    "week.pages": "Combien de fois nous avons appelé quelqu'un",
    "week.pages.none": "Personne n'a été appelé.",
    "week.pages.told": "Des gens ont été appelés {pages:count fois|fois}.",
    "week.pages.false": (
        "{pages:count de ces appels l'a été|de ces appels l'ont été} pour rien, et la faute est à nous."
    ),
    "week.pages.right": "Aucun de ces appels n'a été pour rien.",
    "digest.intro": (
        "Ce que la gestion des risques doit savoir de la semaine {week:word}, et qui pouvait attendre. Le"
        " reste a été dit sur-le-champ."
    ),
    "digest.calm": (
        "La semaine a été calme : {units:count unité observée|unités observées}, et rien que vous deviez"
        " décider."
    ),
    "digest.asked": (
        "{reviews:count révision à faire|révisions à faire},"
        " {open:count question en attente|questions en attente}."
    ),
    "letter.greeting": "À tout le monde dans {unit:word}",
    "letter.intro": (
        "Holdfast observe de quelles plateformes notre travail en est venu à dépendre, pour que nous sachions"
        " qui aider d'abord quand l'une d'elles tombe en panne. Il compte des unités, jamais des personnes."
        " Voici la semaine du {from_:word} au {to:word}."
    ),
    "letter.saw": "Ce que nous avons vu",
    "letter.saw.none": "Nous n'avons rien vu dont votre unité dépende pour son travail.",
    "letter.saw.level.mission-critical": (
        "Votre travail semble tenir à {platforms:word} au point qu'il s'arrêterait bientôt sans cela."
    ),
    "letter.saw.level.important": "La plupart des jours, votre travail a besoin de {platforms:word}.",
    "letter.saw.level.habitual": "Dans une semaine ordinaire, vous passez aussi par {platforms:word}.",
    "letter.saw.rose": "Vous dépendez de {platform:word} plus qu'auparavant.",
    "letter.saw.fell": "Vous dépendez de {platform:word} moins qu'auparavant.",
    "letter.means": "Ce que cela veut dire",
    "letter.means.calm": "Rien de cela n'est tombé en panne cette semaine.",
    "letter.means.no-fallback": (
        "Pour {platform:word}, personne n'a encore nommé de solution de repli. En cas de panne, le travail"
        " attend."
    ),
    "letter.means.fallback": (
        "Si {platform:word} tombe en panne, vous avez dit que vous prendriez {fallback:word}."
    ),
    "letter.ask": "Ce que nous vous demandons",
    "letter.ask.none": "Rien cette semaine. Merci de vos réponses.",
    "letter.ask.question": (
        "{platform:word} est-il aussi important qu'il en a l'air ? Trois questions, déjà remplies autant que"
        " nous le pouvons."
    ),
    "letter.ask.fallback": "Que prendriez-vous à la place de {platform:word} ? Une ligne suffit.",
    "letter.ask.review": (
        "Revoyez, s'il vous plaît, ce que vous avez dit de {platform:word} : {activity:word}."
    ),
    "letter.ask.where": "Votre page : {link:word}",
    "letter.last": "Pour finir",
    "letter.close": (
        "Si quelque chose est faux ici, dites-le à votre page : votre parole compte plus que nos chiffres."
        " Tout le monde dans votre unité peut lire cette lettre."
    ),
}  # fmt: skip
"""Label key -> fixed words of notices, digests and letters."""
