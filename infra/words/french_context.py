"""What happened around outages: our own changes, where citizens turned, what vendors said. French words."""

REASONS: dict[str, str] = {
    "changed-filter": "Notre filtre a été modifié.",
    "changed-proxy": "Notre mandataire a été modifié.",
    "changed-certificate": "Un de nos certificats a été modifié.",
    "changed-firewall": "Notre pare-feu a été modifié.",
    "changed-dns": "Notre service de noms a été modifié.",
    "changed-network": "Notre réseau a été modifié.",
    "changed-identity": "Notre service de connexion a été modifié.",
    "changed-other": "Autre chose a été modifié chez nous.",
    "change-filter-refuses": "Ce qui filtre les requêtes refuse peut-être depuis ce qui passait avant.",
    "change-filter-breaks-one": (
        "Un filtre peut couper une seule plateforme ou un seul lieu sans rien refuser."
    ),
    "change-filter-breaks-all": "Un filtre qui tombe emporte notre sortie vers Internet.",
    "change-proxy-breaks-all": "Tout passe par le mandataire : tout tombe avec lui.",
    "change-proxy-breaks-one": "Un mandataire peut perdre le chemin d'une plateforme ou d'un seul lieu.",
    "change-certificate-untrusted": (
        "Un certificat auquel on ne fait pas confiance coupe les connexions sécurisées."
    ),
    "change-cuts-the-way": "Une règle ou une route peut couper le chemin vers ce qui échoue.",
    "change-names-not-found": "Sans son nom, rien de ce que l'on cherche par son nom ne se trouve.",
    "change-sign-in-fails": "Qui ne peut pas se connecter ne va pas plus loin.",
    "change-silences-a-log": "Un changement à cet endroit peut faire taire le journal lui-même.",
    "change-somewhere-else": (
        "Aucun lien évident avec cette panne : il en est seulement proche dans le temps."
    ),
    "change-names-platforms": "Il visait une plateforme qui échoue.",
    "change-names-sites": "Il a été fait à un site où cela échoue.",
    "change-vendor-says-so": "Contre cette piste : le fournisseur dit que la faute est chez lui.",
    "full-contact-centre": "Le centre d'appels est plein : il ne peut plus rien prendre.",
    "full-e-mail": "La messagerie est pleine : plus rien n'y aura de réponse à temps.",
    "full-web-form": "Le formulaire Web est plein : plus rien n'y aura de réponse à temps.",
    "full-sms": "Les textos sont pleins : plus rien n'y aura de réponse à temps.",
    "full-chat": "Le clavardage est plein : il ne peut plus rien prendre.",
    "full-counter": "Le comptoir est plein : il ne peut plus rien prendre.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "changed.filter": "Notre filtre a été modifié",
    "changed.proxy": "Notre mandataire a été modifié",
    "changed.certificate": "Un de nos certificats a été modifié",
    "changed.firewall": "Notre pare-feu a été modifié",
    "changed.dns": "Notre service de noms a été modifié",
    "changed.network": "Notre réseau a été modifié",
    "changed.identity": "Notre service de connexion a été modifié",
    "changed.other": "Autre chose a été modifié chez nous",
    "ours": "Est-ce que cela vient de nous ?",
    "ours.what": (
        "Nos propres changements avant le début, selon la facilité avec laquelle ils auraient pu en être la"
        " cause. Ils disent où regarder d'abord ; la cause ci-dessus ne vient que des observations."
    ),
    "ours.before": "{duration:word} avant le début",
    "ours.at-once": "au moment même du début",
    "ours.points": "{points:count} points sur 100",
    "ours.likely": "probable",
    "ours.possible": "possible",
    "ours.not-ruled-out": "pas exclu",
    "ours.name": "C'était la cause",
    "ours.take-back": "Retirer cela",
    "ours.named": "Désigné comme la cause",
    "ours.named.by": "{at:word}, {role:role}",
    "demand": "Où se tourne le public",
    "demand.what": (
        "Contacts par nos propres canaux depuis le début, arrondis, à côté de l'habituel à ces heures. Ce ne"
        " sont pas des chiffres sur le personnel, et nul ne sait combien de personnes cela représente."
    ),
    "demand.channel": "Canal",
    "demand.seen": "Contacts",
    "demand.usual": "Habituel",
    "demand.above": "De plus que d'habitude",
    "demand.capacity": "Capacité",
    "demand.about": "environ {count:count}",
    "demand.between": "{low:count} à {high:count}",
    "demand.not-known": "pas encore connu",
    "demand.not-moved": "pas plus que d'habitude",
    "demand.not-told": "non indiquée",
    "demand.busiest": "{share:percent} au plus fort",
    "demand.full": "plein depuis {at:word}",
    "demand.was-full": "plein à partir de {at:word}",
    "demand.exhausted": (
        "Une solution de repli qui mène à un canal plein est épuisée. À vérifier pour : {fallbacks:word}."
    ),
    "demand.channel.contact-centre": "centre d'appels",
    "demand.channel.e-mail": "courriel",
    "demand.channel.web-form": "formulaire Web",
    "demand.channel.sms": "textos",
    "demand.channel.chat": "clavardage",
    "demand.channel.counter": "comptoir",
    "vendor": "Quand le fournisseur le dit",
    "vendor.what": (
        "Depuis un an, parmi ce que nous avons confirmé comme sa faute pendant que nous suivions sa page."
    ),
    "vendor.none": "Depuis un an, rien n'y est tombé en panne dont le fournisseur aurait pu parler.",
    "vendor.incidents": "Ce dont il aurait pu parler",
    "vendor.said": "Annoncé",
    "vendor.never": "Jamais annoncé",
    "vendor.never.share": "{count:count} ({share:percent})",
    "vendor.median": "Médiane",
    "vendor.late": "{duration:word} après nous",
    "vendor.early": "{duration:word} avant nous",
    "vendor.unheard": "Sa page d'état ne nous a encore rien dit : son silence ne compte donc pas.",
    "vendor.spells": "Ce que disait sa page d'état",
    "vendor.spell": "{state:word}, du {from:word} au {to:word}",
    "vendor.spell.open": "{state:word} depuis le {from:word}",
    "vendor.spell.unseen": "nous n'en avons rien vu",
    "vendor.spell.seen": "vu par nous aussi",
    "vendor.state.degraded": "perturbation",
    "vendor.state.outage": "panne",
}
"""Fixed words of pages."""
