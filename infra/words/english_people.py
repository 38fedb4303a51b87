"""English of the hub's people: signing in, accounts, roles, sessions and API keys."""

REASONS: dict[str, str] = {
    "login-malformed": (
        "A name for signing in has 1 to {most:count} letters, digits or signs and no blanks, such as"
        " m.tremblay."
    ),
    "name-malformed": "A name has 1 to {most:count} characters.",
    "login-taken": "There is an account {login:word} already; take another name for signing in.",
    "account-missing": "There is no such account.",
    "password-short": (
        "A password has at least {least:count} characters; four words that have nothing in common are good."
    ),
    "password-long": "A password has at most {most:count} characters.",
    "password-common": (
        "That password is among those that are tried first, or is made from the name of the account; take"
        " another."
    ),
    "password-wrong": "The password that you have now is another.",
    "password-from-provider": "This account signs in by the identity provider and has no password here.",
    "key-days": "A key lasts 1 to {most:count} days.",
    "key-empty": "A key needs at least one role and one right; without them it would open nothing.",
    "key-many": "An account has at most {most:count} keys; end one that is not used any more.",
    "key-role-missing": "You do not have one of these roles yourself; a key can have no more than its owner.",
    "key-by-key": "A key cannot make another; sign in and make it under /account.",
    "role-unknown": "There is no such role; there are operations, risk, unit, auditor and admin.",
    "unit-unknown": (
        "There is no unit {unit:word}; see the units file, or leave it empty for the whole organisation."
    ),
    "unit-needed": "The role unit speaks for one unit; name it.",
    "grant-missing": (
        "The account has no such role by hand; what the identity provider gives, only it can end."
    ),
    "grant-beyond": "You manage people for a part of the organisation only, and this reaches beyond it.",
    "last-admin": (
        "This is the last account that administers the whole organisation. Give somebody else the role"
        " admin first."
    ),
    "login-wrong": "That name and password do not go together.",
    "login-wait": "Too many log-ins failed. Try again in {minutes:count minute|minutes}.",
    "login-plain": (
        "This page did not come by https, so a password would travel in clear. Open the hub by https, or"
        " on the"
        " machine itself as http://127.0.0.1."
    ),
    "provider-away": "The identity provider does not answer just now. Try again in a moment.",
    "provider-refused": "The identity provider did not let you in. Try again, or ask whoever runs it.",
    "provider-stale": "Signing in took too long, or began in another browser. Begin again.",
}
"""Reason code -> template."""

LABELS = {
    "login.title": "Log in",
    "login.login": "Name for signing in",
    "login.password": "Password",
    "login.go": "Log in",
    "login.provider": "Log in with {provider:word}",
    "login.or": "or with an account of this hub",
    "login.none": ("Nobody has an account yet. Whoever runs Holdfast makes the first one on its machine:"),
    "account.title": "Your account",
    "account.login": "Signs in as",
    "account.by-provider": "the identity provider",
    "account.roles": "Your roles",
    "account.no-role": "You have no role yet, so there is little to see. Ask an administrator for one.",
    "account.everywhere": "the whole organisation",
    "account.unit-and-below": "{unit:word} and everything below it",
    "account.language": "Language",
    "account.language.browser": "as the browser says",
    "account.save": "Save",
    "account.saved": "Saved.",
    "account.password": "Another password",
    "account.password.now": "Password now",
    "account.password.new": "New password",
    "account.password.hint": "At least {least:count} characters. All other browsers are signed out.",
    "account.password.change": "Change the password",
    "account.sessions": "Where you are signed in",
    "account.sessions.browser": "Browser",
    "account.sessions.since": "Since",
    "account.sessions.seen": "Last used",
    "account.sessions.this": "this one",
    "account.sessions.end": "Sign out",
    "account.keys": "API keys",
    "account.keys.why": (
        "For programs that read or act for you. A key may do no more than you may, and ends by itself."
    ),
    "account.keys.name": "What for",
    "account.keys.begins": "Begins with",
    "account.keys.rights": "May",
    "account.keys.ends": "Ends",
    "account.keys.end": "End this key",
    "account.keys.days": "For how many days",
    "account.keys.make": "Make a key",
    "account.keys.made": "Your new key. Copy it now; it is shown this once:",
    "account.keys.none": "You have none.",
    "people.title": "People",
    "people.why": "Who may sign in, and as what. Roles reach a unit and everything below it.",
    "people.name": "Name",
    "people.roles": "Roles",
    "people.none": "no role",
    "people.state": "State",
    "people.disabled": "kept out",
    "people.enabled": "may sign in",
    "people.change": "Change {name:word}",
    "people.role": "Role",
    "people.role-for": "{role:word}: {unit:word}",
    "people.unit": "Unit",
    "people.unit.hint": "Empty: the whole organisation.",
    "people.grant": "Give the role",
    "people.revoke": "End",
    "people.revoke.what": "End {role:word} for {unit:word}",
    "people.password": "Give a new password",
    "people.disable": "Keep out",
    "people.enable": "Let in again",
    "people.add": "Add somebody",
    "people.add.go": "Add",
    "people.from-provider": "by the identity provider",
    "right.see-incidents": "see incidents",
    "right.see-platforms": "see platforms",
    "right.see-reliance": "see how units rely on platforms",
    "right.see-small-unit": "see how a small unit relies, at any time",
    "right.see-register": "see the register",
    "right.see-findings": "see findings",
    "right.see-lessons": "see lessons",
    "right.see-exercises": "see exercises",
    "right.see-accounts": "see own accounts",
    "right.see-sources": "see sources and coverage",
    "right.see-deliveries": "see alerts and deliveries",
    "right.see-audit": "see the audit log",
    "right.see-people": "see people and roles",
    "right.see-metrics": "see the hub's own figures (/metrics)",
    "right.act-on-incidents": "lead incidents",
    "right.answer-incidents": "answer for a unit in an incident or an exercise",
    "right.comment": "comment",
    "right.share-lessons": "share lessons",
    "right.declare": "declare what an activity is worth",
    "right.confirm": "confirm or dispute",
    "right.test-fallbacks": "say how a fallback was tried",
    "right.decide": "decide disputes, approve, accept risks",
    "right.run-exercises": "run exercises",
    "right.keep-accounts": "keep the inventory of own accounts",
    "right.draft-posts": "write posts of own accounts",
    "right.approve-posts": "approve posts that others have written",
    "right.plan-windows": "declare times in which platforms must not fail",
    "right.export": "export",
    "right.send-events": "send events for other systems",
    "right.make-keys": "make API keys",
    "right.manage-people": "manage people",
    "right.change-settings": "change settings",
}
"""Label key -> words."""
