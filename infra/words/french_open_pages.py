"""French of the pages that are open to everybody: it fails for me, and the status for all staff."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "fails.which": "Qu'est-ce qui ne marche pas ?",
    "fails.what": "{platform:word} ne marche pas : que vouliez-vous faire ?",
    "fails.platform": "{platform:word} ne marche pas pour moi",
    "fails.own": "Ce que votre unité utilise",
    "fails.used": "Ce qui est utilisé ici",
    "fails.found": "Trouvé",
    "fails.none-found": "Rien ne s'appelle « {words:word} ». Écrivez une partie du nom, par exemple face.",
    "fails.find": "Autre chose",
    "fails.search": "Chercher",
    "fails.unit": "Pour quelle unité",
    "fails.own-work": "Travail de votre unité",
    "fails.tried": "Ou en général",
    "fails.other": "Autre chose ne marche pas",
    "fails.kept": (
        "Sont conservés la plateforme, l'heure, ce que vous avez essayé et, le cas échéant, l'unité au nom "
        "de laquelle vous parlez. Ni votre nom ni votre adresse : un pseudonyme qui finit avec la journée "
        "évite de compter quelqu'un deux fois."
    ),
    "fails.known": "Connu depuis {at:word}",
    "fails.known-already": "C'est connu",
    "fails.people": "Touché : {people:people}.",
    "fails.not-alone": "Vous n'êtes pas seul ; nous cherchons",
    "fails.first": "Vous êtes la première personne ; nous cherchons",
    "fails.looking": (
        "Jusqu'ici rien d'autre ne montre que {platform:word} ne marche pas. Réessayez dans quelques "
        "minutes ; si cela continue, regardez la page d'état."
    ),
    "fails.fallback": "En attendant, votre unité passe à : {fallback:word}.",
    "fails.fallback.if-it-lasts": "Si cela dure, votre unité passe à : {fallback:word}.",
    "fails.lessons": "Ce que d'autres font à la place",
    "fails.counted": "Merci : c'est compté.",
    "fails.already": "Cela a été dit d'ici il y a moins d'une heure, et c'est déjà compté.",
    "fails.on-its-way": "Votre parole est en route.",
    "fails.outside": "Cela marche depuis le réseau interne, ou après connexion",
    "fails.outside.what": (
        "Ouvrez cette page depuis un appareil du réseau de votre organisation, ou connectez-vous. La page "
        "d'état est ouverte à tout le monde."
    ),
    "status.calm": "Toutes les plateformes marchent comme d'habitude",
    "status.unknown": "On ne sait encore rien",
    "status.unknown.what": "Le portail vient de démarrer. Rechargez la page dans une minute.",
    "status.since": "depuis {at:word}",
    "status.wait": "Vous n'avez rien à faire ; on vous dira ici quand c'est fini.",
    "status.me-too": "Pour moi non plus",
    "status.others": "Tout le reste",
    "status.all": "Toutes les plateformes",
    "status.what-to-do": (
        "Quelque chose qui n'est pas dit ici ne marche pas ? Dites-le : il suffit de deux touches."
    ),
    "status.health.ok": "marche",
    "status.health.quiet": "personne ne l'utilise en ce moment, donc personne ne sait",
    "status.health.blind": "nous ne voyons rien en ce moment",
    "status.cause.platform": "{platform:word} lui-même est en panne ; notre réseau va bien.",
    "status.cause.platform.suspected": "Premiers signes d'une panne de {platform:word}.",
    "status.cause.egress": "Notre propre connexion à Internet est en panne ; on la répare.",
    "status.cause.egress.suspected": "Premiers signes d'une panne de notre propre connexion.",
    "status.cause.unit-network": "Le réseau d'une partie de notre organisation est en panne.",
    "status.cause.unit-network.suspected": "Premiers signes d'ennuis dans une partie de notre réseau.",
    "status.cause.policy": "Notre propre filtre refuse {platform:word} ; on s'en occupe.",
    "status.cause.policy.suspected": "Notre propre filtre refuse peut-être {platform:word}.",
    "status.cause.account": "Le compte de notre organisation sur {platform:word} ne marche pas.",
    "status.cause.account.suspected": (
        "Le compte de notre organisation sur {platform:word} ne marche peut-être pas."
    ),
}
"""Key -> words."""
