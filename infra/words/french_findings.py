"""Ce sur quoi on peut agir: the codes and figures of `english_findings.py`, in Canadian French."""

REASONS: dict[str, str] = {
    "exposed-talk": (
        "Des membres de l'unité y échangent des messages pendant {share:percent} de ses heures de travail"
        " ({strand_people:people} par jour). Si c'est entre eux, et de quoi il s'agit, aucun journal ne le"
        " montre : demandez à l'unité."
    ),
    "exposed-uploads": (
        "Pendant {days:count jour|jours}, on y a envoyé assez pour qu'il s'agisse de fichiers ou d'images, et"
        " non de mots seulement."
    ),
    "against-rule-internal": (
        "On y échange des messages pendant {share:percent} des heures de travail de l'unité. La règle"
        " « {rule:word} » prévoit d'autres outils (public : {audience:word} ; sensibilité :"
        " {sensitivity:word}). Demandez à l'unité si c'est son cas."
    ),
    "against-rule-external": (
        "On y gère des pages ou de la publicité pendant {share:percent} des heures de travail de l'unité. La"
        " règle « {rule:word} » prévoit d'autres outils (public : {audience:word} ; sensibilité :"
        " {sensitivity:word}). Demandez à l'unité si c'est son cas."
    ),
    "against-rule-listening": (
        "On y lit pendant {share:percent} des heures de travail de l'unité, au rythme du travail. La règle"
        " « {rule:word} » prévoit d'autres outils (public : {audience:word} ; sensibilité :"
        " {sensitivity:word}). Demandez à l'unité si c'est son cas."
    ),
    "ends": (
        "{platform:word} a annoncé sa fin : son dernier jour est le {until:word}, {days:count jour|jours}"
        " après la fin du journal."
    ),
    "ended": "{platform:word} a pris fin : son dernier jour était le {until:word}.",
    "migrates": (
        "L'unité passe de {platform:word} à {platforms:word} : l'un a baissé de moitié ou plus, l'autre a"
        " doublé, et {share:percent} de ceux qui étaient sur l'un sont maintenant sur l'autre."
    ),
    "migrates-people-unknown": (
        "L'unité passe peut-être de {platform:word} à {platforms:word} : l'un a baissé de moitié ou plus,"
        " l'autre a doublé. On ne peut pas voir si ce sont les mêmes personnes."
    ),
    "turned-away-elsewhere": (
        "Depuis que notre propre politique l'a refusé, il en est apparu sur {platforms:word} plus que le"
        " hasard ne le voudrait."
    ),
    "turned-away-nowhere-seen": (
        "Depuis que notre propre politique l'a refusé, rien n'en est apparu sur une autre plateforme de ces"
        " journaux. Les téléphones et les autres réseaux ne se voient pas."
    ),
    "off-hours": (
        "{off_share:percent} en a lieu hors des heures de travail de l'unité ; pour le reste de son trafic,"
        " c'est {general_off_share:percent}. Ce qui ne passe jamais par notre réseau ne se voit pas."
    ),
    "by-network": (
        "{elsewhere_share:percent} en vient de réseaux autres que celui du bureau ({networks:word}),"
        " {office_share:percent} de celui du bureau, {classless_share:percent} d'adresses sans catégorie"
        " connue. Ce qui ne passe jamais par notre réseau ne se voit pas."
    ),
    "course-no-use": (
        "Aucun usage en {days:count jour observé|jours observés}, alors qu'au moins la moitié des unités s'en"
        " servent."
    ),
    "course-official-only": (
        "Comptes officiels seulement : des pages sont gérées pendant {share:percent} des heures de travail de"
        " l'unité, par {strand_people:people} par jour, et presque personne d'autre n'y est."
    ),
    "course-mixed": (
        "Usage mixte : {people:people}, dont {share:percent} gèrent des pages que d'autres voient."
    ),
    "course-trial": (
        "Un essai : {people:people} au cours des deux premières semaines, dont {share:percent} étaient encore"
        " là après trois. Il a commencé il y a {days:count jour|jours}."
    ),
    "value-reaching": (
        "elle atteint un public par des pages gérées pendant {share:percent} de ses heures de travail"
    ),
    "value-conversations": (
        "des conversations, pendant {share:percent} de ses heures de travail"
    ),
    "value-listening": (
        "elle entend ce qui se dit, pendant {share:percent} de ses heures de travail"
    ),
    "value-ask-the-unit": "rien de visible dans ces journaux : demandez à l'unité",
    "treatment-accept": "l'accepter, par un rôle et jusqu'à une date",
    "treatment-reduce": "le réduire : convenir de ce qu'on n'y dit ni n'y envoie jamais",
    "treatment-move": "le déplacer vers un outil de l'organisation",
    "treatment-move-to": "le déplacer vers {platforms:word}",
    "treatment-stop": "y mettre fin",
    "treatment-ask-exception": "demander une exception à la règle",
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "finding.exposure": "Exposition",
    "finding.tool-rule": "Quel outil pour quoi",
    "finding.ending": "Fin annoncée",
    "finding.migration": "Migration",
    "finding.blocked-demand": "Refusé par nous",
    "finding.policy-coverage": "Quelle politique s'applique",
    "finding.course": "Parcours",
    "addressed.risk": "Pour les risques",
    "addressed.policy-owner": "Pour les responsables de la politique",
    "addressed.operations": "Pour l'exploitation",
    "addressed.unit": "Pour l'unité",
    "section.findings": "De quoi parler",
    "section.findings.note": "constats pour qui peut agir ; aucun n'est un jugement sur des personnes",
    "findings.summary": "{findings:count constat|constats} dans {units:count unité|unités}.",
    "findings.conversation": (
        "Chacun ouvre une conversation avec l'unité. L'usage personnel n'est pas un constat, aucun contenu"
        " n'est lu, et ce qui touche une unité de moins de {k:count} personnes n'est dit qu'à elle."
    ),
    "findings.gains": "Ce qu'elle y gagne :",
    "findings.organisation": "L'organisation",
    "findings.choices": "On peut :",
    "findings.more": "{findings:count autre constat|autres constats}",
    "terminal.findings": "De quoi parler : {summary:word} Le rapport et le document JSON les donnent.",
}
"""Label key -> fixed words."""
