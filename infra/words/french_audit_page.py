"""French of the page of the audit log."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "audit-page.title": "Qui a regardé, changé ou emporté quoi",
    "audit-page.holds": (
        "La chaîne tient : {entries:count entrée vérifiée|entrées vérifiées}, telles qu'elles ont été "
        "écrites."
    ),
    "audit-page.newest": (
        "La dernière a le numéro {number:word} ; notez de temps en temps son empreinte ailleurs :"
    ),
    "audit-page.note": (
        "Toutes les entrées sont comparées à leurs empreintes, et une empreinte notée est cherchée, par :"
    ),
    "audit-page.broken": "Gardez la base telle qu'elle est, et comparez-la avec une sauvegarde.",
    "audit-page.entries": "Entrées",
    "audit-page.all": "tout",
    "audit-page.day": "Jour",
    "audit-page.show": "Montrer",
    "audit-page.show-all": "Tout montrer",
    "audit-page.none": "Rien de tel n'est dans le journal.",
    "audit-page.older": "Plus anciennes",
    "audit-page.action.declare": "a déclaré ce que vaut une activité",
    "audit-page.action.confirm": "a confirmé une entrée du registre",
    "audit-page.action.dispute": "a contesté une entrée du registre",
    "audit-page.action.reply": "a répondu à une contestation",
    "audit-page.action.decide-dispute": "a tranché une contestation",
    "audit-page.action.approve": "a approuvé une entrée du registre",
    "audit-page.action.accept-risk": "a accepté un risque jusqu'à une date",
    "audit-page.action.withdraw": "a retiré une entrée du registre",
    "audit-page.action.test-fallback": "a dit le résultat de l'essai d'une solution de repli",
    "audit-page.action.acknowledge": "a pris acte d'un incident",
    "audit-page.action.take-lead": "a pris la direction d'un incident",
    "audit-page.action.hand-over": "a transmis la direction d'un incident",
    "audit-page.action.comment": "a dit quelque chose dans la salle d'un incident",
    "audit-page.action.status-update": "a informé le personnel de la situation",
    "audit-page.action.state-impact": "a dit ce qu'une panne signifie pour une unité",
    "audit-page.action.fallback-covers": "est passé à une solution de repli",
    "audit-page.action.fallback-ended": "a mis fin à l'usage d'une solution de repli",
    "audit-page.action.answer-poll": "a répondu si une unité est touchée",
    "audit-page.action.review": "est revenu sur un incident",
    "audit-page.action.name-cause": "a désigné un de nos changements comme la cause d'un incident",
    "audit-page.action.no-outage": "a dit que ce n'est pas une panne",
    "audit-page.action.add-lesson": "a ajouté une leçon",
    "audit-page.action.withdraw-lesson": "a retiré une leçon",
    "audit-page.action.rate-lesson": "a dit si une leçon a aidé",
    "audit-page.action.ask": "a posé une question aux autres unités",
    "audit-page.action.answer": "a répondu à la question d'une autre unité",
    "audit-page.action.publish-practice": "a partagé une pratique",
    "audit-page.action.withdraw-practice": "a retiré une question ou une pratique",
    "audit-page.action.report-failure": "a signalé que cela ne marche pas",
    "audit-page.action.silence": "a suspendu les avertissements pour un temps",
    "audit-page.action.end-silence": "a mis fin à un silence",
    "audit-page.action.plan-exercise": "a planifié un exercice",
    "audit-page.action.change-exercise": "a modifié le plan d'un exercice",
    "audit-page.action.start-exercise": "a commencé un exercice",
    "audit-page.action.release-inject": "a diffusé une injection",
    "audit-page.action.add-inject": "a ajouté une injection",
    "audit-page.action.answer-inject": "a répondu à une injection",
    "audit-page.action.agree-task": "a noté une tâche convenue",
    "audit-page.action.settle-task": "a dit qu'une tâche est faite",
    "audit-page.action.close-exercise": "a clos un exercice",
    "audit-page.action.call-off-exercise": "a annulé un exercice",
    "audit-page.outcome.refused": "refusé",
    "audit-page.why.held-back": "retenu après trop d'essais",
    "audit-page.why.provider": "par le fournisseur d'identité",
}
"""Key -> words."""
