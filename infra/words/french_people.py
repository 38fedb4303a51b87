"""Les personnes: the codes and figures of `english_people.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "login-malformed": (
        "Un nom de connexion compte de 1 à {most:count} lettres, chiffres ou signes, sans espace, comme"
        " m.tremblay."
    ),
    "name-malformed": "Un nom compte de 1 à {most:count} caractères.",
    "login-taken": "Le compte {login:word} existe déjà ; choisissez un autre nom de connexion.",
    "account-missing": "Ce compte n'existe pas.",
    "password-short": (
        "Un mot de passe compte au moins {least:count} caractères ; quatre mots sans rapport entre eux"
        " conviennent bien."
    ),
    "password-long": "Un mot de passe compte au plus {most:count} caractères.",
    "password-common": (
        "Ce mot de passe est de ceux qu'on essaie en premier, ou vient du nom du compte ; choisissez-en un"
        " autre."
    ),
    "password-wrong": "Votre mot de passe actuel est différent.",
    "password-from-provider": (
        "Ce compte se connecte par le fournisseur d'identité et n'a pas de mot de passe ici."
    ),
    "key-days": "Une clé dure de 1 à {most:count} jours.",
    "key-empty": "Il faut à une clé au moins un rôle et un droit ; sans eux, elle n'ouvrirait rien.",
    "key-many": "Un compte a au plus {most:count} clés ; mettez fin à une clé qui ne sert plus.",
    "key-role-missing": (
        "Vous n'avez pas vous-même l'un de ces rôles ; une clé ne peut rien de plus que son propriétaire."
    ),
    "key-by-key": "Une clé ne peut pas en créer une autre ; connectez-vous et créez-la sous /account.",
    "role-unknown": "Ce rôle n'existe pas ; il y a operations, risk, unit, auditor et admin.",
    "unit-unknown": (
        "L'unité {unit:word} n'existe pas ; consultez le fichier des unités, ou laissez le champ vide pour"
        " toute"
        " l'organisation."
    ),
    "unit-needed": "Le rôle unité parle pour une unité ; nommez-la.",
    "grant-missing": (
        "Le compte n'a pas reçu ce rôle à la main ; ce que donne le fournisseur d'identité, lui seul peut y"
        " mettre fin."
    ),
    "grant-beyond": (
        "Vous gérez les personnes d'une partie de l'organisation seulement, et ceci va au-delà."
    ),
    "last-admin": (
        "C'est le dernier compte qui administre toute l'organisation. Donnez d'abord le rôle admin à"
        " quelqu'un"
        " d'autre."
    ),
    "login-wrong": "Ce nom et ce mot de passe ne vont pas ensemble.",
    "login-wait": "Trop de connexions ont échoué. Réessayez dans {minutes:count minute|minutes}.",
    "login-plain": (
        "Cette page n'est pas venue par https ; un mot de passe voyagerait en clair. Ouvrez le site par"
        " https, ou"
        " sur la machine même à http://127.0.0.1."
    ),
    "provider-away": "Le fournisseur d'identité ne répond pas en ce moment. Réessayez dans un instant.",
    "provider-refused": (
        "Le fournisseur d'identité ne vous a pas laissé entrer. Réessayez, ou demandez à ses responsables."
    ),
    "provider-stale": (
        "La connexion a pris trop de temps, ou a commencé dans un autre navigateur. Recommencez."
    ),
}
"""Reason code -> template."""

LABELS = {
    "login.title": "Connexion",
    "login.login": "Nom de connexion",
    "login.password": "Mot de passe",
    "login.go": "Se connecter",
    "login.provider": "Se connecter avec {provider:word}",
    "login.or": "ou avec un compte de ce site",
    "login.none": ("Personne n'a encore de compte. Qui exploite Holdfast crée le premier sur sa machine :"),
    "account.title": "Votre compte",
    "account.login": "Nom de connexion",
    "account.by-provider": "le fournisseur d'identité",
    "account.roles": "Vos rôles",
    "account.no-role": (
        "Vous n'avez pas encore de rôle ; il y a donc peu à voir. Demandez-en un à une personne qui"
        " administre"
        " le site."
    ),
    "account.everywhere": "toute l'organisation",
    "account.unit-and-below": "{unit:word} et tout ce qui en relève",
    "account.language": "Langue",
    "account.language.browser": "celle du navigateur",
    "account.save": "Enregistrer",
    "account.saved": "C'est enregistré.",
    "account.password": "Changer de mot de passe",
    "account.password.now": "Mot de passe actuel",
    "account.password.new": "Nouveau mot de passe",
    "account.password.hint": (
        "Au moins {least:count} caractères. Tous les autres navigateurs sont déconnectés."
    ),
    "account.password.change": "Changer le mot de passe",
    "account.sessions": "Où vous êtes connecté",
    "account.sessions.browser": "Navigateur",
    "account.sessions.since": "Depuis",
    "account.sessions.seen": "Dernière activité",
    "account.sessions.this": "celui-ci",
    "account.sessions.end": "Déconnecter",
    "account.keys": "Clés d'API",
    "account.keys.why": (
        "Pour les programmes qui lisent ou agissent pour vous. Une clé ne peut rien de plus que vous, et"
        " prend"
        " fin d'elle-même."
    ),
    "account.keys.name": "À quoi elle sert",
    "account.keys.begins": "Commence par",
    "account.keys.rights": "Permet de",
    "account.keys.ends": "Prend fin",
    "account.keys.end": "Mettre fin à cette clé",
    "account.keys.days": "Pour combien de jours",
    "account.keys.make": "Créer une clé",
    "account.keys.made": "Votre nouvelle clé. Copiez-la maintenant ; elle n'est montrée qu'une fois :",
    "account.keys.none": "Vous n'en avez pas.",
    "people.title": "Personnes",
    "people.why": (
        "Qui peut se connecter, et à quel titre. Un rôle vaut pour une unité et tout ce qui en relève."
    ),
    "people.name": "Nom",
    "people.roles": "Rôles",
    "people.none": "aucun rôle",
    "people.state": "État",
    "people.disabled": "n'a plus accès",
    "people.enabled": "peut se connecter",
    "people.change": "Modifier {name:word}",
    "people.role": "Rôle",
    "people.role-for": "{role:word} : {unit:word}",
    "people.unit": "Unité",
    "people.unit.hint": "Vide : toute l'organisation.",
    "people.grant": "Donner le rôle",
    "people.revoke": "Mettre fin",
    "people.revoke.what": "Mettre fin au rôle {role:word} pour {unit:word}",
    "people.password": "Donner un nouveau mot de passe",
    "people.disable": "Retirer l'accès",
    "people.enable": "Rendre l'accès",
    "people.add": "Ajouter quelqu'un",
    "people.add.go": "Ajouter",
    "people.from-provider": "par le fournisseur d'identité",
    "right.see-incidents": "voir les incidents",
    "right.see-platforms": "voir les plateformes",
    "right.see-reliance": "voir la dépendance des unités",
    "right.see-small-unit": "voir en tout temps de quoi dépend une petite unité",
    "right.see-register": "voir le registre",
    "right.see-findings": "voir les constats",
    "right.see-lessons": "voir les leçons",
    "right.see-exercises": "voir les exercices",
    "right.see-accounts": "voir les comptes de l'organisation",
    "right.see-sources": "voir les sources et la couverture",
    "right.see-deliveries": "voir les alertes et les envois",
    "right.see-audit": "voir le journal d'audit",
    "right.see-people": "voir les personnes et les rôles",
    "right.see-metrics": "voir les chiffres du portail lui-même (/metrics)",
    "right.act-on-incidents": "diriger les incidents",
    "right.answer-incidents": "répondre pour une unité lors d'un incident ou d'un exercice",
    "right.comment": "commenter",
    "right.share-lessons": "partager des leçons",
    "right.declare": "déclarer ce que vaut une activité",
    "right.confirm": "confirmer ou contester",
    "right.test-fallbacks": "dire comment une solution de repli a été essayée",
    "right.decide": "trancher, approuver, accepter des risques",
    "right.run-exercises": "mener des exercices",
    "right.keep-accounts": "tenir l'inventaire des comptes de l'organisation",
    "right.draft-posts": "écrire les publications de ces comptes",
    "right.approve-posts": "approuver les publications écrites par d'autres",
    "right.plan-windows": "déclarer des moments où des plateformes ne doivent pas faire défaut",
    "right.export": "exporter",
    "right.send-events": "envoyer des événements pour d'autres systèmes",
    "right.make-keys": "créer des clés d'API",
    "right.manage-people": "gérer les personnes",
    "right.change-settings": "changer les réglages",
}
"""Label key -> words."""
