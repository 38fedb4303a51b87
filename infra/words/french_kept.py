"""French of what is kept about use, of the notice to staff and of the privacy annex."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "kept.lead": (
        "Holdfast regarde de quelles plateformes publiques dépendent les unités de l'organisation, et "
        "quand elles tombent en panne. Il connaît des unités, pas des personnes : il n'y a pas de page sur "
        "une personne, et les chiffres de moins de {k:count personne|personnes} sont retenus. Ce qui est "
        "conservé est pseudonymisé, et reste une donnée personnelle ; voici donc tout."
    ),
    "kept.purpose": "À quoi cela sert",
    "kept.no-purpose": (
        "Personne n'a encore écrit à quoi cela sert. Demandez à ceux qui exploitent Holdfast : sans but, "
        "rien ne devrait être regardé."
    ),
    "kept.notice": "Avis au personnel",
    "kept.dropped": "Ce qui n'est pas conservé",
    "kept.dropped.paths": (
        "Les chemins et requêtes des adresses web : quelle page, quelle recherche, quel message."
    ),
    "kept.dropped.people": (
        "Les noms de connexion des journaux : chacun devient un pseudonyme avant de quitter le collecteur."
    ),
    "kept.dropped.addresses": (
        "Les adresses des appareils, de même ; d'un signalement « cela ne marche pas pour moi », aucune "
        "adresse n'est conservée non plus."
    ),
    "kept.dropped.content": (
        "Ce que les gens écrivent ou lisent. Holdfast voit des noms d'hôtes, des tailles et des heures, "
        "jamais le contenu."
    ),
    "kept.dropped.private": (
        "Les sites qui ne sont pas une plateforme connue, sauf le nombre de requêtes ; et toutes les "
        "personnes que l'annuaire exclut."
    ),
    "kept.pseudonyms": "Comment marchent les pseudonymes",
    "kept.pseudonyms.how": (
        "Un nom de connexion, ou une adresse à défaut, est changé par une clé secrète en un nombre de 64 "
        "bits. Avec ce nombre, chaque personne est comptée une fois ; sans la clé, personne ne retrouve le "
        "nom par essais. C'est pseudonymisé : cela reste une donnée personnelle, gardée comme telle."
    ),
    "kept.pseudonyms.end": (
        "Sur Kafka, les pseudonymes vivent au plus {hours:count heure|heures}. Ensuite ils n'existent que "
        "sous une forme condensée, qui sert à compter les personnes, pendant {days:count jour|jours}. "
        "Quand une clé est oubliée, tout ce qu'elle a produit disparaît aussitôt."
    ),
    "kept.sample": "Une ligne telle qu'elle est conservée",
    "kept.sample.what": "inventée : une heure d'une unité sur une plateforme",
    "kept.what": "Quoi",
    "kept.fields": "Champs",
    "kept.how-long": "Combien de temps",
    "kept.times": "Fois",
    "kept.right": "Ce qui est permis",
    "kept.roles": "À qui",
    "kept.who": "Qui peut regarder",
    "kept.who.nobody": (
        "Personne ne voit des personnes. Les rôles voient des unités, et seulement celles pour lesquelles "
        "ils ont été donnés."
    ),
    "kept.looked": "Combien de fois on a regardé",
    "kept.looked.never": "Personne n'a regardé pendant ce temps.",
    "kept.group.use": "Usage des plateformes",
    "kept.group.outages": "Pannes",
    "kept.group.said": "Ce que les gens ont dit et fait ensemble",
    "kept.group.own": "Les comptes de l'organisation sur les plateformes",
    "kept.group.accounts": "Les personnes qui utilisent le portail lui-même, et qui a regardé quoi",
    "kept.group.running": "Ce qu'il faut pour fonctionner",
    "kept.topics": "En chemin entre les parties (Kafka)",
    "kept.for.days": "{days:count jour|jours}",
    "kept.for.standing": "jusqu'à ce qu'une personne l'enlève",
    "kept.for.hour": "une heure",
    "kept.for.account": "aussi longtemps que le compte, la session ou la clé",
    "kept.for.resend": "tant que son fournisseur pourrait le renvoyer, deux jours au plus",
    "kept.for.quarter-hour": "15 minutes",
    "kept.for.fortnight": "14 jours après son dernier mot",
    "kept.for.sent": "jusqu'à l'envoi",
    "kept.for.newest": "le plus récent de chacun",
    "kept.table.usage_minutes": "Requêtes par plateforme et minute, de tout le monde ensemble",
    "kept.table.usage_hours": "Requêtes d'une unité sur une plateforme, par heure et par issue",
    "kept.table.usage_days": (
        "Personnes et temps actif par unité, plateforme et jour, en pseudonymes condensés"
    ),
    "kept.table.control_hours": "Usage général du web d'une unité par heure, d'après un échantillon",
    "kept.table.own_changes": "Ce que nous avons changé chez nous, quand, et le nom donné au changement",
    "kept.table.demand_counts": "Combien de contacts par canal et tranche de temps : des nombres, jamais qui",
    "kept.table.demand_hours": "La même chose par heure, pour dire ce qui est habituel",
    "kept.table.peer_words": "Ce que d'autres organisations disent des plateformes, et jusqu'à quand",
    "kept.table.vendor_words": "Ce que disaient les pages d'état des fournisseurs, et quand",
    "kept.table.notice_decisions": "Qui a été avisé d'un fait, ou ne l'a pas été, et pourquoi",
    "kept.table.notice_standings": "Ce dont chaque public a été avisé jusqu'ici",
    "kept.table.notice_deliveries": (
        "Chaque message à un public tel qu'il est parti, par quelle voie, et jusqu'où il est allé"
    ),
    "kept.table.desk_tickets": "Le numéro du billet qu'un centre de services a ouvert pour une panne",
    "kept.table.touched_days": "Combien de fois les chiffres d'un jour ont été complétés",
    "kept.table.published_periods": "Les semaines et les mois publiés, et quand ils l'ont été",
    "kept.table.published_platforms": "Une plateforme par semaine ou mois, toutes unités ensemble",
    "kept.table.published_cells": "Une unité sur une plateforme par semaine ou mois, montrée ou masquée",
    "kept.table.published_surfaces": "À quoi une plateforme a servi par semaine ou mois, tel que montré",
    "kept.table.published_hours": "Les heures de la semaine d'une plateforme, en cinq teintes",
    "kept.table.pair_days": "La journée d'une unité sur une plateforme, en résumé",
    "kept.table.unit_days": "La journée d'une unité sur le web, en résumé",
    "kept.table.unit_standings": "Jusqu'où les jours d'une unité sont résumés",
    "kept.table.dependencies": "De quoi dépend chaque unité, par points",
    "kept.table.dependency_changes": "Changements de ces dépendances",
    "kept.table.unit_findings": "Ce qu'il y a à dire à une unité ou aux risques",
    "kept.table.incidents": "Les pannes telles qu'elles sont",
    "kept.table.incident_transitions": "Leur déroulement",
    "kept.table.incident_impact": "Plages de travail qu'une panne a coûtées à une unité",
    "kept.table.incident_severities": "La gravité d'une panne",
    "kept.table.availability_months": "Comment une plateforme a marché pour nous, par mois",
    "kept.table.incident_actions": (
        "Ce que sont devenus les gestes des gens ; le compte sous pseudonyme, aucun pour un signalement"
    ),
    "kept.table.incident_rooms": "Qui conduit, par rôle, les replis, les réponses à « êtes-vous touchés ? »",
    "kept.table.lessons": "Que faire à la place, et si cela a aidé",
    "kept.table.practices": "Questions entre unités, réponses et pratiques",
    "kept.table.silences": "Pendant quand on ne prévient personne pour une plateforme",
    "kept.table.reports": (
        "Combien ont dit « cela ne marche pas pour moi », par plateforme, heure, unité et travail"
    ),
    "kept.table.report_marks": "Pseudonymes du jour, pour qu'un signalement compte une fois",
    "kept.table.exercises": "Exercices sur table : ce qui a été imaginé, et ce qui a été convenu",
    "kept.table.exercise_answers": "Ce que les unités y ont répondu",
    "kept.table.exercise_actions": "Ce que des gens y ont fait ; le compte par un pseudonyme",
    "kept.table.register_entries": "Ce que les unités ont déclaré d'une plateforme",
    "kept.table.register_changes": "Les changements de cela ; le compte sous pseudonyme",
    "kept.table.questions": "Ce qu'on a demandé à une unité",
    "kept.table.register_alerts": "Ce qu'on a dit aux risques",
    "kept.table.own_accounts": (
        "Ce que les unités déclarent de leurs comptes : un rôle responsable, jamais une personne"
    ),
    "kept.table.post_drafts": "Les publications en projet, leurs mots ; l'auteur par un pseudonyme",
    "kept.table.critical_windows": "Les moments où des plateformes ne doivent pas faire défaut",
    "kept.table.post_explanations": "Ce qu'était une publication inattendue, selon quelqu'un",
    "kept.table.account_actions": "Ce que des gens ont fait à ce sujet ; le compte par un pseudonyme",
    "kept.table.account_days": (
        "Combien de gens du dehors ont écrit à un compte un jour donné, et le délai de réponse"
    ),
    "kept.table.account_conversations": (
        "Une conversation par un numéro à clé : quand chacun a écrit, jamais quoi, et jamais qui"
    ),
    "kept.table.account_states": "Qui attend une réponse d'un compte, et ce qui ne va pas avec lui",
    "kept.table.account_posts": (
        "Si une publication était approuvée ; ses mots tout au plus par un numéro à clé"
    ),
    "kept.table.window_preflights": "Ce qui n'était pas prêt avant un tel moment",
    "kept.table.audit_entries": "Qui a regardé, changé ou exporté quoi ; le compte sous pseudonyme",
    "kept.table.hub_accounts": "Noms de connexion et noms des personnes qui utilisent le portail",
    "kept.table.hub_grants": "Leurs rôles",
    "kept.table.hub_sessions": "Leurs sessions ouvertes, sans adresse",
    "kept.table.hub_api_keys": "Leurs clés pour programmes, en empreintes",
    "kept.table.hub_login_attempts": "Connexions échouées, par empreinte à clé",
    "kept.table.hub_hook_deliveries": "Envois de webhooks déjà reçus, sous forme d'empreintes",
    "kept.table.hub_secrets": "Secrets du portail lui-même",
    "kept.table.offsets": "Jusqu'où les indices sont lus",
    "kept.table.usage_read": "Quand les relevés d'usage ont été lus jusqu'au bout pour la dernière fois",
    "kept.table.rule_states": "Ce dont le jugement se souvient, dont des pseudonymes des dernières heures",
    "kept.table.sources": "Les journaux qui sont lus",
    "kept.table.outbox": "Messages sur le départ",
    "kept.table.forgotten_keys": "Clés de pseudonymes qui ont été oubliées",
    "kept.topic.evidence.usage": "Usage par unité, avec pseudonymes",
    "kept.topic.evidence.signals": (
        "Ce qui a marché ou non toutes les dix secondes, avec pseudonymes ; signalements"
    ),
    "kept.topic.hub.actions": "Les gestes des gens, le compte sous pseudonyme",
    "kept.topic.hub.changes": "Ce qui a été décidé, pour les pages en direct",
    "kept.topic.hub.audit": "Qui a regardé quoi",
    "kept.topic.collector.positions": "Jusqu'où chaque journal est lu",
    "kept.topic.dead.letters": "Lignes illisibles : où et pourquoi, jamais ce qui y était",
    "kept.topic.monitors.dead.letters": "Messages qui n'ont pas pu être pris",
    "notice.why": "Pourquoi",
    "notice.purpose": "L'organisation regarde les journaux du mandataire web dans ce but :",
    "notice.practice": (
        "Cela se fait en permanence, par un programme (Holdfast), pour toutes les personnes du réseau de "
        "l'organisation. Les journaux eux-mêmes disent quels hôtes ont été visités, quand et avec quel "
        "résultat."
    ),
    "notice.what": "Ce qui en est conservé",
    "notice.fields": (
        "Par unité, plateforme et heure : combien de requêtes, ce qu'elles sont devenues, combien d'octets "
        "et combien de personnes différentes. Aucune liste de personnes, aucun chemin, aucun contenu."
    ),
    "notice.long.evidence": "Pseudonymes en chemin : au plus {hours:count heure|heures}.",
    "notice.long.minutes": "Requêtes par plateforme et minute : {hours:count heure|heures}.",
    "notice.long.hours": (
        "Requêtes par unité et heure, semaines et mois tels que montrés : {hours_days:count jour|jours}. "
        "Personnes et temps actif par jour : {days_days:count jour|jours}."
    ),
    "notice.long.rest": (
        "De quoi dépendent les unités, les pannes et ce que les gens ont déclaré : jusqu'à ce qu'une "
        "personne l'enlève."
    ),
    "notice.few": (
        "Les chiffres de moins de {k:count personne|personnes} sont retenus, et les personnes sont dites "
        "par pas de cinq."
    ),
    "notice.private": "Usage privé",
    "notice.private.what": (
        "L'usage privé dans les règles de l'organisation n'est pas un constat. Rien ne classe des "
        "personnes, et on ne peut pas demander à Holdfast ce qu'une personne a fait. Un soupçon d'abus "
        "s'examine par d'autres moyens et d'autres règles, sans Holdfast."
    ),
    "notice.rights": "Vos questions",
    "notice.rights.what": (
        "La page « Ce qui est conservé » montre chaque champ, et combien de fois on a regardé. Vos droits "
        "d'être informé, de faire corriger et de vous opposer valent aussi pour des données pseudonymisées "
        "; adressez-vous à votre bureau de la vie privée."
    ),
    "annex.title": "Annexe pour l'évaluation des facteurs relatifs à la vie privée",
    "annex.what": (
        "Faite des réglages tels qu'ils étaient le {at:word}. Si le but est licite et pèse assez, ce n'est "
        "pas à un programme de le dire."
    ),
    "annex.settings": "Réglages en vigueur",
    "annex.k": "Le moins de personnes dont on montre un chiffre",
    "annex.base": "Les personnes sont arrondies par pas de",
    "annex.suppression": "Rétention de chiffres",
    "annex.suppression.what": (
        "Un chiffre retenu entre dans une somme d'au moins deux chiffres retenus, pour que personne ne "
        "puisse le soustraire (suppression complémentaire). Décidé une fois par semaine ou mois clos, à la "
        "publication."
    ),
    "annex.evidence": "Pseudonymes sur Kafka, au plus",
    "annex.hours": "{hours:count heure|heures}",
    "annex.networks": "Réseaux d'où chacun peut signaler sans compte",
    "annex.data": "Catégories de données, et combien de temps elles restent",
    "annex.risks": "Risques, et ce qui est fait contre eux",
    "annex.risk": "Risque",
    "annex.measure": "Mesure",
    "annex.risk.person": "Quelqu'un veut voir ce qu'une personne a fait",
    "annex.measure.person": (
        "Une telle vue n'existe pas, ni une telle question ; les comptes et les pseudonymes des indices ne "
        "peuvent pas être rapprochés dans le portail."
    ),
    "annex.risk.few": "Les chiffres d'un petit groupe disent qui c'était",
    "annex.measure.few": (
        "Moins de {k:count personne|personnes} : retenus en entier, dans les pages, exports, métriques et "
        "alertes. Le niveau d'une petite unité ne va qu'à cette unité, et sans chiffre à la gestion des "
        "risques : pendant qu'une panne la touche, et lorsqu'elle a laissé une question sans réponse."
    ),
    "annex.risk.differences": "Deux vues soustraites l'une de l'autre en disent plus que chacune",
    "annex.measure.differences": (
        "Seulement des semaines et des mois fixes ; les décisions de retenir sont conservées et ne se "
        "refont pas."
    ),
    "annex.risk.curious": "Quelqu'un qui a un rôle fouine",
    "annex.measure.curious": (
        "Les rôles n'atteignent que des unités nommées ; les vues du registre, des unités et des pannes, "
        "et les exports sont dans un journal d'audit enchaîné par empreintes ; le personnel voit combien "
        "de fois cela arrive."
    ),
    "annex.risk.change": "Le but glisse",
    "annex.measure.change": (
        "Le but figure sur cette page et sur celle du personnel, d'après les réglages du portail ; seuls "
        "ceux qui l'exploitent le changent, et tout le monde le voit."
    ),
    "annex.risk.key": "La clé des pseudonymes s'échappe",
    "annex.measure.key": (
        "Elle n'est que chez les collecteurs. Une clé peut être changée et oubliée ; ce qu'elle a produit "
        "est alors enlevé pour de bon."
    ),
    "annex.roads": "Les voies de sortie",
    "annex.roads.what": (
        "Un nom de connexion, une adresse, un chemin ou une requête s'arrête au collecteur : rien de "
        "cela ne va dans Kafka, dans une table, sur une page ou dans un journal de Holdfast, sinon sous "
        "pseudonyme. Les pages, l'API, les exportations, les rapports imprimés et ce qui est dit en "
        "direct demandent tous à une seule politique, selon le plus petit groupe indiqué plus haut, ce "
        "qui peut être dit à qui. Les chiffres de surveillance (/metrics) sont ceux de Holdfast "
        "lui-même et des plateformes, et aucun n'est celui d'une unité ; {networks:count réseau "
        "lit|réseaux lisent} ceux du portail sans clé."
    ),
    "annex.less": "Voies moins intrusives",
    "annex.less.what": (
        "Demander seulement aux unités a été envisagé : cela manque ce à quoi personne ne pense, et les "
        "pannes. C'est pourquoi chemins, requêtes, noms et adresses tombent là où le journal est lu, "
        "seules les plateformes connues sont distinguées, et tout va par unité."
    ),
    "annex.yours": "Ce qu'il vous reste à écrire",
    "annex.yours.what": (
        "La base juridique, l'avis du personnel ou de ses représentants, qui est responsable, et les "
        "transferts, s'il y en a : Holdfast lui-même n'envoie rien à personne au-dehors."
    ),
}
"""Key -> words."""
