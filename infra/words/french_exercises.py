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
        "Non retenu : dites pourquoi la solution de rechange ne marche pas, pour que l'on puisse y remédier."
    ),
    "task-agreed": "Convenu : {role:word}, d'ici au {due:word}.",
    "task-settled": "Ce qui était convenu est fait.",
    "task-settled-already": "Non retenu : c'est déjà fait.",
    "tasks-too-many": "Non retenu : un exercice compte au plus {most:count tâche|tâches}.",
    "no-such-task": "Non retenu : rien de tel n'a été convenu dans cet exercice.",
    "owner-is-no-role": "Non retenu : on dirait une personne ; nommez un rôle, comme Chef de service.",
    "day-is-over": "Non retenu : le {on:word} n'est pas un jour à venir.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {}
"""Key -> words."""
