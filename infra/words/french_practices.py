"""French of practices, lessons and questions, and of which tool to use."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "practices.title": "Ce que les unités ont appris, et comment elles font",
    "practices.none-particular": "aucune en particulier",
    "practices.withdraw": "Retirer",
    "practices.withdraw.why": "Pourquoi",
    "practices.on-its-way": "C'est en route ; rechargez la page dans un instant.",
    "practices.lessons": "Que faire à la place",
    "practices.lessons.what": "quand une plateforme n'est plus là",
    "practices.lessons.none": (
        "On ne connaît encore rien qui ait aidé. Après une panne, ou avant, dites ce qui aide."
    ),
    "practices.from-incident": "de cette panne",
    "practices.word.helped": "cela a aidé d'autres",
    "practices.word.did-not": "cela n'a pas aidé d'autres",
    "practices.helped": "Cela a aidé",
    "practices.did-not": "Cela n'a pas aidé",
    "practices.questions": "Questions entre unités",
    "practices.questions.none": "Personne n'a rien demandé. Quelque part, une unité sait comment faire.",
    "practices.answer": "Répondre",
    "practices.answer.text": "Votre réponse, pour toutes les unités",
    "practices.ask": "Demander aux autres unités",
    "practices.ask.text": "Votre question ; sa première ligne est son titre",
    "practices.how": "Comment nous faisons",
    "practices.how.none": "Personne n'a encore partagé de pratique.",
    "practices.publish": "Partager une pratique",
    "practices.publish.title": "Titre",
    "practices.publish.text": "Comment vous faites",
    "tools.no-rules": (
        "Votre organisation n'a pas écrit quel outil sert à quoi ; Holdfast ne peut donc pas le dire."
    ),
    "tools.no-rules.how": "Qui exploite le portail nomme un fichier de règles dans ses réglages :",
    "tools.purpose": "Ce que je veux",
    "tools.audience": "Avec qui",
    "tools.sensitivity": "À quel point sensible",
    "tools.any": "indifférent",
    "tools.ask": "Quel outil ?",
    "tools.use": "Utilisez {tool:word}",
    "tools.all-fail": "Ce qui est recommandé ne marche pas en ce moment ; voyez ce que d'autres font",
    "tools.names-none": "La règle ne nomme aucun outil, seulement ce qui n'est pas permis",
    "tools.failing": "Ne marche pas en ce moment",
    "tools.fallback": "Si cela ne marche pas",
    "tools.not": "Pas permis pour cela",
    "tools.none": "Aucune règle ne parle de ce cas. Choisissez moins de mots, ou demandez aux autres unités.",
}
"""Key -> words."""
