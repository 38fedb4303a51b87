"""Table-top exercises: what became of an action, what injects say, and the words of their pages."""

REASONS: dict[str, str] = {
    "exercise-planned": "The exercise is planned for {on:word}.",
    "exercise-changed": "The plan is changed; it is held on {on:word}.",
    "exercise-started": "The exercise has begun.",
    "exercise-closed": "The exercise is over; the next one is due on {next:word}.",
    "exercise-called-off": "The exercise was called off.",
    "exercise-not-begun": "Not taken: the exercise has not begun yet.",
    "exercise-began-already": "Not taken: the exercise has begun already.",
    "exercise-is-over": "Not taken: the exercise is over.",
    "no-such-exercise": "Not taken: there is no such exercise.",
    "inject-released": "Inject {number:count} was given out.",
    "inject-released-already": "Not taken: this inject was given out already.",
    "inject-not-released": "Not taken: this inject has not been given out yet.",
    "inject-added": "An inject was added.",
    "inject-answered": "The unit's answer stands.",
    "inject-answered-anew": "The unit's new answer stands in the place of the one before.",
    "inject-empty": "Not taken: an inject says something; write its text.",
    "inject-twice": "Not taken: two injects have the same id.",
    "inject-for-others": "Not taken: this inject is for another unit.",
    "injects-too-many": "Not taken: an exercise has at most {most:count inject|injects}.",
    "no-such-inject": "Not taken: there is no such inject in this exercise.",
    "unit-takes-no-part": "Not taken: this unit does not take part in the exercise.",
    "platform-not-in-exercise": "Not taken: {platform:word} is not among the platforms of this exercise.",
    "trial-without-why": "Not taken: say why the fallback does not work, so that somebody can mend it.",
    "task-agreed": "Agreed: {role:word}, until {due:word}.",
    "task-settled": "What was agreed is done.",
    "task-settled-already": "Not taken: that is done already.",
    "tasks-too-many": "Not taken: an exercise has at most {most:count task|tasks}.",
    "no-such-task": "Not taken: nothing like that was agreed in this exercise.",
    "owner-is-no-role": "Not taken: that looks like a person; name a role, such as Duty manager.",
    "day-is-over": "Not taken: {on:word} is no day to come.",
}
"""Reason code -> sentence."""

LABELS: dict[str, str] = {}
"""Key -> words."""
