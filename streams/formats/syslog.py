"""The headers that syslog puts in front of a line, as relays and receivers write them.

Sources: RFC 3164 (BSD syslog) with its year, fractions and ISO stamps as daemons write them, and RFC 5424.
"""

from typing import Final

_BSD: Final = r"[A-Z][a-z]{2} [ 0-9][0-9](?: [0-9]{4})? [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]+"

PREFIX: Final = (
    rf"(?:<[0-9]{{1,3}}>)?(?:1 {_ISO} (?P<modern>[^ ]+) [^ ]+ [^ ]+ [^ ]+ (?:-|\[[^\]]*\]) |"
    rf"(?:{_BSD}|{_ISO}) (?P<source>[^ ]+) (?:[^ :\"#]{{1,48}}: ?)?)"
)
"""A syslog header with its host; a tag is only taken for one when a colon ends it."""

PRIORITY: Final = r"^<[0-9]{1,3}>"
"""All that some relays leave of the header (RFC 3164, 4.3.3); it touches the first word of the line."""

ANY_PREFIX: Final = "^(?:" + PREFIX.replace("(?P<modern>", "(?:").replace("(?P<source>", "(?:") + ")"
"""A syslog header at the beginning of a line, whatever its host."""
