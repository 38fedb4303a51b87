"""Ce sur quoi nous comptons: the codes and figures of `english_reliance.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "register-units-unknown": (
        "Le registre a {entries:count entrée|entrées} d'unités que l'annuaire ne connaît pas, et"
        " rien ici ne parle d'elles : {names:word}. Écrivez les unités comme l'annuaire, ou ajoutez-les-y."
    ),
    "register-without-directory": (
        "{entries:count entrée du registre n'est pas montrée|entrées du registre ne sont pas"
        " montrées} : sans annuaire, personne ne sait qui appartient à quelle unité. Donnez-en un avec"
        " --directory."
    ),
    "used-on-days": (
        "Utilisée {days:count jour|jours} sur {observed:count}, chaque fois par {people:people}."
    ),
    "same-people": (
        "Les mêmes personnes reviennent : {share:percent} de celles d'un jour étaient là le jour"
        " d'usage précédent."
    ),
    "in-working-hours": (
        "{share:percent} de l'usage tombe dans les heures de travail de l'unité ; {general:percent} de"
        " son autre trafic."
    ),
    "hours-managing": (
        "Des pages ou de la publicité sont gérées pendant {share:percent} des heures de travail de"
        " l'unité, par {strand_people:people} par jour."
    ),
    "hours-talking": (
        "Des messages sont échangés pendant {share:percent} des heures de travail de l'unité, par"
        " {strand_people:people} par jour."
    ),
    "hours-reading": (
        "On y lit pendant {share:percent} des heures de travail de l'unité : {strand_people:people} par"
        " jour."
    ),
    "kind-managing": (
        "Des pages que d'autres voient sont gérées pendant {share:percent} des heures de travail de"
        " l'unité."
    ),
    "kind-ask-the-unit": (
        "Avec qui on y échange et pourquoi on y lit, ces journaux ne le montrent pas : demandez à"
        " l'unité."
    ),
    "weak-only": (
        "On ne voit que ce que les téléphones et les logiciels font d'eux-mêmes. Requêtes :"
        " {requests:count}."
    ),
    "embeds-only": "On ne voit que ce que d'autres sites en chargent.",
    "few-days": (
        "Seulement {days:count jour observé|jours observés} : à moins de {wanted:count jour|jours},"
        " aucun niveau ne dépasse « important »."
    ),
    "no-general-traffic": (
        "L'autre trafic de l'unité n'a pas été vu ; ses heures de travail sont donc inconnues."
    ),
    "by-address": "Les personnes ne sont connues que par leur adresse : ce sont des appareils.",
    "partly-joined": (
        "Seules {share:percent} des lignes ont pu être rattachées à une unité ; d'autres peuvent être"
        " de celle-ci."
    ),
    "partly-blind": "Le journal a été muet pendant {share:percent} du temps.",
    "partly-off-network": (
        "{share:percent} de l'activité de nos propres comptes venait de l'extérieur de notre réseau."
    ),
    "turned-away": (
        "Notre propre politique a refusé des requêtes : {requests:count}. Voyez où va cette demande."
    ),
    "young-use": (
        "L'usage a commencé il y a {days:count jour|jours} : un essai, au plus « important », jusqu'à"
        " ce qu'il ait {wanted:count jour|jours}."
    ),
    "ask-machine-or-desk": (
        "Est-ce une machine, ou un poste partagé à tour de rôle ? Quelqu'un est là sans un jour de"
        " congé, et un journal ne peut dire lequel des deux."
    ),
    "ask-plain-reading": (
        "La plateforme est ouverte pendant {hours_share:percent} des heures de travail de l'unité,"
        " {days_share:percent} de ses jours de travail. Est-ce son travail, et pour quoi ? D'après de"
        " simples noms d'hôtes, un journal ne peut le dire."
    ),
    "level-first": "Observé pour la première fois, avec un score de {score:count}.",
    "level-settling": (
        "{days:count jour observé|jours observés} jusqu'ici : tant qu'il n'y en a pas assez, le niveau suit"
        " le score du jour, actuellement {score:count}, et est tout au plus « important »."
    ),
    "level-settled": (
        "{days:count jour observé|jours observés}, et cela suffit : avec un score de {score:count}, le niveau"
        " n'est plus limité à « important ». Désormais, seuls bien des jours de suite le changent."
    ),
    "level-rose": "Le score a été plus élevé {days:count jour|jours} de suite, actuellement {score:count}.",
    "level-fell": "Le score a été plus bas {days:count jour|jours} de suite, actuellement {score:count}.",
    "digest-not-critical": "Pour le résumé de la semaine : ce n'est pas critique pour la mission.",
    "digest-owner-known": "Pour le résumé de la semaine : {owner:word} en est responsable.",
    "digest-over-already": (
        "Pour le résumé de la semaine : le niveau avait déjà changé de nouveau quand cela a été constaté."
    ),
    "likely-critical-without-owner": (
        "À signaler aussitôt : probablement critique pour la mission, non confirmé, et personne n'en est"
        " responsable."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "level.none": "aucune dépendance",
    "level.incidental": "accessoire",
    "level.habitual": "habituel",
    "level.important": "important",
    "level.mission-critical": "essentiel à la mission",
    "level.mission-critical.likely": "probablement essentiel à la mission, non confirmé",
    "confidence.low": "faible",
    "confidence.medium": "moyenne",
    "confidence.high": "élevée",
    "kind.internal": "interne",
    "kind.external": "externe",
    "kind.citizen-citizen": "entre citoyens",
    "kind.not-visible": "non visible",
    "identity.professional": "professionnelle : on y gère des pages",
    "identity.personal": "personnelle",
    "identity.not-visible": "non visible : comptes personnels et professionnels ouvrent les mêmes hôtes",
    "factor.reach": "Portée",
    "factor.regularity": "Régularité",
    "factor.rhythm": "Rythme de travail",
    "factor.depth": "Profondeur",
    "factor.listening": "Écoute",
    "factor.cohort": "Groupe constant",
    "factor.persistence": "Persistance",
    "factor.substitution": "Substitution",
    "band.no-certain-use": "aucun usage certain",
    "band.machine-or-desk": "une machine, ou un poste partagé",
    "band.no-outage-seen": "aucune panne révélatrice",
    "band.reach.most": "la plus grande partie de l'unité",
    "band.reach.many": "une bonne partie de l'unité",
    "band.reach.some": "une partie de l'unité",
    "band.reach.few": "peu de l'unité",
    "band.reach.nobody": "personne",
    "band.regularity.daily": "chaque jour, les mêmes personnes",
    "band.regularity.most-days": "la plupart des jours",
    "band.regularity.weekly": "environ chaque semaine",
    "band.regularity.now-and-then": "de temps à autre",
    "band.regularity.hardly": "presque jamais",
    "band.rhythm.as-you-work": "au rythme du travail de l'unité",
    "band.rhythm.mostly": "surtout à ce rythme",
    "band.rhythm.partly": "en partie à ce rythme",
    "band.rhythm.apart": "à un autre rythme",
    "band.rhythm.unknown": "le travail de l'unité est inconnu",
    "band.depth.all-day": "gestion toute la journée",
    "band.depth.all-day-in-talk": "échanges toute la journée",
    "band.depth.often": "gestion ou échanges souvent",
    "band.depth.regularly": "gestion régulière",
    "band.depth.in-talk": "échanges réguliers",
    "band.depth.sometimes": "gestion ou échanges parfois",
    "band.depth.rarely": "gestion ou échanges rarement",
    "band.depth.none": "ni gestion ni échanges",
    "band.listening.all-day": "lecture et recherche toute la journée",
    "band.listening.often": "lecture fréquente",
    "band.listening.regularly": "lecture régulière",
    "band.listening.sometimes": "lecture parfois",
    "band.listening.watching": "on regarde plutôt qu'on ne lit",
    "band.listening.none": "presque pas de lecture",
    "band.cohort.steady": "un petit groupe y travaille constamment",
    "band.cohort.forming": "un petit groupe se forme",
    "band.cohort.not-a-small-group": "pas un petit groupe parmi d'autres",
    "band.cohort.none": "aucun tel groupe",
    "band.persistence.insisted": "on a insisté pendant la panne",
    "band.persistence.kept-trying": "on a continué d'essayer",
    "band.persistence.gave-up": "on a renoncé",
    "band.substitution.nothing-instead": "rien ne l'a remplacée",
    "band.substitution.partly-replaced": "remplacée en partie",
    "band.substitution.replaced": "remplacée par d'autres",
}  # fmt: skip
"""Label key -> words for levels, factors and bands."""
