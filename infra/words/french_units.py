"""French of the pages of units: what each relies on, and the forms by which it says what that is worth."""

REASONS: dict[str, str] = {
    "owner-reads-like-a-person": (
        "On dirait le nom d'une personne : nommez un rôle, qui reste quand les gens partent. Si c'en "
        "est un, envoyez à nouveau."
    ),
    "not-handed-over": (
        "Cela n'a pas pu être remis à l'instant, et n'est peut-être pas fait. Ce que vous avez écrit est"
        " gardé ici : regardez la page de l'unité, et envoyez-le de nouveau dans un moment."
    ),
    "not-a-number": "« {said:word} » n'est pas un nombre ; écrivez-en un, comme 8.",
    "reason-missing": "Dites en une phrase ou deux ce qui n'est pas juste ; qui répond en a besoin.",
    "no-such-day": "« {said:word} » n'est pas un jour ; écrivez-le comme 2026-01-31.",
    "day-to-come": "Ce jour est à venir ; nommez le jour de l'essai.",
    "say-whether": "Dites si cela a fonctionné.",
}

LABELS = {
    "units.title": "Ce dont dépendent nos unités",
    "units.what": "selon leur trafic et leur propre parole ; chaque unité est le début d'une conversation",
    "units.none": (
        "Aucune unité n'est encore connue. Donnez le répertoire et l'arbre des unités, et laissez passer"
        " quelques jours."
    ),
    "units.none.yours": "Il n'y a ici aucune unité que vous puissiez voir.",
    "units.unit": "Unité",
    "units.people": "Personnes",
    "units.about": "environ {people:count}",
    "units.relied": "Dépend de",
    "units.relied.count": "{platforms:count plateforme|plateformes}",
    "units.relied.none": "rien qui ait été vu",
    "units.gravest": "Le plus grave",
    "units.open": "En attente",
    "units.open.questions": "{questions:count question à répondre|questions à répondre}",
    "units.open.disputes": "{disputes:count objection|objections} en attente de réponse",
    "units.open.none": "rien",
    "units.small": "{units:count petite unité|petites unités} sous {parent:word}",
    "units.small.top": "l'organisation",
    "units.small.undeclared": (
        "{undeclared:count d'entre elles a une dépendance non déclarée|d'entre elles ont une dépendance non"
        " déclarée}. À moins de {k:count} personnes, la dépendance d'une unité n'est dite qu'à elle-même."
    ),
    "units.small.undeclared.one": (
        "Elle a une dépendance non déclarée ; laquelle n'est dit qu'à elle-même, car elle a moins de"
        " {k:count} personnes."
    ),
    "units.small.calm": (
        "À moins de {k:count} personnes, la façon dont une unité dépend d'une plateforme n'est dite qu'à"
        " elle-même."
    ),
    "unit.title": "Ce dont dépend {unit:word}",
    "unit.title.small": "Une petite unité sous {parent:word}",
    "unit.as-of": "au {day:word}, d'après les {days:count} jours précédents",
    "unit.people": "environ {people:count} personnes",
    "unit.joined": "{share:percent} de toutes les lignes rattachées à des unités",
    "unit.small.own": (
        "Cette unité compte moins de {k:count} personnes. La façon dont elle dépend d'une plateforme est dite"
        " à vous, qui parlez pour elle, et à personne d'autre, jusqu'à ce qu'elle la déclare. Les nombres de"
        " personnes sont retenus ; tranches et points sont exacts."
    ),
    "unit.small.others": (
        "Une unité de moins de {k:count} personnes : la façon dont elle dépend d'une plateforme n'est dite"
        " qu'à elle-même, jusqu'à ce qu'elle la déclare. Elle est interrogée d'abord, et seule ; après deux"
        " semaines sans réponse, et tant qu'une panne la touche, le service des risques apprend la plateforme"
        " et le niveau, et jamais un chiffre."
    ),
    "unit.none": "Aucune dépendance à une plateforme n'a été vue.",
    "unit.none.what": (
        "Il faut quelques jours d'observation ; et ce qui se passe hors de notre réseau n'est pas vu du tout."
        " Vous pouvez tout de même déclarer ce dont vous dépendez."
    ),
    "unit.declare": "Déclarer une plateforme",
    "unit.confidence": "confiance {confidence:word}",
    "unit.since": "à ce niveau depuis le {day:word}",
    "unit.trend.new": "nouveau",
    "unit.trend.rising": "en hausse",
    "unit.trend.steady": "stable",
    "unit.trend.falling": "en baisse",
    "unit.level-only": (
        "L'unité n'a pas répondu, donc seul le niveau est dit ; ses chiffres ne sont que pour elle."
    ),
    "unit.unseen-here": "Déclarée ; presque aucun usage n'en a été vu dans ces journaux.",
    "unit.answer": "Répondre à trois questions (2 min)",
    "unit.answer-again": "Changer les réponses",
    "unit.so": "C'est bien cela",
    "unit.not-so": "Ce n'est pas juste",
    "unit.tried": "La solution de repli a été essayée",
    "unit.three": "pour quoi · et si elle manque 2 h, un jour, une semaine · quoi à la place",
    "unit.asked": "Une réponse vous est demandée d'ici le {due:word}.",
    "unit.asked.others": "Une réponse est demandée à l'unité d'ici le {due:word}.",
    "unit.why": "Pourquoi nous le disons : {score:count} points sur 100",
    "unit.adds-up": "Les points s'additionnent : {sum:word}",
    "unit.observed": "D'après le trafic seul : {level:word}.",
    "unit.heat": "{platform:word}, par heure de la semaine",
    "unit.heat.all": "Tout l'usage du web par l'unité",
    "unit.heat.text": (
        "Plus foncé veut dire plus ; la première ligne est lundi, chaque colonne est une heure."
    ),
    "unit.heat.none": "aucun trafic général n'a été vu",
    "unit.kinds": "À quoi elle sert",
    "unit.declared": "Ce qui est déclaré",
    "unit.declared.none": "Rien n'est encore déclaré.",
    "unit.activity": "Activité",
    "unit.owner": "Responsable",
    "unit.rto": "RTO",
    "unit.mtpd": "MTPD",
    "unit.fallback": "Solution de repli",
    "unit.tested": "Dernier essai",
    "unit.word": "Sa parole",
    "unit.hours": "{hours:count} h",
    "unit.nobody": "personne n'est nommé",
    "unit.no-fallback": "aucune n'est nommée",
    "unit.never": "jamais",
    "unit.dispute": "L'unité fait objection : {reason:word}",
    "unit.dispute.due": "Une réponse est due d'ici le {due:word}.",
    "unit.dispute.reply": "Réponse : {reply:word}",
    "unit.at-odds": "À regarder",
    "unit.findings": "De quoi parler",
    "unit.findings.what": "pour qui peut agir ; rien n'est un verdict sur des personnes",
    "unit.unseen": "Ce que nous ne voyons pas",
    "unit.unseen.off-network": (
        "Le travail fait par téléphone, de la maison et de partout hors de notre réseau ; c'est peut-être"
        " l'essentiel de ce qui compte."
    ),
    "unit.unseen.joined": (
        "{share:percent} de toutes les lignes de la dernière semaine n'appartiennent à aucune unité connue."
    ),
    "unit.unseen.excluded": (
        "Les personnes et les réseaux exclus par règle sont écartés avant que quoi que ce soit ne soit"
        " compté."
    ),
    "unit.unseen.worth": (
        "Ce qu'elle vaut pour vous : un journal montre la dépendance, et vous seuls pouvez dire la"
        " conséquence."
    ),
    "unit.unseen.blind": "{sources:word} se tait en ce moment ; rien n'en est conclu.",
    "unit.fails": "Ça ne marche pas chez moi",
    "answer.title": "Que vaut {platform:word} pour {unit:word} ?",
    "answer.what": (
        "Deux minutes. Dites ce que vous savez ; ce que vous laissez vide pourra être dit plus tard."
    ),
    "answer.seen": "Ce que nous avons vu",
    "answer.seen.none": "Rien n'en a été vu qui puisse être montré ici.",
    "answer.one": "1. Pour quoi ?",
    "answer.two": "2. Et si elle manque ?",
    "answer.three": "3. Quoi à la place ?",
    "answer.activity": "Qu'y fait l'unité ?",
    "answer.activity.hint": "En quelques mots, comme : répondre aux messages des citoyens",
    "answer.product_or_service": "Pour quel produit ou service ?",
    "answer.purposes": "Avec qui ?",
    "purpose.internal": "avec des collègues",
    "purpose.external": "avec des partenaires ou le public",
    "purpose.citizen-citizen": "là où des citoyens se parlent",
    "purpose.listening": "pour entendre ce qui se dit",
    "answer.owner_role": "Qui en est responsable ?",
    "answer.owner_role.hint": "Un rôle, jamais une personne, comme : responsable de garde",
    "answer.category": "Qu'est-ce qui souffre le plus ?",
    "category.operational": "le travail lui-même",
    "category.legal": "une obligation légale",
    "category.reputational": "la confiance en nous",
    "category.safety": "la sécurité de quelqu'un",
    "category.financial": "l'argent",
    "answer.gone": "À quel point est-ce grave quand elle manque",
    "answer.gone.2": "2 heures",
    "answer.gone.24": "un jour",
    "answer.gone.168": "une semaine",
    "answer.level.": "sans réponse",
    "answer.level.0": "0 · pas du tout",
    "answer.level.1": "1 · une gêne",
    "answer.level.2": "2 · le travail prend du retard",
    "answer.level.3": "3 · grave",
    "answer.level.4": "4 · insupportable",
    "answer.rto_hours": "De retour en combien d'heures (RTO) ?",
    "answer.mtpd_hours": "Insupportable après combien d'heures (MTPD) ?",
    "answer.fallback": "Que feriez-vous à la place ?",
    "answer.fallback.hint": "Comme : la file téléphonique 4 et l'avis sur notre propre site",
    "answer.fallback_platform": "Est-ce aussi une plateforme ?",
    "answer.fallback_platform.none": "non, ou aucune de celles-ci",
    "answer.capacity_percent": "Pour quelle part du travail (%) ?",
    "answer.max_hours": "Pendant combien d'heures ?",
    "answer.send": "Envoyer les réponses",
    "answer.cancel": "Revenir sans envoyer",
    "answer.faults": "Pas encore envoyé : regardez ce qui est marqué plus bas.",
    "answer.other": "Vous répondez pour :",
    "answer.new": "une autre activité",
    "dispute.title": "Qu'est-ce qui n'est pas juste au sujet de {unit:word} et de {platform:word} ?",
    "dispute.what": "Le service des risques le lit et répond sous deux semaines ; d'ici là, c'est contesté.",
    "dispute.activity": "De quoi s'agit-il ?",
    "dispute.reason": "Qu'est-ce qui n'est pas juste ?",
    "dispute.send": "Envoyer l'objection",
    "tried.title": "Comment s'est comportée la solution de repli pour {platform:word} ?",
    "tried.what": (
        "Une solution de repli essayée est une solution sur laquelle compter. Un échec est dit tout de suite"
        " au service des risques."
    ),
    "tried.which": "Laquelle ?",
    "tried.none": "Aucune solution de repli n'est encore nommée. Répondez d'abord aux trois questions.",
    "tried.on": "Quel jour ?",
    "tried.works": "A-t-elle fonctionné ?",
    "tried.yes": "oui, elle fonctionne",
    "tried.no": "non, elle ne fonctionne pas",
    "tried.send": "Envoyer",
    "declare.title": "Déclarer ce dont dépend {unit:word}",
    "declare.platform": "Quelle plateforme ?",
    "declare.next": "Aller aux trois questions",
    "field.activity": "L'activité",
    "field.product_or_service": "Le produit ou service",
    "field.owner_role": "Le responsable",
    "field.rto_hours": "Le RTO",
    "field.mtpd_hours": "Le MTPD",
    "field.max_hours": "La durée",
    "field.reason": "Ce que vous avez écrit",
    "unit.findings.more": "Voir tous les constats ({findings:count})",
    "unit.more": (
        "Sur {platforms:count plateforme|plateformes}, seules les {told:count} qui comptent le plus sont"
        " détaillées ci-dessous."
    ),
    "unit.more.all": "Toutes les détailler",
    "unit.months": "Chiffres des derniers mois clos",
    "months.title": "Ce que {unit:word} a utilisé, mois par mois",
    "months.what": (
        "Requêtes, et personnes au-dessous ; un mois est dit quand chaque source l'a dépassé d'un jour."
    ),
    "months.none": "Aucun mois n'est encore clos.",
    "months.nothing": "Aucun usage d'une plateforme n'a été vu pendant ces mois.",
    "months.small": "D'une unité de moins de {k:count} personnes, aucun nombre n'est dit à quiconque.",
    "months.back": "Retour à l'unité",
}
