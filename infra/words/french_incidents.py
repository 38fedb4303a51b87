"""Ce qui est tombé en panne: the same codes and figures as `english_incidents.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "most-fail": (
        "En {seconds:count seconde|secondes}, {share:percent} des tentatives ont échoué (d'ordinaire"
        " {usual:percent}) : {people:people}."
    ),
    "many-fail": (
        "En {minutes:count minute|minutes}, {share:percent} des tentatives ont échoué (d'ordinaire"
        " {usual:percent}) : {people:people}."
    ),
    "few-tries-fail": (
        "Peu de personnes ont essayé, mais en {minutes:count minute|minutes} {share:percent} de leurs"
        " tentatives ont échoué (d'ordinaire {usual:percent}) : {people:people}."
    ),
    "probe-agrees": (
        "En {seconds:count seconde|secondes}, {share:percent} des tentatives ont échoué (d'ordinaire"
        " {usual:percent}), et {probes:count de nos propres sondes|de nos propres sondes} aussi."
    ),
    "people-report": (
        "Signalements en {minutes:count minute|minutes} : {people:people}."
    ),
    "probes-alone": (
        "Presque personne n'était là pour essayer, mais nos propres sondes de {hosts:count hôte|hôtes} ont"
        " échoué, alors que d'autres sites répondaient."
    ),
    "policy-blocks": (
        "Notre propre filtre a refusé {share:percent} des requêtes en {seconds:count seconde|secondes}"
        " (d'ordinaire {usual:percent})."
    ),
    "proxy-faults": (
        "Notre propre serveur mandataire a répondu à {share:percent} des requêtes par ses propres défauts en"
        " {seconds:count seconde|secondes} (d'ordinaire {usual:percent})."
    ),
    "failures-rise": (
        "Les échecs ont augmenté : {share:percent} des tentatives (d'ordinaire {usual:percent})."
    ),
    "refusals-rise": (
        "Elle a refusé davantage : {share:percent} des tentatives (d'ordinaire {usual:percent})."
    ),
    "blocks-rise": (
        "Notre propre filtre a refusé davantage : {share:percent} des requêtes (d'ordinaire {usual:percent})."
    ),
    "short-tunnels-rise": (
        "Plus de tunnels ont pris fin aussitôt : {share:percent} d'entre eux (d'ordinaire {usual:percent})."
    ),
    "embeds-fail": (
        "Ce que d'autres sites en intègrent a échoué : {share:percent} des tentatives (d'ordinaire"
        " {usual:percent})."
    ),
    "proxy-faults-rise": (
        "Notre propre serveur mandataire a répondu plus souvent par ses propres défauts : {share:percent} des"
        " requêtes (d'ordinaire {usual:percent})."
    ),
    "volume-gone": (
        "{drop:percent} de l'usage habituel a manqué pendant {minutes:count minute|minutes}, à une heure"
        " chargée."
    ),
    "volume-falls": (
        "L'usage a baissé de {drop:percent} en {minutes:count minute|minutes}, plus que le hasard ne"
        " l'explique."
    ),
    "learn-again": (
        "Quelqu'un a dit que ce n'est pas une panne : ce que cela montre est désormais l'ordinaire."
    ),
    "heard-again": "Des lignes arrivent de nouveau de {source:word}.",
    "source-gone": (
        "Rien n'est venu de {source:word} pendant {hours:count heure|heures} : cette source est tenue pour"
        " arrêtée. Si elle revient, elle comptera comme une nouvelle source."
    ),
    "source-clock-ahead": (
        "L'horloge derrière {source:word} avance de {seconds:count seconde|secondes} : réglez-la sur un"
        " serveur de temps, sur la machine qui écrit le journal et sur celle qui le lit. D'ici là, ce"
        " qu'elle montre est jugé au mauvais moment, ou pas du tout."
    ),
    "source-late": (
        "{source:word} arrive {seconds:count seconde|secondes} après les autres sources : ses preuves"
        " d'échecs sont comptées comme tardives et ne sont pas jugées. Faites venir ses lignes plus tôt,"
        " voyez si son horloge retarde, ou jugez-la à part."
    ),
    "source-in-batches": (
        "{source:word} arrive par lots, toutes les {seconds:count seconde|secondes} : ce qu'elle montre est"
        " connu avec ce retard, et elle n'est tenue pour muette qu'après deux fois et demie cette durée. À"
        " côté d'autres sources, ses lignes viennent trop tard pour être jugées."
    ),
    "cause-blind": (
        "Aucune ligne n'est venue de {source:word} : on ignore ce qui s'est passé alors, ce n'est ni bon ni"
        " mauvais signe. Voyez si le serveur mandataire s'est arrêté ou si son journal n'a pas été écrit."
    ),
    "account-locked": "Notre compte {account:word} sur {platform:word} est verrouillé.",
    "account-token-expired": "Notre accès au compte {account:word} sur {platform:word} a expiré.",
    "account-silent": "Plus rien ne vient de notre compte {account:word} sur {platform:word}.",
    "account-unexpected-post": (
        "Notre compte {account:word} sur {platform:word} a publié ce que personne n'a approuvé."
    ),
    "account-restored": "Notre compte sur {platform:word} est rétabli.",
    "scope-grew": "L'incident s'est étendu : {platforms:word}.",
    "control-follows": (
        "Puis le reste du Web a échoué aussi : la faute est donc à notre propre accès au Web."
    ),
    "others-joined": "D'autres ont flanché en même temps et partagent la même faute : {platforms:word}.",
    "others-are-well": "Tout fonctionne d'ailleurs : la faute est donc à un endroit de notre réseau.",
    "others-fail-too": (
        "Tout échoue d'ailleurs aussi : la faute est donc à la plateforme, {platforms:word}."
    ),
    "reopened": "L'échec a repris peu après la fin.",
    "part-of-another": "Cela faisait partie d'un autre incident.",
    "failing-less": "Cela va mieux : {share:percent} des tentatives échouent encore.",
    "failing-again": "Cela empire de nouveau : {share:percent} des tentatives échouent.",
    "good-again": "Tout va bien depuis assez longtemps : {share:percent} des tentatives ont échoué.",
    "new-normal": "Cela dure depuis si longtemps que c'est désormais l'ordinaire.",
    "died-out": "Les signes ont cessé avant d'être assez nombreux.",
    "not-heard-of-again": "On n'en a plus entendu parler.",
    "not-judged-again": "Les indices qui restent ne le montrent plus.",
    "cause-platform": (
        "Sur {platform:word} ({groups:word}), {share:percent} des tentatives ont échoué, d'ordinaire"
        " {usual:percent} : {failed_people:people} ; du reste du Web, {control_share:percent} ont échoué : la"
        " faute est donc à {platform:word}."
    ),
    "cause-platform-no-control": (
        "Sur {platform:word} ({groups:word}), {share:percent} des tentatives ont échoué, d'ordinaire"
        " {usual:percent} : {failed_people:people} ; la faute semble être à {platform:word}, mais il y avait"
        " trop peu d'autre trafic pour comparer."
    ),
    "cause-platform-unseen": (
        "Panne de {platform:word} que les requêtes une à une ne montrent pas : d'autres signes le disent."
    ),
    "cause-shared-provider": (
        "{platform:word} ont flanché ensemble, {share:percent} des tentatives, d'ordinaire {usual:percent} :"
        " {failed_people:people} ; la faute est à quelque chose qu'elles partagent."
    ),
    "cause-shared-provider-operator": (
        "{platform:word} ont flanché ensemble, {share:percent} des tentatives, d'ordinaire {usual:percent} :"
        " {failed_people:people} ; la faute est à {operator:word}, qui les exploite."
    ),
    "cause-unit-network": (
        "Depuis {where:word}, {share:percent} des tentatives ont échoué où qu'elles aillent, d'ordinaire"
        " {usual:percent} : {failed_people:people} ; tout va bien d'ailleurs : la faute est donc à notre"
        " propre réseau à cet endroit."
    ),
    "cause-unit-network-platform": (
        "Depuis {where:word}, {share:percent} des tentatives sur {platform:word} ont échoué, d'ordinaire"
        " {usual:percent} : {failed_people:people} ; cela fonctionne d'ailleurs : la faute est donc à notre"
        " propre réseau à cet endroit."
    ),
    "cause-egress": (
        "De tout le Web, {share:percent} des tentatives ont échoué, d'ordinaire {usual:percent} :"
        " {failed_people:people} ; la faute est à notre propre accès au Web, et à aucune plateforme."
    ),
    "cause-egress-own": (
        "Notre propre serveur mandataire a répondu à {share:percent} des requêtes par ses propres défauts,"
        " d'ordinaire {usual:percent} : la faute est à nous, et à aucune plateforme."
    ),
    "cause-policy": (
        "Notre propre filtre a refusé {share:percent} des requêtes vers {platform:word}, d'ordinaire"
        " {usual:percent} ; la plateforme n'y est pour rien."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "section.incidents": "Ce qui est tombé en panne",
    "section.incidents.note": (
        "à qui que ce soit la faute ; contour seul : simple soupçon ; heures : {zone:word}"
    ),
    "caption.incidents": (
        "Ce qui est tombé en panne, dans l'ordre du temps : à qui la faute, avec quelle certitude, de quand à"
        " quand, et la place de chaque panne dans la durée du journal"
    ),
    "incidents.none.days": (
        "Aucune panne en {lasted:count jour|jours}, pour autant que ce journal puisse le montrer."
    ),
    "incidents.none.hours": (
        "Aucune panne en {lasted:count heure|heures}, pour autant que ce journal puisse le montrer."
    ),
    "incidents.none.minutes": (
        "Aucune panne en {lasted:count minute|minutes}, pour autant que ce journal puisse le montrer."
    ),
    "incidents.none.note": (
        "Là où presque personne n'est allé, une panne a pu passer inaperçue : le calme est une inconnue, pas"
        " un signe de bonne santé."
    ),
    "incidents.none.unseen": "On ne peut rien dire des pannes : le journal ne montre aucun usage.",
    "incidents.more": "{incidents:count autre incident|autres incidents} dans le document JSON",
    "headline.incidents": "{incidents:count incident|incidents} : {names:word}.",
    "headline.incident": "{title:word} : {lasted:word}, à partir du {at:word}.",
    "column.incident": "Quoi",
    "column.cause": "À qui la faute",
    "column.when": "Quand",
    "column.lasted": "Durée",
    "column.lane": "Dans la durée du journal",
    "incident.title.platform": "Panne de {names:word}",
    "incident.title.egress": "Panne de notre accès au Web",
    "incident.title.policy": "{names:word} : bloqué par notre propre filtre",
    "incident.title.unit-network": "Panne du réseau de {units:word}",
    "incident.title.unit-network.unnamed": "Panne d'une partie de notre réseau",
    "incident.title.shared-provider": "Panne commune de {names:word}",
    "incident.title.account": "Notre propre compte sur {names:word} est en difficulté",
    "incident.title.blind": "Le journal s'est tu",
    "incident.title.unknown": "Panne de {names:word}",
    "incident.title.nameless": "plusieurs plateformes",
    "incident.names.more": "{names:word} et {more:count autre|autres}",
    "incident.name.egress": "notre accès au Web",
    "incident.name.unit-network": "notre réseau",
    "incident.name.blind": "le journal",
    "source.log": "ce journal",
    "cause.platform": "la plateforme",
    "cause.egress": "notre propre accès au Web",
    "cause.policy": "notre propre filtre",
    "cause.unit-network": "notre propre réseau, à un endroit",
    "cause.shared-provider": "un fournisseur qu'elles partagent",
    "cause.account": "notre propre compte",
    "cause.blind": "inconnu : rien n'a été vu",
    "cause.unknown": "inconnu",
    "state.suspected": "simple soupçon",
    "state.confirmed": "en cours",
    "state.recovering": "en rétablissement",
    "state.resolved": "terminé",
    "state.false-alarm": "fausse alerte",
    "incident.title.suspected": "Panne possible : {names:word}",
    "incident.fault": "À qui la faute : {cause:word}",
    "incident.no-fault": "à personne, ce n'était pas une panne",
    "incident.sure": "certitude : {percent:count}\u00a0%",
    "incident.briefly": "{day:word}, {from_:word} à {to:word}",
    "incident.briefly.days": "{day:word}, {from_:word} au {last:word}, {to:word}",
    "incident.briefly.open": "{day:word}, dès {from_:word}",
    "incident.when.open": "{begun:word}, et non terminé à la fin du journal",
    "incident.unknown-time": "à une heure inconnue",
    "fact.when": "Quand",
    "fact.confirmed": "Confirmé",
    "fact.confirmed.text": "{lasted:word} après le début de la première requête échouée",
    "fact.people": "Qui l'a subi",
    "fact.requests": "Requêtes échouées",
    "fact.units": "Unités",
    "fact.units.more": "{units:count autre unité|autres unités}",
    "fact.surfaces": "Ce qui est touché",
    "fact.peak": "Au pire",
    "fact.peak.text": "{share:percent} des tentatives échouées, sur 30 s",
    "terminal.incidents.more": "{incidents:count autre|autres} dans le rapport",
    "terminal.suspected": "{incidents:count soupçon|soupçons} de plus, dont rien n'est affirmé.",
    "incident.reasons": "Pourquoi nous le disons",
    "incidents.suspected": "Simples soupçons",
    "incidents.suspected.note": (
        "Des signes que quelque chose a fait défaut, trop peu pour en être sûr. Rien n'en est affirmé."
    ),
    "incidents.suspected.more": "{incidents:count autre soupçon|autres soupçons} dans le document JSON",
    "key.silent": "le journal est muet : inconnu",
    "key.suspected": "simple soupçon",
    "group.core": "pages et messages",
    "group.login": "ouverture de session",
    "group.media": "images et vidéo",
    "group.other": "contenu intégré et autres",
}  # fmt: skip
"""Label key -> fixed words of pages and of the terminal."""
