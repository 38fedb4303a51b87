"""Le registre: the codes and figures of `english_register.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "activity-missing": "L'activité n'a pas de nom ; dites en quelques mots ce que l'unité y fait.",
    "role-missing": "{field:word} est vide ; nommez un rôle, comme Chef de quart.",
    "role-looks-like-a-person": (
        "{field:word} ressemble à l'adresse ou à l'identifiant d'une personne ; nommez un rôle, comme"
        " Chef de quart."
    ),
    "answer-too-long": (
        "{field:word} compte {length:count caractère|caractères}, et le maximum est de {most:count} ;"
        " abrégez, et nommez le document qui contient le reste."
    ),
    "hours-out-of-range": "{field:word} vaut {hours:word} ; écrivez des heures à partir de 0, par exemple 8.",
    "rto-above-mtpd": (
        "Le RTO ({rto:count heure|heures}) dépasse le MTPD ({mtpd:count heure|heures}) : le travail ne"
        " reprendrait qu'après que son absence est devenue inacceptable. Raccourcissez l'un ou corrigez"
        " l'autre."
    ),
    "impact-out-of-range": "Un impact vaut {level:count} ; écrivez un niveau de 0 à {most:count}.",
    "impact-said-twice": (
        "L'impact ({category:category}) après {hours:count heure|heures} est donné deux fois ; gardez-en un."
    ),
    "impact-falls": (
        "L'impact ({category:category}) passe de {before:count} à {level:count} après"
        " {hours:count heure|heures} ; l'absence ne fait qu'empirer. Remettez les niveaux en ordre."
    ),
    "fallback-unnamed": "La solution de repli n'a pas de nom ; dites ce que l'unité fait à la place.",
    "fallback-is-same-platform": (
        "La solution de repli est {platform:word} même, qui manque lors de sa panne ; nommez autre chose."
    ),
    "capacity-not-a-share": (
        "La capacité de la solution de repli vaut {share:word} ; écrivez une part de plus de 0 et d'au plus"
        " 1, par exemple 0.5 pour la moitié du travail. Ce qui ne porte rien n'est pas une solution de"
        " repli : ne la nommez pas."
    ),
    "answer-not-plain": "{field:word} contient un caractère de contrôle ; écrivez du texte simple.",
    "day-not-yet": "{field:word} est le {on:word}, un jour à venir ; écrivez le jour où ce fut fait.",
    "approval-incomplete": (
        "L'état est « approved », et rien ne dit par qui ni quand ; écrivez approved_by_role et approved_on,"
        " ou un autre état."
    ),
    "acceptance-without-role": "Personne n'accepte le risque ; nommez le rôle qui le fait.",
    "acceptance-without-reason": "Le risque est accepté sans motif ; donnez-le.",
    "acceptance-over-already": (
        "Le risque est accepté jusqu'au {until:word}, date déjà passée à ce moment ; écrivez un jour"
        " ultérieur."
    ),
    "review-before-declared": (
        "La révision est prévue le {due:word}, avant cette déclaration ; écrivez un jour ultérieur."
    ),
    "declared-but-unused": (
        "La déclaration dit {declared:level}, et ces journaux n'en montrent presque aucun usage : demandez"
        " si le travail se fait d'ailleurs, ou s'il a changé de place."
    ),
    "declared-incidental-but-used-every-hour": (
        "La déclaration dit {declared:level}, et on y travaille tout au long de la journée de l'unité ;"
        " selon son trafic, c'est {observed:level}. Demandez ce qu'on y fait."
    ),
    "declared-below-observed": (
        "La déclaration dit {declared:level} ; selon le trafic, c'est {observed:level}. Les deux peuvent"
        " être justes : demandez d'où vient l'écart."
    ),
    "declared-above-observed": (
        "La déclaration dit {declared:level} ; selon le trafic, c'est seulement {observed:level}. Demandez"
        " si l'on s'en sert d'ailleurs, ou à des moments que ces journaux ne couvrent pas."
    ),
    "no-owner": (
        "Personne n'en est responsable ({activity:word}) : nommez un rôle responsable et un suppléant."
    ),
    "no-fallback": (
        "Aucune solution de repli n'est nommée ({activity:word}) : dites ce que l'unité ferait à la place."
    ),
    "no-contract": (
        "C'est important, et cela repose sur des conditions que chacun accepte d'un clic"
        " ({activity:word}) : voyez ce qu'elles permettent, et qui aide en cas de panne."
    ),
    "only-copy-on-platform": (
        "Des documents n'existent que sur la plateforme ({activity:word}) : gardez-en copie là où"
        " l'organisation conserve les siens."
    ),
    "priority-out-of-range": (
        "recovery_priority vaut {priority:count} ; écrivez un nombre entier de 1, le premier à rétablir, à"
        " {most:count}."
    ),
    "record-without-reason": (
        "record_likely vaut yes, et aucun record_reason ne dit pourquoi ; dites ce que cela prouve."
    ),
    "terms-conflict-business-use": (
        "Les conditions de la plateforme, lues le {on:word}, ne permettent pas de travailler avec un compte"
        " personnel ({activity:word}) : voyez s'il y a des comptes pour organisations, ou dites"
        " dans le champ « contract » ce qui fut convenu."
    ),
    "terms-conflict-shared-account": (
        "Plusieurs personnes se servent d'un même compte, ce que les conditions de la plateforme, lues le"
        " {on:word}, ne permettent pas ({activity:word}) : donnez à chacune le sien, ou trouvez une autre"
        " voie."
    ),
    "terms-conflict-automated-access": (
        "Un outil y lit ou y écrit de lui-même, et les conditions de la plateforme, lues le {on:word},"
        " veulent une autorisation ({activity:word}) : demandez-la, ou employez l'interface que la"
        " plateforme offre."
    ),
    "fallback-of-same-operator": (
        "La solution de repli {fallback:word} appartient aussi à {operator:word} et peut tomber en même"
        " temps ({activity:word}) : nommez-en une autre."
    ),
    "fallback-shares-sign-in": (
        "La solution de repli {fallback:word} s'ouvre avec un compte de {operator:word} et peut être"
        " inaccessible lors de sa panne ({activity:word}) : prévoyez une autre connexion."
    ),
    "fallback-never-tested": (
        "La solution de repli {fallback:word} n'a jamais été essayée ({activity:word}) : essayez-la."
    ),
    "fallback-untested": (
        "La solution de repli {fallback:word} a été essayée il y a {days:count jour|jours}"
        " ({activity:word}) : essayez-la de nouveau."
    ),
    "fallback-ends": (
        "La solution de repli {fallback:word} prend fin le {until:word} ({activity:word}) : nommez-en une"
        " autre."
    ),
    "review-overdue": (
        "La révision était prévue le {due:word}, il y a {days:count jour|jours} ({activity:word}) :"
        " revoyez l'entrée."
    ),
    "acceptance-expired": (
        "Le risque était accepté jusqu'au {until:word} ({activity:word}) : acceptez-le de nouveau, ou"
        " agissez."
    ),
    "reply-overdue": (
        "L'unité a dit que ce n'est pas juste et devait recevoir une réponse avant le {due:word}"
        " ({activity:word})."
    ),
    "concentration-limit-passed": (
        "{units:count unité dépend|unités dépendent} de {operator:word} pour un travail qui compte, plus"
        " que la limite de {limit:count} : toutes seraient touchées ensemble."
    ),
    "entry-declared": "L'activité a été déclarée.",
    "entry-declared-anew": "L'activité a été déclarée de nouveau.",
    "entry-confirmed": "L'unité l'a confirmé.",
    "entry-disputed": "L'unité dit que ce n'est pas juste ; une réponse est attendue avant le {due:word}.",
    "dispute-answered": "L'objection de l'unité a reçu une réponse.",
    "dispute-upheld": "L'unité avait raison : sa parole tient.",
    "dispute-rejected": (
        "L'objection de l'unité n'a pas été suivie ; on lui demande de confirmer ou de déclarer de nouveau."
    ),
    "entry-approved": "Approuvé par {role:role} ; la prochaine révision est prévue le {due:word}.",
    "risk-accepted": "Risque accepté par {role:role} jusqu'au {until:word}.",
    "entry-withdrawn": "L'activité a été retirée du registre.",
    "fallback-tested": "La solution de repli {fallback:word} a été essayée le {on:word} et fonctionne.",
    "fallback-failed": "La solution de repli {fallback:word} a été essayée le {on:word} et ne marche pas.",
    "declaration-faulty": "Refusé : la déclaration se contredit.",
    "approval-faulty": "Refusé : une approbation nomme un rôle.",
    "acceptance-faulty": "Refusé : une acceptation nomme un rôle, un motif et un jour à venir.",
    "not-for-this-role": "Refusé : ce n'est pas au rôle {role:role} de le faire.",
    "no-such-entry": "Refusé : cette activité n'est pas dans le registre ; déclarez-la d'abord.",
    "no-such-dispute": "Refusé : l'unité n'a pas fait d'objection.",
    "dispute-is-open": ("Refusé : l'unité a fait une objection ; répondez-y et tranchez d'abord."),
    "dispute-is-over": (
        "Refusé : l'objection de l'unité est déjà tranchée ; elle peut en faire une nouvelle."
    ),
    "dispute-without-reply": (
        "Refusé : l'unité doit recevoir une réponse avant que l'on tranche son objection."
    ),
    "no-fallback-to-test": "Refusé : aucune solution de repli n'est nommée ; déclarez-en une d'abord.",
    "test-in-the-future": "Refusé : le {on:word} est à venir ; donnez le jour de l'essai.",
    "digest-register-changed": "Pour le bulletin de la semaine : le registre a changé.",
    "tolerance-passed": (
        "À dire sur-le-champ : {activity:word} manque depuis plus longtemps que son {limit:word} de"
        " {hours:count heure|heures}."
    ),
    "fallback-shares-fault": (
        "À dire sur-le-champ : la solution de repli {fallback:word} ({activity:word}) a besoin de"
        " {platform:word}, que cette panne emporte."
    ),
    "edition-altered": "Elle n'est pas telle qu'elle fut figée : texte et empreinte ne vont pas ensemble.",
    "edition-of-another-key": (
        "Elle fut scellée avec une autre clé ; nommez la clé publique de celle employée alors."
    ),
    "edition-seal-broken": ("Son sceau ne lui appartient pas : quelqu'un l'a changée sans la clé privée."),
    "edition-not-behind": "Elle ne suit pas l'édition {previous:word} : une autre la précédait.",
    "declared-already": "Refusé : cela est déjà déclaré, mot pour mot.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "finding.contradiction": "Déclaré et observé",
    "finding.register": "Dans le registre",
    "finding.concentration": "Concentration des risques",
    "declared": "Au registre :",
    "declared.nothing": "rien de déclaré encore",
    "declared.evidence.observed": "seulement observé",
    "declared.evidence.declared": "déclaré pour l'unité, non confirmé",
    "declared.evidence.confirmed": "confirmé par l'unité",
    "declared.evidence.disputed": "contesté par l'unité",
    "declared.whole-use": "son usage en général",
    "declared.owner": "responsable {role:word}",
    "declared.rto": "RTO {hours:count heure|heures}",
    "declared.mtpd": "MTPD {hours:count heure|heures}",
    "declared.fallback": "repli {fallback:word}",
    "declared.fallback-tested": "repli {fallback:word}, essayé le {on:word}",
    "declared.review": "révision prévue le {due:word}",
    "register.checked": "{entries:count entrée est|entrées sont} en ordre.",
    "register.unit": "Unité",
    "register.platform": "Plateforme",
    "register.activity": "Activité",
    "register.level": "Niveau",
    "register.confirmation": "Sa parole",
    "register.rto": "RTO",
    "register.fallback": "Solution de repli",
    "register.review": "Révision",
    "confirmation.unasked": "non consultée",
    "confirmation.asked": "consultée",
    "confirmation.confirmed": "confirmé",
    "confirmation.disputed": "contesté",
    "form.title": "{unit:word} : que vaut {platform:word} pour vous ?",
    "form.why.likely-critical": (
        "D'après votre trafic, c'est probablement essentiel à votre mission, et vous seuls pouvez le dire."
        " Deux minutes, avant le {due:word}. Nous avons vu :"
    ),
    "form.why.candidate": (
        "D'après votre trafic, personne ne peut dire si c'est votre travail. Deux minutes, avant le"
        " {due:word}. Nous avons vu :"
    ),
    "form.what-for": "Qu'y faites-vous, et pour quel produit ou service ?",
    "form.what-if-gone": (
        "Quelle est la gravité si cela manque 2 heures, un jour, une semaine (0 aucune, 4 la pire) ?"
    ),
    "form.what-instead": (
        "Que feriez-vous à la place, pour quelle part du travail, et pendant combien de temps ?"
    ),
    "form.terms": "Ses conditions d'utilisation, lues le {on:word} : {said:word}. Source : {source:word}",
    "form.terms.nothing": (
        "Personne n'a noté ici ce que disent ses conditions d'utilisation ; lisez-les avant d'y compter."
    ),
    "terms.business_use.yes": "un compte personnel peut servir au travail",
    "terms.business_use.no": "un compte personnel ne peut pas servir au travail",
    "terms.shared_account.yes": "plusieurs personnes peuvent partager un compte",
    "terms.shared_account.no": "un compte ne se partage pas",
    "terms.automated_access.yes": "les outils peuvent y lire et y écrire",
    "terms.automated_access.no": "les outils ont besoin d'une autorisation",
    "terms.business_offer.yes": "il y a une offre pour organisations",
    "terms.business_offer.no": "il n'y a pas d'offre pour organisations",
    "terms.least_age": "dès {years:count an|ans}",
    "edition.added": "nouveau",
    "edition.removed": "disparu",
    "edition.changed": "modifié",
    "edition.nothing": "sans réponse",
    "level.unknown": "sans réponse",
    "edition.unchanged": "Rien n'a changé.",
    "edition.sound": (
        "Elle est telle que le détenteur de la clé l'a figée : l'empreinte et le sceau tiennent."
    ),
    "edition.sound-without-key": (
        "Elle est conforme à son empreinte ; le sceau n'a pas été vérifié : nommez la clé publique avec"
        " --public-key."
    ),
    "digest.quiet": "Rien ne s'est passé qu'un bulletin rapporterait.",
}
"""Label key -> words."""
