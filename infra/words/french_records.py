"""French of the records of own accounts: their pages, and what stands in the audit log of them."""

REASONS: dict[str, str] = {
    "records-reason-missing": "Dites pourquoi ; le motif est gardé avec ce que vous faites.",
    "records-reason-too-long": "Dites-le en {most:count caractère|caractères} au plus.",
    "records-review-not-later": (
        "Indiquez un jour, à partir de demain, où l'on vérifiera si le gel est encore nécessaire."
    ),
    "records-range-empty": (
        "La période se termine avant de commencer ; son dernier jour n'en fait pas partie."
    ),
    "records-class-unknown": "Les paramètres n'ont pas de telle catégorie.",
    "records-nothing-due": "Rien n'est échu qui ne soit déjà gelé ou proposé.",
    "records-export-too-large": (
        "C'est trop pour un fichier : il prend au plus {records:count document|documents} et {bytes:size}. "
        "Précisez la recherche, et prenez plusieurs fichiers."
    ),
    "record-missing": "Aucun document n'a ce numéro.",
    "record-settled": "Il est détruit, ou proposé à l'élimination ; refusez d'abord l'élimination.",
    "hold-missing": "Ce gel n'existe pas, ou il est déjà levé.",
    "disposal-missing": "Cette élimination n'existe pas, ou elle est déjà décidée.",
    "disposal-same-person": (
        "Qui a proposé une élimination ne peut pas l'approuver ; une autre personne du rôle doit le faire."
    ),
    "disposal-changed": "Entre-temps, un gel a été posé ou levé. Rien n'a été détruit ; vérifiez de nouveau.",
}

LABELS: dict[str, str] = {
    "hub.records": "Documents",
    "records.title": "Documents de nos propres comptes",
    "records.what": (
        "Ce que nos comptes ont publié et reçu, gardé parce qu'il le faut. Chaque recherche, consultation "
        "et exportation figure dans le journal d'audit."
    ),
    "records.pages": "Pages sur les documents",
    "records.search": "Recherche",
    "records.search.go": "Chercher",
    "records.holds": "Gels",
    "records.disposals": "Éliminations",
    "records.any": "indifférent",
    "records.any-account": "tous les comptes",
    "records.account": "Compte",
    "records.class": "Catégorie",
    "records.unclassified": "non catégorisé",
    "records.direction": "Sens",
    "records.direction.in": "reçu",
    "records.direction.out": "publié",
    "records.from": "Du",
    "records.until": "Jusqu'au (ce jour exclu)",
    "records.from-moment": "à partir du {at:word}",
    "records.until-moment": "jusqu'au {at:word}",
    "records.words": "Mots du texte",
    "records.words.cost": (
        "Les mots sont cherchés dans les contenus ouverts : au plus {most:count document|documents} par "
        "recherche, soit une seconde environ. Précisez d'abord le compte et la période."
    ),
    "records.found": "Résultats",
    "records.opened": "{opened:count document a été ouvert|documents ont été ouverts} pour cela.",
    "records.none": "Rien de tel n'est gardé.",
    "records.next": "Continuer dans les plus anciens",
    "records.number": "Numéro",
    "records.at": "Quand",
    "records.kept-at": "Gardé depuis",
    "records.form": "Forme",
    "records.state": "État",
    "records.state.kept": "gardé",
    "records.state.proposed": "proposé à l'élimination",
    "records.state.destroyed": "détruit",
    "records.held": "gelé",
    "records.one": "Document {number:word}",
    "records.ends": "À garder jusqu'au",
    "records.ends.never": "personne ne l'a dit ; il reste",
    "records.hash": "Empreinte dans la chaîne",
    "records.content": "Contenu",
    "records.masked": "Masqué : {masks:word}. Le tout ne s'obtient que par une exportation, avec un motif.",
    "records.broken": (
        "Ce contenu ne s'ouvre pas : il a été modifié, ou sa clé manque. `holdfast records verify` en dit "
        "plus ; comparez avec une sauvegarde."
    ),
    "records.broken.some": (
        "{records:count document ne s'ouvre|documents ne s'ouvrent} pas, le premier est le numéro "
        "{first:word}."
    ),
    "records.destroyed": "Détruit par l'élimination {disposal:word} ; ce que l'on en sait reste.",
    "records.no-text": (
        "Ce n'est pas un texte que l'on puisse montrer ({kind:word}, {size:size}). Il s'exporte en entier."
    ),
    "records.deeds": "Le catégoriser, ou le geler",
    "records.classify": "Enregistrer la catégorie",
    "records.reason": "Motif",
    "records.export": "Exporter ce qui est demandé ci-dessus, mots à part",
    "records.export.what": (
        "Un ZIP avec une ligne JSON par document et un manifeste avec empreintes. Les mots n'en font pas "
        "partie : il contient tous les documents du compte, de la catégorie, du sens et de la période "
        "ci-dessus."
    ),
    "records.export.unmasked": "En entier, sans masquage",
    "records.export.reason": "Nécessaire s'il n'est pas masqué.",
    "records.export.go": "Exporter",
    "records.holds.what": (
        "Ce qui est gelé ne peut pas être détruit, quelle que soit sa catégorie, jusqu'à ce que quelqu'un "
        "lève le gel. Un gel ne se lève jamais de lui-même."
    ),
    "records.holds.none": "Aucun gel n'a jamais été posé.",
    "records.hold": "Gel {number:word}",
    "records.hold.holds": "en vigueur",
    "records.hold.ended": "levé",
    "records.hold.review-due": "à revoir",
    "records.hold.laid": "posé par le rôle {role:word}",
    "records.hold.end": "Lever le gel {number:word}",
    "records.hold.end.go": "Le lever",
    "records.hold.lay": "Poser un gel",
    "records.hold.this": "Geler ce document",
    "records.hold.record": "Un seul document",
    "records.hold.record.hint": "Son numéro ; le compte et la période ne comptent alors pas.",
    "records.review": "à revoir le {on:word}",
    "records.review.on": "À revoir le",
    "records.disposals.what": (
        "Ce que sa catégorie n'oblige plus à garder est détruit quand une personne le propose et qu'une "
        "autre l'approuve. Ce que l'on sait d'un document hors son contenu reste, de même que sa place dans "
        "la chaîne."
    ),
    "records.due": "Échu aujourd'hui",
    "records.due.class": "{name:word} : {records:count document|documents}",
    "records.due.none": "Rien n'est échu aujourd'hui.",
    "records.propose": "Proposer de détruire ce qui est échu",
    "records.disposals.all": "Éliminations jusqu'ici",
    "records.disposals.none": "Rien n'a jamais été proposé.",
    "records.disposal": "Élimination {number:word}",
    "records.disposal.proposed": "attend une autre personne",
    "records.disposal.destroyed": "détruits",
    "records.disposal.refused": "refusée",
    "records.disposal.proposed-by": "{records:count document proposé|documents proposés} par",
    "records.disposal.held": (
        "{records:count d'entre eux est gelé et restera|d'entre eux sont gelés et resteront}."
    ),
    "records.disposal.look": "Voir les documents de l'élimination {number:word}",
    "records.in-disposal": "Numéro d'une élimination",
    "records.kept-too": (
        "En outre, ce que nos propres comptes publient et reçoivent est gardé à titre de documents, dans une "
        "base à part et scellé. Seul le rôle de gestion des documents le lit, et chaque recherche, "
        "consultation et exportation figure dans le journal d'audit."
    ),
    "records.disposal.decided": "décidée par",
    "records.certificate": (
        "Certificat : {records:count document|documents}, du numéro {first:word} au numéro {last:word}"
    ),
    "records.approve": "Approuver l'élimination {number:word} : détruire",
    "records.approve.other": "Une autre personne doit l'approuver.",
    "records.refuse": "Refuser l'élimination {number:word}",
    "records.chain.holds": (
        "La chaîne tient et tous les contenus s'ouvrent : {records:count document|documents}, le plus "
        "récent avec l'empreinte {hash:word}."
    ),
    "records.chain.empty": "Il n'y a pas encore de document.",
    "records.chain.missing": "La chaîne ne tient pas : le document {number:word} manque.",
    "records.chain.altered": (
        "La chaîne ne tient pas : ce que l'on sait du document {number:word} a été modifié."
    ),
    "records.chain.not-behind": (
        "La chaîne ne tient pas : le document {number:word} ne nomme pas celui qui le précède."
    ),
    "records.chain.unopened": (
        "Le document {number:word} ne s'ouvre pas, et n'a pas été détruit : il a été modifié, ou sa clé "
        "manque au fichier de clés."
    ),
    "records.chain.exchanged": "Le contenu du document {number:word} n'est pas celui qui a été gardé.",
    "records.chain.not-among": (
        "Aucun document n'a l'empreinte {hash:word} : la fin de la chaîne a été coupée, ou elle a été "
        "réécrite."
    ),
    "audit.searched-records": "a cherché des documents",
    "audit.opened-record": "a ouvert un document",
    "audit.exported-records": "a exporté des documents",
    "audit.records-changed": "a modifié des gels, des catégories ou des éliminations de documents",
    "audit.records-destroyed": "a fait détruire des documents",
    "right.see-records": "chercher et lire les documents des comptes propres",
    "right.export-records": "exporter des documents",
    "right.hold-records": "geler des documents, lever un gel, les catégoriser",
    "right.dispose-of-records": "proposer et approuver la destruction de documents",
}
