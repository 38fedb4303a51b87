r"""One spelling a person: logins as proxies write them, turned into the form that people are counted by.

A proxy writes `DOM\anna`, another `anna@x.ca`, `ANNA` or a whole LDAP name for the same person, and a change
of proxy must not look like a change of people. So a login has a *short* form (`anna`), which is what the log
and the directory are normally joined by, and a *full* form (`anna@x.ca`), which is looked up first so that a
directory may list two people called Anna in two domains. Which of the two is counted by is decided by the
directory (`streams.domain.directory`), never by the proxy's spelling.
"""

import re
import unicodedata
from ipaddress import ip_address
from typing import NamedTuple

LONGEST_LOGIN = 1_024
"""Characters; anything longer is noise and no login (Active Directory's user principal names end there)."""

DEEPEST = 16
"""Layers of escaping and qualifying that are taken off; what is still not plain after that is noise."""

ABSENT = frozenset({
    "-", "anonymous", "anonymous logon", "anonymous user", "(null)", "(none)", "(empty)", "local service",
    "n/a", "network service", "nil", "no user", "no_user", "none", "not available", "not-available",
    "notavailable", "notchecked", "null", "system", "unauthenticated", "undefined", "unknown",
    "unknown user", "unknown-user",
})  # fmt: skip
"""What products write where nobody signed in, and Windows' own service accounts; compared in lower case."""

_WORD = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_USUAL = re.compile(rf"(?:({_WORD})\\)?(?=[^@]*[a-z])({_WORD})(?:@({_WORD}))?")
_DIGITS = re.compile(r"\[?[0-9a-f:.]+\]?(?:%.*)?", re.DOTALL)
_ESCAPES = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_URL = re.compile(r"(?:ldaps?|winnt)://(.*)", re.DOTALL)
_MACHINE = re.compile(r"host/([^/@\\+.]+)[^@]*(?:@.*)?", re.DOTALL)
_DISTINGUISHED = re.compile(r"(?:cn|uid|userid|samaccountname|userprincipalname|mail|ou|o|dc)=", re.DOTALL)
_PERSON_PART = re.compile(
    r"(?:^|[,+])\s*(?:cn|uid|userid|samaccountname|userprincipalname|mail)=((?:\\.|[^,+\\])*)", re.DOTALL
)
_DOMAIN_PART = re.compile(r"dc=([\w-]+)")


class Login(NamedTuple):
    """A login in its two forms, both empty where nobody signed in.

    `full` is `short@domain` where a domain was written and `short` otherwise. Reading `full` or `short` again
    gives the same forms.
    """

    full: str
    short: str

    @property
    def is_machine(self) -> bool:
        """Whether this is a computer's own account (`PC7$`, `host/pc7.x.ca`), which speaks of no person."""
        return self.short.endswith("$")


NOBODY = Login("", "")


def normalise_login(raw: bytes | str) -> str:
    r"""The short form of a login, `` where nobody signed in.

    `DOM\anna`, `DOM/anna`, `DOM+anna` (winbind), `anna@x.ca`, `anna+news@x.ca` (RFC 5233), `DOM%5canna`,
    `WinNT://DOM/anna`, `LDAP://dc1/cn=anna,ou=..`, `uid=anna,..` and the Kerberos name `anna/admin@X.CA` are
    all `anna`. A computer's account keeps its dollar sign (`DOM\PC7$` and `host/pc7.x.ca` are `pc7$`). An IP
    address in the place of a login is nobody: several products write the client there. Never raises, and
    changes nothing when applied again.
    """
    return login_of(raw).short


def login_of(raw: bytes | str) -> Login:
    """Both forms of a login. Never raises.

    Bytes are UTF-8 or else Latin-1; letter case, width and the way that accents are encoded do not matter
    (Unicode NFKC and case folding).
    """
    text = raw if isinstance(raw, str) else _decoded(raw)
    usual = _USUAL.fullmatch(text.lower()) if text.isascii() else None
    if usual is None:
        return _peeled(text)
    outer, short, realm = usual.groups()
    return NOBODY if short in ABSENT else _login(short, realm or outer or "")


def _peeled(text: str) -> Login:
    """Takes off layer after layer until nothing changes; the outermost domain is the login's."""
    domain = ""
    for _ in range(DEEPEST):
        cleaned = _cleaned(text)
        if len(cleaned) > LONGEST_LOGIN or not any(letter.isalnum() for letter in cleaned):
            return NOBODY
        if cleaned in ABSENT or _is_address(cleaned):
            return NOBODY
        inner, outer = _without_layer(cleaned)
        if inner == text:
            return _login(inner, domain)
        text, domain = inner, domain or outer
    return NOBODY


def _login(short: str, domain: str) -> Login:
    if not domain or not _DOMAIN.fullmatch(domain) or len(short) + 1 + len(domain) > LONGEST_LOGIN:
        return Login(short, short)
    return Login(f"{short}@{domain}", short)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _cleaned(text: str) -> str:
    """Unescaped, folded, and without quotes, blanks around it, control and invisible characters."""
    text = _ESCAPES.sub(lambda run: _decoded(bytes.fromhex(run[0].replace("%", ""))), text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not text.isprintable():
        text = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cf"})
    return text.strip(" \t\"'<>\u2028\u2029")


def _is_address(text: str) -> bool:
    if not _DIGITS.fullmatch(text):
        return False
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _without_layer(text: str) -> tuple[str, str]:
    """The login inside the outermost layer, and the domain that the layer named (often empty)."""
    domain = ".".join(_DOMAIN_PART.findall(text))
    if machine := _MACHINE.fullmatch(text):
        return f"{machine[1]}$", ""
    if url := _URL.fullmatch(text):
        *before, last = url[1].removesuffix(",user").split("/")
        return last, domain or (before[0] if before and "=" not in before[0] else "")
    if _DISTINGUISHED.match(text):
        person = _PERSON_PART.search(text)
        return (re.sub(r"\\(.)", r"\1", person[1], flags=re.DOTALL) if person else ""), domain
    if "@" in text:
        local, _, realm = text.rpartition("@")
        if not local:
            return realm, ""
        before, slash, _ = local.partition("/")
        local = before if slash else local
        before, plus, _ = local.partition("+")
        return (before if plus and "\\" not in local else local), realm.rstrip(".")
    for separator in ("\\", "/", "+"):
        if separator in text:
            domain, _, user = text.rpartition(separator)
            return user, domain.strip(separator).partition(separator)[0]
    return text, ""
