"""French sentences in Canadian usage, with the same codes and the same figures as `english.py`.

Write plain spaces and straight apostrophes: `typeset` sets the no-break spaces and the curved apostrophes.
"""

REASONS: dict[str, str] = {
    "no-directory": (
        "Aucun annuaire n'a été fourni : on ne sait rien des unités, et tout le monde compte comme non"
        " attribué. Fournissez-en un avec --directory pour voir quelle unité dépend de quoi."
    ),
    "low-joined-share": (
        "Seulement {share:percent} des lignes ont pu être rattachées à une unité ; les chiffres par unité ne"
        " montrent qu'une partie de l'organisation. Vérifiez que l'annuaire couvre les comptes et les"
        " adresses de ce journal."
    ),
    "addresses-only": (
        "Le journal contient des adresses, mais aucun nom de compte : ses chiffres parlent d'appareils, et"
        " non de personnes."
    ),
    "rejected-lines": (
        "{rejected:count ligne n'a pas été comprise|lignes n'ont pas été comprises} ({share:percent}) et"
        " aucun chiffre n'en tient compte. « holdfast parse » montre lesquelles, et pourquoi."
    ),
    "truncated-input": (
        "{file:word} s'interrompt au milieu de ses données compressées. Ce qui précède est compté ;"
        " récupérez le fichier de nouveau pour avoir le reste."
    ),
    "shrunken-input": (
        "{file:word} a raccourci pendant sa lecture : des lignes manquent peut-être. Relisez-le quand plus"
        " personne n'y écrit, ou suivez-le avec `holdfast collect`."
    ),
    "damaged-input": (
        "{file:word} est endommagé : ses données compressées ne passent pas leur propre contrôle. Ses lignes"
        " sont comptées jusqu'à la première qui ne se comprend pas ; récupérez le fichier de nouveau pour"
        " avoir le reste."
    ),
    "damaged-pipe": (
        "{file:word} est endommagé : ses données compressées ne passent pas leur propre contrôle. Des lignes"
        " fausses après le dommage peuvent être comptées ; récupérez-le de nouveau, ou donnez-le comme"
        " fichier et non par un tube."
    ),
    "clock-ahead": (
        "{lines:count ligne porte|lignes portent} une heure à venir : une horloge avance, celle du serveur"
        " mandataire ou celle-ci. Il ne faut pas se fier à ces heures."
    ),
    "timezone-assumed": (
        "Les heures du journal n'indiquent aucun fuseau ; {timezone:word} a été supposé. Si c'est inexact,"
        " toutes les heures sont décalées : indiquez le bon fuseau avec --timezone."
    ),
    "short-period": (
        "Le journal couvre moins de {days:count jour|jours}, trop peu pour distinguer une habitude du hasard."
        " Il faut au moins deux semaines pour voir un rythme."
    ),
    "log-gap": (
        "Le journal est muet pendant {minutes:count minute|minutes}, du {from:time} au {to:moment}."
        " On ignore ce qui s'est passé alors : ce n'est ni bon ni mauvais signe."
    ),
    "excluded-people": (
        "{lines:count ligne|lignes} de personnes ou de réseaux exclus par l'annuaire : écartées à la lecture,"
        " il n'en reste que ce nombre."
    ),
    "empty-log": (
        "Le journal ne contient aucune requête : il est vide, ou n'a que des en-têtes et des commentaires."
        " Vérifiez que c'est bien le fichier que le serveur mandataire écrit, et non un fichier tout juste"
        " commencé après une rotation."
    ),
    "no-catalogued-use": (
        "Aucune requête vers une plateforme du catalogue n'a été trouvée. Vérifiez qu'il s'agit bien du"
        " journal du trafic Web et que les hôtes y figurent ; les hôtes hors catalogue peuvent en dire plus."
    ),
    "catalogue-additions": (
        "Vos propres ajouts au catalogue ont servi : {hosts:count hôte|hôtes}."
    ),
    "duplicate-file": (
        "Tout {file:word} se trouve dans un autre fichier fourni ; il n'est compté qu'une fois."
    ),
    "overlapping-file": (
        "{file:word} commence par tout un autre fichier fourni ; seule la suite est comptée."
    ),
    "repeated-lines": (
        "{file:word} commence par des lignes qui se trouvent déjà vers la fin du fichier précédent : elles"
        " comptent deux fois. Fournissez les fichiers tels qu'ils ont été écrits, sans chevauchement."
    ),
    "units-only-in-directory": (
        "Dans l'annuaire mais pas dans le fichier des unités : {units:count unité|unités}, {names:word}."
        " Chacune compte comme une unité de premier niveau ; vérifiez l'orthographe ou ajoutez-la à ce"
        " fichier."
    ),
    "directory-empty": (
        "{files:word} nomme ses colonnes, mais personne : tout le monde compte comme non attribué. Ajoutez"
        " une ligne par compte ou par réseau."
    ),
    "directory-rows-say-nothing": (
        "Dans {files:word}, {rows:count ligne n'indique|lignes n'indiquent} ni unité, ni réseau, ni site, et"
        " n'a eu aucun effet."
    ),
    "directory-columns-ignored": (
        "{files:word} a des colonnes qui ne disent rien ici et ont été ignorées : {columns:word}."
    ),
    "directory-not-utf8": (
        "{files:word} n'est pas en UTF-8 et a été lu en Windows-1252. Si des noms paraissent faux,"
        " enregistrez de nouveau le tableau au format CSV UTF-8."
    ),
    "mostly-rejected": (
        "{share:percent} des lignes n'ont pas été comprises : il s'agit fort probablement d'un autre format."
        " Ne vous fiez pas à ces chiffres ; nommez le format avec --format, ou décrivez-le avec --logformat."
    ),
    "connect-only": (
        "{share:percent} des requêtes montrent seulement qu'un tunnel vers un hôte a été ouvert. Ce qui se"
        " fait dans un tunnel, et ce qui y échoue, ne peut être vu."
    ),
    "no-durations": (
        "Le format {format:word} n'indique pas les durées : on ne peut distinguer une réponse lente d'une"
        " réponse rapide, et une requête compte à l'heure où elle a pris fin."
    ),
    "no-upload-bytes": (
        "Le format {format:word} n'indique pas le volume envoyé : les envois sont inconnus."
    ),
    "small-units-withheld": (
        "{cells:count chiffre|chiffres} par unité non divulgués, parce que trop peu de personnes se trouvent"
        " derrière chacun. Lorsqu'on peut en réunir au moins deux, leur somme figure sous les autres unités"
        " de l'unité mère."
    ),
    "not-in-order": (
        "{lines:count ligne n'est pas|lignes ne sont pas} dans l'ordre du temps. Les sommes restent exactes ;"
        " les fichiers ont peut-être été fournis dans un autre ordre que celui de leur écriture."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "unknown": "inconnu",
    "unassigned": "Non attribué",
    # The report's own words.
    "title": "Notre usage des plateformes grand public",
    "snapshot": "Portrait tiré d'un journal d'accès",
    "period": "Période",
    "period.unknown": "aucune ligne n'a pu être datée",
    "times-in": "heures : {zone:word}",
    "period.detail": "Du {start:word} au {end:word}, {zone:word}",
    "headline": (
        "{platforms:count plateforme grand public est utilisée|plateformes grand public sont utilisées} ici"
    ),
    "headline.top": (
        "La plus sollicitée est {platform:word} : {requests:count requête|requêtes}, {people:word},"
        " {units:count unité|unités}."
    ),
    "headline.top.without-units": (
        "La plus sollicitée est {platform:word} : {requests:count requête|requêtes}, {people:word}."
    ),
    "headline.empty": "Aucune requête n'a pu être lue dans ce journal",
    "headline.none": "Ce journal ne montre aucun usage d'une plateforme grand public",
    "headline.failing": (
        "C'est {platform:word} qui a le plus souvent fait défaut : {share:percent} des tentatives."
    ),
    "headline.blocked": (
        "Nous avons refusé {blocked:count requête|requêtes}, surtout vers {platform:word}."
    ),
    "tile.reach.login": "personnes sur {platform:word}, la plus répandue",
    "tile.reach.address": "appareils sur {platform:word}, la plus répandue",
    "tile.platforms": "plateformes utilisées",
    "tile.requests": "requêtes vers elles",
    "tile.blocked": "refusées par nous",
    "tile.joined": "des lignes rattachées à une unité",
    "tile.joined.unknown": "aucun annuaire, donc aucune unité",
    "read-this-first": "À lire d'abord",
    "more-warnings": "{warnings:count autre chose|autres choses} à savoir sur ces chiffres",
    "section.platforms": "Plateformes selon l'usage",
    "section.platforms.note": (
        "les requêtes sont exactes ; les personnes sont arrondies à 5 près ; échecs : part des"
        " tentatives (voir Méthode)"
    ),
    "section.units": "Les unités et leurs plateformes",
    "section.units.note": (
        "requêtes, et personnes arrondies à 5 près ; plus la couleur est foncée, plus la part des requêtes"
        " de la plateforme est grande"
    ),
    "section.hours": "Quand on s'en sert",
    "section.hours.note": (
        "requêtes par heure de la semaine, {zone:word} ; la couleur la plus foncée est celle de l'heure la"
        " plus chargée de la plateforme"
    ),
    "section.outcomes": "Ce que les requêtes ont donné",
    "section.outcomes.note": (
        "ce qui s'est passé, jamais à qui la faute ; parts des requêtes divulguées"
    ),
    "section.blocked": "La demande que nous refusons",
    "section.blocked.note": (
        "requêtes refusées par notre propre politique ; part de toutes les requêtes vers la plateforme"
    ),
    "section.embeds": "Vues seulement comme contenu intégré",
    "section.embeds.note": (
        "d'autres sites ont chargé un bouton, une police ou un pixel ; personne ne les a ouvertes"
    ),
    "section.unknown": "Hôtes à cataloguer",
    "section.unknown.note": "très visités et absents du catalogue ; estimation d'après un échantillon",
    "section.coverage": "Sur quoi repose ce portrait",
    "section.blindness": "Ce qu'il ne peut pas montrer",
    "section.method": "Méthode et vocabulaire",
    "column.platform": "Plateforme",
    "column.operator": "Exploitant",
    "column.requests": "Requêtes",
    "column.people": "Personnes",
    "column.devices": "Appareils",
    "column.units": "Unités",
    "column.failed": "Échecs",
    "column.failed-requests": "Requêtes échouées",
    "column.blocked": "Bloquées",
    "column.bytes": "Données",
    "column.bytes.detail": "reçues et envoyées",
    "column.unit": "Unité",
    "column.host": "Hôte",
    "column.share-blocked": "Part de toutes ses requêtes",
    "column.embedded": "Intégrations vues",
    "column.outcomes": "Résultats",
    "caption.platforms": (
        "Plateformes grand public, de la plus à la moins sollicitée, avec personnes, unités, part des"
        " tentatives échouées, requêtes bloquées et données"
    ),
    "caption.units": "Requêtes et personnes par unité et par plateforme",
    "caption.outcomes": "Ce que les requêtes ont donné, par plateforme",
    "caption.blocked": "Requêtes refusées par notre politique, par plateforme",
    "caption.embeds": "Plateformes vues seulement comme contenu intégré dans d'autres sites",
    "caption.unknown": "Hôtes très visités qui ne figurent dans aucun catalogue",
    "people.withheld": "Moins de {k:count} personnes : chiffre non divulgué.",
    "devices.withheld": "Moins de {k:count} appareils : chiffre non divulgué.",
    "withheld": "non divulgué",
    "no-use": "aucun usage vu",
    "shades": "de moins à plus de requêtes de la plateforme",
    "other-units": "Autres unités ({unit:word})",
    "other-units.top": "Autres unités de l'organisation",
    "other-units.cell": "{children:count unité|unités} ensemble",
    "not-by-unit": (
        "Sans chiffres par unité ni par heure, parce que moins de {k:count} personnes s'en sont servies en"
        " tout : {names:word}."
    ),
    "other-platforms": "{platforms:count autre plateforme|autres plateformes}",
    "other-unit-rows": "{units:count autre rangée|autres rangées}",
    "busiest": "Pointe : {weekday:word}, {hour:word} ({requests:count requête|requêtes})",
    "busiest.office": "{share:percent} en semaine, de 7 h à 18 h",
    "no-hours": "aucune requête n'a pu être datée",
    "heat.title": "{platform:word} : requêtes par heure de la semaine",
    "bar.title": "{platform:word} : {requests:count requête|requêtes}",
    "outcomes.title": "{platform:word} : ce que ses requêtes ont donné",
    "outcomes.hidden": "résultat non divulgué",
    "outcomes.group.fine": "abouties",
    "outcomes.group.failed": "échouées",
    "outcomes.group.refused": "refusées par la plateforme",
    "outcomes.group.policy": "bloquées par nous",
    "outcomes.group.ours": "notre mandataire ou authentification",
    "outcomes.group.unclear": "interrompues ou incertaines",
    "outcomes.failed-most": "échecs, surtout : {outcome:word}",
    "blocked.where": "Ce que nous refusons ne disparaît pas : la demande est là.",
    "none": "aucun",
    "about": "environ {requests:count}",
    # Coverage.
    "coverage.files": "Fichiers",
    "coverage.format": "Format",
    "coverage.lines": "Lignes",
    "coverage.parsed": "comprises",
    "coverage.rejected": "non comprises",
    "coverage.skipped": "en-têtes, commentaires, lignes vides",
    "coverage.joined": "Lignes rattachées à une unité",
    "coverage.joined.none": "aucun annuaire n'a été fourni",
    "coverage.identity": "Les personnes sont connues par",
    "coverage.identity.login": "leur compte",
    "coverage.identity.none": "ni compte ni adresse",
    "coverage.identity.address": "une adresse ; ce sont donc des appareils",
    "coverage.excluded": "Lignes écartées par exclusion",
    "coverage.gaps": "Silences du journal",
    "coverage.gap": "{start:word} au {end:word}",
    "coverage.control": "Le reste du Web",
    "coverage.control.none": "rien n'a été lu",
    "coverage.control.sample": "chaque ligne comptée",
    "coverage.control.one-in": "une ligne sur {n:count} échantillonnée",
    "coverage.withheld": "Chiffres non divulgués",
    "coverage.warnings": "Réserves",
    "coverage.no-warnings": "Rien dans ce journal n'incite au doute.",
    # What it cannot see.
    "blind.off-network": (
        "L'usage au téléphone, à la maison et partout ailleurs que derrière ce serveur mandataire."
    ),
    "blind.content": (
        "Ce que les gens ont lu ou écrit : aucun contenu, chemin ni paramètre n'est conservé."
    ),
    "blind.tunnels": "Ce qui se passe dans un tunnel chiffré, à moins que le mandataire ne l'ouvre.",
    "blind.purpose": (
        "Ce qu'une plateforme vaut pour une unité. Beaucoup de requêtes peuvent être sans portée, et quelques"
        "-unes, vitales : demandez à l'unité."
    ),
    "blind.not-judged": (
        "La dépendance n'est pas évaluée ici :"
        " aucun annuaire ne dit qui appartient à quelle unité."
    ),
    # Method.
    "method.request": "Requête",
    "method.request.text": (
        "Une ligne du journal qui concerne un hôte du catalogue dont l'usage est voulu par quelqu'un, quel"
        " qu'en soit le résultat. Contenus intégrés, pixels et connexions d'arrière-plan ne sont pas des"
        " usages et sont comptés à part."
    ),
    "method.people": "Personnes",
    "method.people.text": (
        "Comptes différents, pseudonymisés au moyen d'une clé, dénombrés par esquisses et arrondis à 5 près."
        " Les chiffres de moins de {k:count} personnes ne sont pas divulgués. Aucun chiffre ne concerne une"
        " seule personne."
    ),
    "method.failed": "Échecs",
    "method.failed.text": (
        "La part des tentatives échouées : une personne sur une plateforme en dix secondes compte une fois,"
        " et seulement si rien n'a abouti. Comptent les défaillances du réseau et de la plateforme, et les"
        " réponses de plus de 10 s ; nos propres blocages et les refus de la plateforme ne comptent pas."
        " Une part de requêtes échouées compte plutôt chaque requête."
    ),
    "method.blocked": "Bloquées",
    "method.blocked.text": "Requêtes refusées par notre propre politique. Ce sont aussi des requêtes.",
    "method.time": "Heure",
    "method.time.text": "Une requête compte dans l'heure où elle a commencé ; heures : {zone:word}.",
    "method.schema": "Document",
    "method.catalogue": "Catalogue",
    "method.program": "Produit par",
    "footer": (
        "Données pseudonymisées et agrégées, à manier tout de même avec soin. Un point de départ pour parler"
        " avec les unités, jamais un jugement sur des personnes."
    ),
    # Terminal.
    "terminal.read": "Lecture",
    "terminal.coverage": "Couverture",
    "terminal.read.text": (
        "{lines:count ligne|lignes} : {parsed:count} comprises, {rejected:count} non comprises,"
        " {skipped:count} ignorées"
    ),
    "terminal.reading": "Lecture",
    "terminal.rate": "{rate:word} lignes/s",
    "terminal.left": "reste {time:word}",
    "terminal.report": "Rapport",
    "terminal.json": "JSON",
    "terminal.top-cells": "Où les unités utilisent le plus les plateformes",
    "terminal.cells-withheld": (
        "Moins de {k:count} personnes : chiffre non divulgué. C'est le cas de {cells:count case|cases}."
    ),
    "terminal.no-units": "Aucun chiffre par unité.",
    # Outcomes.
    "outcome.ok": "aboutie",
    "outcome.fail_dns": "nom introuvable (DNS)",
    "outcome.fail_tcp": "connexion impossible",
    "outcome.fail_tls": "connexion sécurisée impossible (TLS)",
    "outcome.fail_timeout": "pas de réponse à temps",
    "outcome.fail_5xx": "erreur du serveur",
    "outcome.slow": "plus de 10 s",
    "outcome.refused": "refusée par la plateforme",
    "outcome.plat_4xx": "introuvable ou non valable",
    "outcome.our_policy": "bloquée par notre politique",
    "outcome.our_auth": "notre authentification demandée",
    "outcome.our_proxy": "défaut de notre mandataire",
    "outcome.client_gone": "interrompue par l'utilisateur",
    "outcome.unknown": "le journal ne le dit pas",
    # Surfaces.
    "surface.feed": "fil",
    "surface.messaging": "messagerie",
    "surface.publishing": "publication",
    "surface.business": "outils professionnels",
    "surface.ads": "publicité",
    "surface.auth": "connexion",
    "surface.api": "interface de programmation",
    "surface.video": "vidéo",
    "surface.media-cdn": "images et médias",
    "surface.embed": "contenu intégré",
    "surface.status": "page d'état",
    # Why a line was not understood.
    "rejected.too-long": "plus longue qu'une ligne ne peut l'être",
    "rejected.not-this-format": "pas de ce format",
    "rejected.too-few-fields": "trop peu de champs",
    "rejected.bad-time": "heure illisible",
    "rejected.bad-number": "nombre illisible",
    "rejected.no-fields-line": "aucune ligne #Fields avant elle",
    "rejected.field-count": "nombre de champs autre qu'annoncé",
    "rejected.bad-quotes": "guillemets mal appariés",
    "rejected.bad-json": "JSON non valable",
    "rejected.no-host": "aucun hôte",
    "rejected.bad-encoding": "codage illisible",
    # Days of the week.
    "weekday.0": "lundi",
    "weekday.1": "mardi",
    "weekday.2": "mercredi",
    "weekday.3": "jeudi",
    "weekday.4": "vendredi",
    "weekday.5": "samedi",
    "weekday.6": "dimanche",
    "weekday.0.short": "lun.",
    "weekday.1.short": "mar.",
    "weekday.2.short": "mer.",
    "weekday.3.short": "jeu.",
    "weekday.4.short": "ven.",
    "weekday.5.short": "sam.",
    "weekday.6.short": "dim.",
}  # fmt: skip
"""Label key -> fixed words of pages and of the terminal."""
