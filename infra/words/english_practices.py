"""English of practices, lessons and questions, and of which tool to use."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "practices.title": "What units learnt, and how they do things",
    "practices.none-particular": "none in particular",
    "practices.withdraw": "Withdraw",
    "practices.withdraw.why": "Why",
    "practices.on-its-way": "It is on its way; load the page again in a moment.",
    "practices.lessons": "What to do instead",
    "practices.lessons.what": "when a platform is gone",
    "practices.lessons.none": (
        "Nothing is known yet that worked. After an outage, or before one, say what helps."
    ),
    "practices.from-incident": "from this outage",
    "practices.word.helped": "it helped others",
    "practices.word.did-not": "it did not help others",
    "practices.helped": "It helped",
    "practices.did-not": "It did not",
    "practices.questions": "Questions between units",
    "practices.questions.none": "Nobody has asked anything. Somewhere a unit knows how.",
    "practices.answer": "Answer",
    "practices.answer.text": "Your answer, for all units",
    "practices.ask": "Ask the other units",
    "practices.ask.text": "Your question; its first line is its title",
    "practices.how": "How we do it",
    "practices.how.none": "Nobody has shared a practice yet.",
    "practices.publish": "Share a practice",
    "practices.publish.title": "Title",
    "practices.publish.text": "How you do it",
    "tools.no-rules": (
        "Your organisation has not written down which tool is for what, so Holdfast cannot say."
    ),
    "tools.no-rules.how": "Whoever runs the hub names a file of rules in its settings:",
    "tools.purpose": "What I want",
    "tools.audience": "With whom",
    "tools.sensitivity": "How sensitive",
    "tools.any": "any",
    "tools.ask": "Which tool?",
    "tools.use": "Use {tool:word}",
    "tools.all-fail": "What is recommended fails just now; see what others do instead",
    "tools.names-none": "The rule names no tool for it, only what is not allowed",
    "tools.failing": "Fails just now",
    "tools.fallback": "If that fails",
    "tools.not": "Not allowed for this",
    "tools.none": "No rule is about that case. Choose fewer words, or ask other units.",
}
"""Key -> words."""
