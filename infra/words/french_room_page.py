"""French of an incident's room."""

REASONS: dict[str, str] = {}

LABELS = {
    "acted.waiting": "C'est en route, et pas encore appliqué; cette page le dira dès que ce le sera.",
    "room.lead": "Conduite",
    "room.lead.nobody": "personne encore",
    "room.acknowledged": "Pris en compte",
    "room.acknowledged.not": "pas encore",
    "room.vendor": "Leur page d'état",
    "room.vendor.silent": "ne dit encore rien",
    "room.acknowledge": "Prendre en compte",
    "room.no-outage": "Ce n'est pas une panne : réapprendre",
    "room.fallback": "Solution de repli",
    "room.fallback.covers": "La solution de repli couvre",
    "room.fallback.undeclared": "aucune n'est déclarée",
    "room.fallback.declare": "En déclarer une",
    "room.fallback.ends": "De retour sur la plateforme",
    "room.story": "Ce qui s'est passé",
    "room.vendor.said": "Le fournisseur le dit sur sa page d'état.",
    "room.people.said": "La première personne a dit que cela ne marche pas.",
    "room.affected": "Êtes-vous touchés ?",
    "room.unit": "Unité",
    "room.poll": "Qui est touché",
    "room.lessons": "Ce qui a déjà aidé",
    "room.lessons.none": "On ne connaît encore rien qui ait aidé.",
    "room.lesson.add": "Ajouter une leçon",
    "room.platform": "Plateforme",
    "room.purpose": "Pour quoi",
    "room.purpose.external": "joindre des gens à l'extérieur",
    "room.purpose.internal": "parler entre nous",
    "room.purpose.listening": "écouter",
    "room.purpose.citizen-citizen": "des gens extérieurs entre eux",
    "room.instead": "Que faire à la place",
    "room.lead.role": "Rôle",
    "room.lead.role.hint": "un rôle tel que chef de service, jamais un nom",
    "room.lead.note": "Ce que ce rôle doit savoir",
    "room.lead.take": "Prendre la conduite",
    "room.lead.hand-over": "Passer la conduite",
    "room.say": "Dire quelque chose",
    "room.comment": "À toutes les personnes de la salle",
    "room.comment.send": "Le dire",
    "room.impact": "Déclarer ce que cela signifie pour votre unité",
    "room.impact.text": "Ce qui est à l'arrêt, et pour qui",
    "room.impact.send": "Le déclarer",
    "room.update": "Informer le personnel",
    "room.update.channel": "Par quelle voie",
    "room.update.send": "Cela a été envoyé",
    "room.review": "Retour sur incident",
    "room.review.worked": "Ce qui a marché",
    "room.review.did-not": "Ce qui n'a pas marché",
    "room.review.send": "Le garder",
    "room.draft.platform": (
        "{platform:word} ne marche plus chez nous depuis {at:word}. La panne vient de {platform:word} ; "
        "nous surveillons et vous dirons quand ce sera fini. Si vous connaissez une autre voie,"
        " utilisez-la."
    ),
    "room.draft.egress": (
        "Beaucoup de pages web ne marchent plus chez nous depuis {at:word}. La panne vient de notre "
        "propre accès ; nous le réparons et vous dirons quand ce sera fini."
    ),
    "room.draft.other": (
        "{platform:word} ne marche pas comme d'habitude chez nous depuis {at:word}. Nous cherchons la "
        "cause et vous en dirons plus."
    ),
    "room.draft.over": "{platform:word} marche de nouveau. Merci de votre patience.",
}
