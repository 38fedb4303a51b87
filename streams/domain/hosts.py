"""Host names: as logs and people write them, made comparable; and which of them may stand in a catalogue."""

import re

LONGEST_HOST = 253
"""Characters of a host name without its trailing dot (RFC 1035, section 2.3.4)."""

_SCHEME = re.compile(r"\A[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORT = re.compile(r":[0-9]*\Z")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_PATTERN_LABEL = re.compile(r"[a-z0-9_*#-]{1,63}\Z")
_ADDRESS = re.compile(r"[0-9.]+\Z|.*:")

GENERIC_SECOND_LEVELS = frozenset({
    "ac", "co", "com", "edu", "gc", "go", "gob", "gouv", "gov", "ltd", "mil", "ne", "net", "nhs", "nom",
    "or", "org", "plc", "police", "sch",
})  # fmt: skip
"""Under a two-letter country these are shelves for everybody's names, as in `co.uk`, `gouv.fr`, `go.jp`."""

SHARED_CLOUDS = frozenset({
    "akamai.net", "akamaiedge.net", "akamaihd.net", "akamaized.net", "amazonaws.com", "appspot.com",
    "azureedge.net", "azurefd.net", "azurewebsites.net", "cdn.cloudflare.net", "cloudapp.net",
    "cloudfront.net", "core.windows.net", "edgekey.net", "edgesuite.net", "fastly.net", "firebaseapp.com",
    "herokuapp.com", "netlify.app", "omtrdc.net", "pages.dev", "run.app", "s3.amazonaws.com",
    "storage.googleapis.com", "trafficmanager.net", "vercel.app", "web.app", "windows.net", "workers.dev",
})  # fmt: skip
"""Names under which strangers rent a place: only a full host below them belongs to somebody."""


def normalise_host(text: str) -> str:
    """The host in the one spelling that the catalogue compares: lower case, no port, no trailing dot.

    An internationalised name becomes its punycode where it has one. Any text gives a text; nothing raises.
    """
    host = text.strip().lower()
    if not host.isascii():
        host = _punycode(host)
    if ":" in host and (host.count(":") == 1 or host.startswith("[")):
        host = _PORT.sub("", host)
    return host.rstrip(".")


def split_target(text: str) -> tuple[str, str | None]:
    """A host or address of a page, as people paste it, as (normalised host, path).

    `https://anna@www.example.com:443/a?b` gives (`www.example.com`, `/a`); a bare host has the path None.
    The path has no query and no fragment: nothing needs them. Nothing raises.
    """
    bare, schemes = _SCHEME.subn("", text.strip(), count=1)
    bare = re.split(r"[?#]", bare, maxsplit=1)[0]
    authority, slash, path = bare.partition("/")
    if schemes:
        authority = authority.rpartition("@")[2]
    return normalise_host(authority), slash + path if slash else None


def fault_of_host(host: str, *, pattern: bool = False) -> str | None:
    """Why a normalised host may not stand in a catalogue, and what to write instead; None where it may.

    `pattern` allows `*` and `#` inside labels.
    """
    if not host:
        return "it is empty; write a host such as www.example.com"
    if len(host) > LONGEST_HOST:
        return f"it has {len(host)} characters, and no host has more than {LONGEST_HOST}"
    if "/" in host:
        return "it holds a path; write the host alone here, and the path under [[paths]]"
    if _ADDRESS.match(host):
        return "it is an address; the catalogue knows hosts by name only"
    allowed = _PATTERN_LABEL if pattern else _LABEL
    if not pattern and host.startswith("*."):
        return f"leave the *. out: {host[2:]} already stands for every host below it"
    for label in host.split("."):
        if not allowed.match(label):
            return f'"{label}" is no part of a host name; use letters, digits and hyphens between the dots'
    return _too_broad(host)


def _too_broad(host: str) -> str | None:
    """Why nobody owns everything below a host; None where somebody does."""
    labels = host.split(".")
    if len(labels) == 1:
        return f"it would match every host that ends in .{host}; write the whole name, as in example.{host}"
    if len(labels) == 2 and len(labels[1]) == 2 and labels[0] in GENERIC_SECOND_LEVELS:
        return f"it is a shelf for many owners; write the name below it too, as in example.{host}"
    if host in SHARED_CLOUDS:
        return f"strangers rent places below it; write your own full host, as in yours.{host}"
    return None


def _punycode(host: str) -> str:
    """The name as it travels in a request, or the text itself where the standard (RFC 3490) has none."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
