"""Exercices sur table: the codes and figures of `english_exercises.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "exercise-planned": "L'exercice est prévu pour le {on:word}.",
    "exercise-changed": "Le plan est modifié ; l'exercice a lieu le {on:word}.",
    "exercise-started": "L'exercice a commencé.",
    "exercise-closed": "L'exercice est terminé ; le prochain est dû le {next:word}.",
    "exercise-called-off": "L'exercice a été annulé.",
    "exercise-not-begun": "Non retenu : l'exercice n'a pas encore commencé.",
    "exercise-began-already": "Non retenu : l'exercice a déjà commencé.",
    "exercise-is-over": "Non retenu : l'exercice est terminé.",
    "no-such-exercise": "Non retenu : cet exercice n'existe pas.",
    "inject-released": "L'injection {number:count} a été diffusée.",
    "inject-released-already": "Non retenu : cette injection a déjà été diffusée.",
    "inject-not-released": "Non retenu : cette injection n'a pas encore été diffusée.",
    "inject-added": "Une injection a été ajoutée.",
    "inject-answered": "La réponse de l'unité est notée.",
    "inject-answered-anew": "La nouvelle réponse de l'unité remplace la précédente.",
    "inject-empty": "Non retenu : une injection dit quelque chose ; écrivez son texte.",
    "inject-twice": "Non retenu : deux injections ont le même identifiant.",
    "inject-for-others": "Non retenu : cette injection s'adresse à une autre unité.",
    "injects-too-many": "Non retenu : un exercice compte au plus {most:count injection|injections}.",
    "no-such-inject": "Non retenu : cette injection n'existe pas dans cet exercice.",
    "unit-takes-no-part": "Non retenu : cette unité ne participe pas à l'exercice.",
    "platform-not-in-exercise": (
        "Non retenu : {platform:word} n'est pas parmi les plateformes de cet exercice."
    ),
    "trial-without-why": (
        "Non retenu : dites pourquoi la solution de repli ne marche pas, pour que l'on puisse y remédier."
    ),
    "task-agreed": "Convenu : {role:word}, d'ici au {due:word}.",
    "task-settled": "Ce qui était convenu est fait.",
    "task-settled-already": "Non retenu : c'est déjà fait.",
    "tasks-too-many": "Non retenu : un exercice compte au plus {most:count tâche|tâches}.",
    "no-such-task": "Non retenu : rien de tel n'a été convenu dans cet exercice.",
    "owner-is-no-role": "Non retenu : on dirait une personne ; nommez un rôle, comme Chef de service.",
    "day-is-over": "Non retenu : le {on:word} n'est pas un jour à venir.",
    "exercise-title-missing": "Donnez un titre à l'exercice.",
    "exercise-day-missing": "Dites quel jour il a lieu.",
    "exercise-time-missing": "Écrivez une heure en heures et minutes, par exemple 08:10.",
    "exercise-platform-missing": "Choisissez au moins une plateforme du catalogue.",
    "exercise-units-missing": "Choisissez au moins une unité qui participe.",
    "exercise-injects-missing": (
        "Un exercice a au moins une injection ; choisissez-en une, ou écrivez la vôtre."
    ),
    "exercise-inject-too-long": "Une injection a au plus {most:count caractère|caractères}.",
    "exercise-title-too-long": "Un titre a au plus {most:count caractère|caractères}.",
    "exercise-too-many-platforms": "Un exercice porte sur {most:count plateforme|plateformes} au plus.",
    "exercise-too-many-units": (
        "Au plus {most:count unité|unités} participent à un exercice ; prévoyez-en un second pour les autres."
    ),
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "hub.exercises": "Exercices",
    "exercise.banner": "Exercice",
    "exercise.banner.what": (
        "Rien ici n'est réel : aucune plateforme ne tombe en panne pour autant, et personne n'est alerté."
    ),
    "exercises.title": "Exercices sur table",
    "exercises.what": (
        "Imaginez qu'une plateforme manque toute une journée. La personne qui mène l'exercice diffuse "
        "peu à peu ce que l'on entendrait ; chaque unité répond en direct ce qu'elle ferait, essaie sa "
        "solution de repli, et ce qui manque apparaît avant que cela compte."
    ),
    "exercises.new": "Préparer un exercice",
    "exercises.running": "En ce moment",
    "exercises.planned": "Prévus",
    "exercises.due": "Prochains exercices dus",
    "exercises.due.on": "Après « {title:word} » : d'ici au {day:word}",
    "exercises.overdue": "en retard",
    "exercises.past": "Terminés",
    "exercises.none": "Aucun exercice n'a encore eu lieu.",
    "exercise.state.planned": "prévu",
    "exercise.state.running": "en cours",
    "exercise.state.over": "terminé",
    "exercise.state.called-off": "annulé",
    "exercise.units.count": "{units:count unité|unités}",
    "exercise.report": "Rapport",
    "exercise.report.so-far": "Rapport jusqu'ici",
    "exercise.new.title": "Qu'imagine-t-on en panne ?",
    "exercise.new.what": (
        "Choisissez les plateformes et l'heure. Holdfast propose ensuite, d'après le registre, des "
        "unités et des injections : quand les solutions de repli seraient pleines, et quand un RTO "
        "ou un MTPD serait dépassé. Tout peut être modifié."
    ),
    "exercise.new.go": "Proposer un plan",
    "exercise.at": "En panne dès",
    "exercise.at.hint": "une heure imaginée, par exemple 08:10",
    "exercise.platforms": "Plateformes",
    "exercise.platforms.others": "Plateformes dont aucune unité ne dépend visiblement",
    "exercise.relied-on": "{units:count unité en dépend|unités en dépendent}",
    "exercise.title.usual": "Une journée sans {platforms:word}",
    "exercise.plan.title": "Une journée sans {platforms:word} : le plan",
    "exercise.name": "Titre",
    "exercise.on": "A lieu le",
    "exercise.units": "Qui participe",
    "exercise.units.what": "Les unités qui en dépendent, avec ce que dit le registre",
    "exercise.units.none": "Aucune unité n'en dépend visiblement ; choisissez plus bas qui participe.",
    "exercise.units.others": "Autres unités",
    "exercise.undeclared": "rien n'est déclaré",
    "exercise.injects": "Injections",
    "exercise.injects.what": (
        "Ce que l'on entend, dans l'ordre de l'heure imaginée ; vous diffusez chacune quand vous le voulez"
    ),
    "exercise.inject.use": "Injection {number:count}",
    "exercise.inject.own": "La vôtre",
    "exercise.inject.at": "Heure imaginée",
    "exercise.inject.text": "Ce que l'on entend",
    "exercise.inject.only": "seulement à {unit:word}",
    "exercise.inject.add": "Ajouter une injection",
    "exercise.plan.go": "Garder le plan",
    "exercise.plan.leave": "Laisser",
    "exercise.imagined": "Imaginé : dès {at:word}, {platforms:word} ne peut être joint.",
    "exercise.since": "depuis {at:word} ({duration:word})",
    "exercise.real": "Ceci est réel et ne fait pas partie de l'exercice :",
    "exercise.start": "Commencer l'exercice",
    "exercise.change": "Modifier le plan",
    "exercise.lead.injects.what": "Seul qui mène l'exercice voit celles qui ne sont pas encore diffusées",
    "exercise.release": "Diffuser",
    "exercise.given-out": "diffusée",
    "exercise.for-unit": "Pour",
    "exercise.for-all": "toutes les unités qui participent",
    "exercise.your-unit": "{unit:word} : vos réponses",
    "exercise.affected": "Votre unité serait-elle touchée ?",
    "exercise.affected.answer.yes": "oui",
    "exercise.affected.answer.no": "non",
    "exercise.affected.yes": "Touchée",
    "exercise.affected.no": "Non touchée",
    "exercise.bears": "peut le supporter {hours:count heure|heures}",
    "exercise.bears.ask": "Combien d'heures pourriez-vous le supporter ?",
    "exercise.bears.register": (
        "le registre dit, pour {activity:word} : {hours:count heure|heures} au plus (MTPD)"
    ),
    "exercise.hours.wrong": "Écrivez un nombre d'heures, par exemple 4 ou 1,5.",
    "exercise.doing": "Que faites-vous maintenant ?",
    "exercise.fallback": "Votre solution de repli : {fallback:word}",
    "exercise.fallback.gone": (
        "Le registre a changé entre-temps ; revoyez vos solutions de repli et répondez à nouveau."
    ),
    "exercise.word.none": "rien à en dire pour l'instant",
    "exercise.word.covers": "elle y suffirait",
    "exercise.word.does-not-cover": "elle n'y suffirait pas",
    "exercise.word.works": "nous venons de l'essayer : elle marche",
    "exercise.word.fails": "nous venons de l'essayer : elle ne marche pas",
    "exercise.because": "Parce que",
    "exercise.because.missing": "Dites pourquoi elle ne marche pas, pour que l'on puisse y remédier.",
    "exercise.answer.send": "Répondre",
    "exercise.answer.again": "Répondre à nouveau",
    "exercise.not-answered": "Sans réponse",
    "exercise.nothing-yet": (
        "Rien n'a encore été diffusé. Restez sur cette page : ce qui est diffusé y apparaît."
    ),
    "exercise.answers": "Ce que répondent les unités",
    "exercise.others": "et {units:count unité|unités} que vous ne voyez pas",
    "exercise.waiting": "{units:count unité n'a|unités n'ont} pas répondu",
    "exercise.all-answered": "toutes ont répondu",
    "exercise.after": "A répondu après {duration:word}.",
    "exercise.after.withheld": "Peu de personnes : le temps est retenu.",
    "exercise.held.worked": "essayée : elle marche",
    "exercise.held.failed": "essayée : elle ne marche pas",
    "exercise.held.would-cover": "suffirait, non essayée",
    "exercise.held.would-not-cover": "ne suffirait pas",
    "exercise.tasks": "Ce qui est convenu",
    "exercise.tasks.none": "Rien n'est encore convenu.",
    "exercise.task.agree": "Convenir de quelque chose",
    "exercise.task.text": "Ce qu'il faut faire",
    "exercise.task.role": "Par qui",
    "exercise.task.due": "Pour quand",
    "exercise.task.until": "d'ici au {day:word}",
    "exercise.task.done": "fait",
    "exercise.task.open": "à faire",
    "exercise.task.settle": "C'est fait",
    "exercise.end": "La fin",
    "exercise.learnt": "Ce que nous avons appris",
    "exercise.called-off.why": "Pourquoi il a été annulé",
    "exercise.next-on": "Prochain exercice dû",
    "exercise.close": "Terminer l'exercice",
    "exercise.call-off": "Annuler l'exercice",
    "exercise.call-off.why": "Pourquoi, par exemple parce que quelque chose de réel est survenu",
    "exercise.back": "Vers l'exercice",
    "exercise.lasted": "Joué",
    "exercise.led-by": "Mené par",
    "exercise.report.at": "En date du",
    "exercise.report.fallbacks": "Solutions de repli",
    "exercise.report.worked": "Essayées, et elles marchent",
    "exercise.report.worked.what": "Le registre les tient pour essayées ce jour-là.",
    "exercise.report.worked.none": "Aucune solution de repli n'a été essayée avec succès.",
    "exercise.report.failed": "Essayées, et elles ne marchent pas",
    "exercise.report.thought": "Seulement envisagées",
    "exercise.report.gaps": "Ce qui manque",
    "exercise.report.gaps.none": "Rien dont le registre ait connaissance.",
    "exercise.gap.undeclared": "en dépend, et rien n'est déclaré",
    "exercise.gap.no-fallback": "n'a pas de solution de repli",
    "exercise.gap.untested": "personne n'a essayé la solution de repli depuis un an",
    "exercise.gap.failed": "la solution de repli n'a pas marché",
    "exercise.report.units": "Qui a participé",
    "exercise.report.silent": "N'ont rien répondu :",
    "exercise.column.answered": "Réponses",
    "exercise.column.longest": "Plus longue attente d'une réponse",
    "exercise.column.bears": "Supporte (registre : MTPD)",
    "exercise.of": "{answered:count} sur {given:count}",
    "exercise.report.line": "Ce qui a été joué",
    "exercise.report.unplayed": (
        "{injects:count injection n'a jamais été diffusée|injections n'ont jamais été diffusées}, sur "
        "{planned:count} prévues"
    ),
    "exercise.goes-on": "Un exercice est en cours :",
    "exercise.waits": "Il attend la réponse de : {units:word}.",
    "exercise.released-after": "diffusée après {duration:word}",
    "inject.nobody-opens": "{platforms:word} ne s'ouvre pour personne.",
    "inject.vendor-silent": (
        "La page d'état de {platforms:word} ne dit rien. Le centre d'assistance reçoit ses premiers appels."
    ),
    "inject.people-ask": (
        "Des gens de l'extérieur demandent par d'autres voies pourquoi personne ne leur répond sur "
        "{platforms:word}."
    ),
    "inject.fallback-full": "{fallback:word} a atteint sa capacité : le reste du travail attend.",
    "inject.fallback-exhausted": "{fallback:word} ne peut être maintenu plus longtemps.",
    "inject.rto-over": "« {activity:word} » devrait avoir repris : son RTO est dépassé.",
    "inject.rto-over.held": (
        "« {activity:word} » devrait avoir repris depuis longtemps : {fallback:word} y suffisait jusqu'ici, "
        "et son RTO est dépassé."
    ),
    "inject.press-asks": (
        "Un journal demande ce que vous faites pendant que {platforms:word} manque, et depuis quand "
        "vous le savez."
    ),
    "inject.mtpd-over": (
        "« {activity:word} » manque depuis plus longtemps que vous ne l'avez dit supportable : son MTPD "
        "est dépassé."
    ),
    "inject.mtpd-over.held": (
        "« {activity:word} » s'arrête, car {fallback:word} n'y suffit plus ; {platforms:word} manque depuis "
        "plus longtemps que vous ne l'avez dit supportable : son MTPD est dépassé."
    ),
    "inject.opens-again": "{platforms:word} s'ouvre de nouveau. Il faut rattraper ce qui a été retenu.",
    "calendar.exercise": "Exercice : {title:word}",
    "calendar.next-exercise": "Prochain exercice dû, après : {title:word}",
    "calendar.task": "Convenu dans un exercice : {title:word}",
    "audit.viewed-exercise": "a consulté un exercice",
}
"""Key -> words."""
