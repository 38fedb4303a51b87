"""English of mutual aid: what other organisations see."""

REASONS: dict[str, str] = {
    "peers-agree": "{peers_failing:count} of {peers_using:count} other organisations that use it see it too.",
    "peers-are-well": (
        "{peers_fine:count} of {peers_using:count} other organisations that use it say that it works for"
        " them, which speaks for a fault on our own side."
    ),
}

LABELS: dict[str, str] = {
    "right.hear-words": "read what we tell other organisations (for their keys)",
    "aid.others": "{failing:count} of {using:count other|others} see it too",
    "aid.others.well": "it works for {using:count other|others}",
    "aid.others.title": "Other organisations",
    "aid.others.platform": "it fails for {failing:count} of {using:count} that use it and say so",
}
