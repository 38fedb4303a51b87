"""Ce que les gens font ensemble: the codes and figures of `english_rooms.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "acknowledged": "Vu par {role:word}, qui s'en occupe.",
    "acknowledged-already": "Non retenu : {role:word} en a déjà pris acte.",
    "lead-taken": "{role:word} dirige désormais.",
    "lead-handed-over": "{role:word} dirige désormais ; la direction a été transmise.",
    "lead-is-no-role": ("Non retenu : cela ressemble à une personne ; nommez un rôle, comme Chef de quart."),
    "led-already": "Non retenu : {role:word} dirige déjà ; la direction peut être transmise.",
    "nobody-leads": (
        "Non retenu : personne ne dirige encore, il n'y a donc rien à transmettre ; prenez plutôt la"
        " direction."
    ),
    "commented": "Un commentaire.",
    "status-told": "Le personnel a été informé de la situation.",
    "status-empty": "Non retenu : l'avis ne dit rien ; écrivez-le dans une langue au moins.",
    "impact-stated": "Une unité a dit ce que cela signifie pour son travail.",
    "fallback-covers": "Une unité est passée à sa solution de rechange.",
    "fallback-covers-already": "Non retenu : la solution de rechange de cette unité y pourvoit déjà.",
    "fallback-ended": "La solution de rechange d'une unité n'est plus utilisée.",
    "no-fallback-in-use": (
        "Non retenu : aucune solution de rechange de cette unité n'est utilisée pour cela."
    ),
    "platform-not-hit": "Non retenu : {platform:word} n'est pas parmi les plateformes de cet incident.",
    "poll-answered": "La réponse est comptée.",
    "incident-reviewed": "Retour sur l'incident : ce qui a marché, et ce qui n'a pas marché.",
    "review-empty": "Non retenu : le retour ne dit rien ; écrivez ce qui a marché ou non.",
    "incident-goes-on": "Non retenu : l'incident dure encore ; revenez-y quand il sera terminé.",
    "incident-is-over": "Non retenu : l'incident est terminé.",
    "no-such-incident": "Non retenu : cet incident n'existe pas.",
    "learns-again": "Dit ne pas être une panne : ce que l'on y voit est désormais l'habitude.",
    "yet-to-come": "Non retenu : ce moment est encore à venir.",
    "ends-before-it-begins": "Non retenu : la fin précéderait le début ; mettez les heures en ordre.",
    "lesson-added": "Une leçon sur {platform:word} a été ajoutée.",
    "lesson-rated": "L'avis sur cette leçon est compté.",
    "lesson-withdrawn": "La leçon a été retirée.",
    "lesson-is-withdrawn": "Non retenu : cette leçon a été retirée.",
    "no-such-lesson": "Non retenu : cette leçon n'existe pas.",
    "question-asked": "La question est posée à toutes les unités.",
    "question-answered": "La question a reçu une réponse.",
    "no-question": "Non retenu : ce n'est pas une question, on ne peut donc y répondre.",
    "practice-published": "La pratique est à la disposition de toutes les unités.",
    "practice-withdrawn": "Cela a été retiré.",
    "practice-is-withdrawn": "Non retenu : cela a été retiré.",
    "no-such-practice": "Non retenu : cette question ou cette pratique n'existe pas.",
    "silenced": "Personne n'est averti au sujet de {platform:word} pendant ce temps.",
    "silence-ended": "Les avertissements reprennent.",
    "silence-is-over": "Non retenu : ce temps est déjà écoulé.",
    "silence-too-long": (
        "Non retenu : un silence dure {most:count jour|jours} au plus ; dites-le à nouveau ensuite."
    ),
    "no-such-silence": "Non retenu : ce silence n'existe pas.",
    "failure-reported": "Merci : il est compté que {platform:word} ne marche pas pour vous.",
    "reported-already": "Vous l'avez dit de {platform:word} il y a moins d'une heure ; c'est déjà compté.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "tried.open": "l'ouvrir",
    "tried.sign-in": "se connecter",
    "tried.read": "lire",
    "tried.search": "chercher",
    "tried.message": "envoyer des messages ou y répondre",
    "tried.publish": "publier",
    "tried.upload": "téléverser un fichier",
    "tried.watch": "regarder une vidéo",
    "tried.advertise": "gérer des annonces",
    "channel.intranet": "intranet",
    "channel.e-mail": "courriel",
    "channel.chat": "clavardage",
    "channel.phone": "téléphone",
    "channel.website": "notre site Web",
    "channel.social-media": "médias sociaux",
    "channel.in-person": "de vive voix",
    "poll.yes": "oui",
    "poll.no": "non",
    "poll.worked-around": "contourné",
    "silence.planned": "travaux planifiés",
    "silence.known": "une panne connue",
    "action.acknowledge": "en a pris acte",
    "action.take-lead": "a pris la direction",
    "action.hand-over": "a transmis la direction",
    "action.comment": "a dit",
    "action.status-update": "a informé le personnel",
    "action.state-impact": "a dit ce que cela signifie",
    "action.fallback-covers": "est passé à une solution de rechange",
    "action.fallback-ended": "a quitté la solution de rechange",
    "action.answer-poll": "a répondu au sondage",
    "action.review": "est revenu sur l'incident",
    "action.no-outage": "a dit que ce n'est pas une panne",
    "audit.viewed-register": "a consulté le registre",
    "audit.viewed-incident": "a consulté un incident",
    "audit.viewed-unit": "a consulté une unité",
    "audit.viewed-withheld": "a consulté des chiffres retenus",
    "audit.viewed-audit": "a consulté le journal d'audit",
    "audit.viewed-people": "a consulté les comptes",
    "audit.changed": "a modifié",
    "audit.exported": "a exporté",
    "audit.logged-in": "s'est connecté",
    "audit.log-in-failed": "n'a pas pu se connecter",
    "audit.logged-out": "s'est déconnecté",
    "audit.people-changed": "a modifié des comptes",
    "audit.keys-changed": "a modifié des clés",
    "audit.settings-changed": "a modifié des paramètres",
    "audit.number": "Numéro",
    "audit.at": "Quand",
    "audit.role": "Rôle",
    "audit.account": "Compte",
    "audit.what": "Quoi",
    "audit.of": "De quoi",
    "audit.nobody": "non connecté",
    "audit.empty": "Le journal d'audit est encore vide.",
    "audit.holds": (
        "La chaîne tient : {entries:count inscription|inscriptions}, la dernière avec l'empreinte"
        " {hash:word}."
    ),
    "audit.missing": "La chaîne ne tient pas : l'inscription {number:word} manque.",
    "audit.altered": (
        "La chaîne ne tient pas : l'inscription {number:word} n'est pas telle qu'elle a été écrite."
    ),
    "audit.not-behind": (
        "La chaîne ne tient pas : l'inscription {number:word} ne suit pas celle qui la précède."
    ),
    "audit.not-among": (
        "La chaîne tient en elle-même, mais l'empreinte {hash:word} n'y figure pas : sa fin a été coupée,"
        " ou elle a été entièrement récrite."
    ),
}
"""Key -> words."""
