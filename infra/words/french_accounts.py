"""French of own accounts: inventory, answers to people outside, posts, critical windows."""

REASONS: dict[str, str] = {
    "account-declared": "Le compte {account:word} sur {platform:word} est dans l'inventaire.",
    "account-declared-anew": "Ce que l'inventaire dit de {account:word} sur {platform:word} est modifié.",
    "account-checked": "{account:word} sur {platform:word} a été passé en revue aujourd'hui.",
    "account-retired": "{account:word} sur {platform:word} est retiré ; on n'en surveille plus rien.",
    "post-drafted": "Le projet pour {account:word} sur {platform:word} attend l'accord d'une autre personne.",
    "post-approved": "Le projet pour {account:word} sur {platform:word} est approuvé et peut être publié.",
    "post-rejected": "Le projet pour {account:word} sur {platform:word} n'est pas approuvé.",
    "post-withdrawn": "Le projet pour {account:word} sur {platform:word} est retiré.",
    "post-explained": "Ce qu'était la publication de {account:word} sur {platform:word} est noté.",
    "window-declared": "Le moment critique {title:word} est déclaré.",
    "window-ended": "Le moment critique {title:word} est terminé.",
    "account-of-another-unit": "Pas pris : ce compte est celui d'une autre unité.",
    "account-words-not-plain": (
        "Pas pris : écrivez le nom et ce qu'on en dit avec des lettres et des signes qui se voient."
    ),
    "no-such-account": "Pas pris : ce compte n'existe pas, ou il est retiré.",
    "post-empty": "Pas pris : une publication a besoin de mots.",
    "no-such-draft": "Pas pris : ce projet n'existe pas.",
    "draft-decided-already": "Pas pris : ce projet a déjà été décidé.",
    "own-draft": "Pas pris : qui écrit un projet ne l'approuve pas ; il faut une autre personne.",
    "no-such-post": "Pas pris : cette publication n'existe pas.",
    "post-not-unexpected": "Pas pris : cette publication n'a pas besoin d'explication.",
    "window-is-over": "Pas pris : ce moment est passé.",
    "window-too-long": "Pas pris : un moment critique dure au plus {most:count jour|jours}.",
    "no-such-window": "Pas pris : ce moment critique n'existe pas.",
    "account-token-over": (
        "L'accès d'un programme a pris fin le {on:word}. Renouvelez-le, et écrivez la nouvelle date."
    ),
    "account-token-soon": (
        "L'accès d'un programme prend fin le {on:word}. Renouvelez-le avant, et écrivez la nouvelle date."
    ),
    "account-no-recovery": "Personne n'a dit comment rentrer quand tous sont enfermés dehors.",
    "account-no-owner": "Aucun rôle n'en répond.",
    "account-never-checked": "Personne ne l'a encore passé en revue.",
    "account-checked-long-ago": "Il a été passé en revue la dernière fois le {on:word}.",
    "account-admins-unknown": (
        "Personne n'a compté qui peut l'administrer ; il faut au moins {least:count personne|personnes}."
    ),
    "account-few-admins": (
        "{admins:count personne peut|personnes peuvent} l'administrer ; il en faut au moins {least:count}."
    ),
    "account-undeclared": "On l'entend, et il n'est dans aucun inventaire. À qui est-il ?",
    "account-posts-unexpected": (
        "{posts:count publication est sortie|publications sont sorties} sans que personne l'ait approuvé."
    ),
    "preflight-token": (
        "L'accès d'un programme à {account:word} prend fin le {on:word}, avant la fin de ce moment."
    ),
    "preflight-admins": (
        "De {account:word}, on connaît moins de {least:count administrateur|administrateurs}."
    ),
    "preflight-incident": "{platform:word} ne marche pas en ce moment.",
    "preflight-probes": "Nos sondes n'atteignent pas {platform:word} en ce moment.",
    "preflight-no-fallback": "{unit:word} n'a pas de solution de repli pour {activity:word}.",
    "preflight-fallback-untested": (
        "{unit:word} n'a pas essayé {fallback:word} depuis un an, sa solution de repli pour {activity:word}."
    ),
}
"""Code -> sentence."""

LABELS: dict[str, str] = {
    "hub.accounts": "Nos comptes",
    "accounts.title": "Nos propres comptes",
    "accounts.what": (
        "Qui s'occupe de chacun, en combien de temps les gens du dehors ont une réponse, et ce qui ne va pas."
    ),
    "accounts.counts-only": (
        "Des nombres seulement : Holdfast ne garde ni ce qui a été écrit ni qui l'a écrit."
    ),
    "accounts.none": "Personne n'a encore déclaré de compte.",
    "accounts.account": "Compte",
    "accounts.unit": "Unité",
    "accounts.unit.nobodys": "à personne pour l'instant",
    "accounts.now": "Maintenant",
    "accounts.month": "Ce mois-ci",
    "accounts.asked": "questions",
    "accounts.asked.none": "personne n'a rien demandé",
    "accounts.answered": "avec réponse",
    "accounts.median": "d'habitude en",
    "accounts.median.how": (
        "La médiane en heures simples, nuits et jours fériés compris : c'est le temps qu'attend qui vous "
        "écrit. D'une unité de peu de personnes, seule l'unité elle-même l'apprend."
    ),
    "accounts.waiting": "{waiting:count question attend|questions attendent}",
    "accounts.waiting.none": "personne n'attend",
    "accounts.oldest": "la plus ancienne depuis {duration:word}",
    "accounts.well": "Rien à signaler",
    "accounts.lacks": "{things:count chose|choses} à faire",
    "accounts.trouble.locked": "verrouillé",
    "accounts.trouble.token-expired": "accès perdu",
    "accounts.trouble.silent": "silencieux",
    "accounts.trouble.unexpected-post": "publication inattendue",
    "accounts.since": "depuis {at:word}",
    "accounts.clearing": (
        "Depuis la panne : il reste {left:count question|questions} sur {whole:count} qui attendaient "
        "à sa fin"
    ),
    "accounts.cleared": "Ce qui attendait à la fin de la dernière panne est traité",
    "accounts.care": "Qui s'y intéresse",
    "accounts.period": "Période",
    "accounts.week": "Semaine du {day:word}",
    "accounts.inbound": "Messages reçus",
    "accounts.reactions": "Réactions",
    "accounts.questions": "Questions",
    "accounts.share": "Avec réponse",
    "accounts.median.head": "Délai de réponse",
    "accounts.posts": "Publications",
    "accounts.off-network": "Réponses d'ailleurs",
    "accounts.off-network.how": (
        "Une estimation : les réponses aux heures où personne de l'unité n'était sur la plateforme par notre "
        "proxy. Un autre usage de l'unité à cette heure les cache. Pas dit des unités de peu de personnes."
    ),
    "accounts.off-network.share": "environ {share:percent}",
    "accounts.unknown": "inconnu",
    "accounts.inventory": "Inventaire",
    "accounts.owner-role": "Responsable (un rôle)",
    "accounts.admins": "Administrateurs (combien)",
    "accounts.recovery": "Comment rentrer",
    "accounts.recovery.hint": "que faire quand tous sont enfermés dehors",
    "accounts.token": "L'accès des programmes prend fin le",
    "accounts.token.hint": "le premier jour sans accès ; vide s'il n'y en a pas",
    "accounts.purpose": "À quoi il sert",
    "accounts.approval": "Une publication demande un projet approuvé",
    "accounts.checked": "Passé en revue",
    "accounts.never": "jamais",
    "accounts.name": "Nom",
    "accounts.name.hint": "comme on l'appelle, et comme l'appellent les webhooks du portail",
    "accounts.platform": "Plateforme",
    "accounts.declare": "Déclarer un compte",
    "accounts.save": "Enregistrer",
    "accounts.change": "Modifier ce qui est dit",
    "accounts.check": "Je l'ai passé en revue : il est comme c'est dit ici",
    "accounts.retire": "Retirer ce compte",
    "accounts.retired": "retiré",
    "accounts.why": "Pourquoi",
    "accounts.lacking": "Ce qui manque",
    "accounts.drafts": "Publications",
    "accounts.draft": "Écrire un projet",
    "accounts.draft.text": "La publication, mot à mot",
    "accounts.draft.state.waiting": "attend un accord",
    "accounts.draft.state.approved": "approuvé",
    "accounts.draft.state.issued": "publié",
    "accounts.draft.state.rejected": "pas approuvé",
    "accounts.draft.state.withdrawn": "retiré",
    "accounts.draft.by": "écrit par : {role:role}",
    "accounts.draft.own": "Vous l'avez écrit ; une autre personne l'approuve.",
    "accounts.approve": "Approuver",
    "accounts.reject": "Ne pas approuver",
    "accounts.withdraw": "Retirer",
    "accounts.unexpected": "Publications que personne n'avait approuvées",
    "accounts.unexpected.at": "Publié {at:word}",
    "accounts.explain": "Dire ce que c'était",
    "accounts.uncompared": (
        "{posts:count publication|publications} des 30 derniers jours sans mots à comparer avec un projet."
    ),
    "accounts.windows": "Moments critiques",
    "accounts.windows.what": (
        "Des moments où des plateformes ne doivent pas faire défaut : une campagne, une soirée électorale. "
        "La veille, tout est vérifié ; pendant, on prévient plus tôt."
    ),
    "accounts.windows.none": "Aucun n'est déclaré.",
    "accounts.window.declare": "Déclarer un moment critique",
    "accounts.window.title": "De quoi il s'agit",
    "accounts.window.platforms": "Plateformes",
    "accounts.window.units": "Unités",
    "accounts.window.all-units": "toutes les unités",
    "accounts.window.from": "De",
    "accounts.window.until": "À",
    "accounts.window.tolerance": "Minutes de trouble avant de prévenir",
    "accounts.window.tolerance.told": "on prévient après {minutes:count minute|minutes} de trouble",
    "accounts.window.end": "Y mettre fin",
    "accounts.window.on": "en ce moment",
    "accounts.window.ready": "Vérifié {at:word} : prêt",
    "accounts.window.not-ready": "Vérifié {at:word} : pas prêt",
    "accounts.window.not-yet": "La vérification commence {at:word}",
    "accounts.on-its-way": "C'est en route ; rechargez la page dans un instant.",
    "accounts.story": "Ce qui a été fait",
}
"""Key -> words."""
