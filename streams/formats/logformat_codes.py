"""The codes of Squid's `logformat` strings: what each one says, and what its text looks like.

Source: Squid's `squid.conf.documented` (5.7), option `logformat`. Codes that bear on nothing here are listed
too, so that a string with them can be read.
"""

from typing import Final

NUMBER: Final = "number"
WORD: Final = "word"
"""Without blanks."""
NAME: Final = "name"
"""A user's; Squid's built-in formats write it as it came, blanks included."""
TEXT: Final = "text"
"""With blanks, and quotes as the context has them."""
TAG: Final = "tag"
"""Letters, digits, underscores."""
ERROR: Final = "error"
"""A tag, but `deny_info` with an address puts `302:http://...` here."""
ADDRESS: Final = "address"
"""With colons, where it is IPv6."""
CLOCK: Final = "clock"

CODES: Final[dict[str, tuple[str, str]]] = {
    # when and how long
    "ts": ("seconds", NUMBER), "tu": ("thousandths", NUMBER), "tl": ("time", CLOCK),
    "tg": ("time", CLOCK), "tr": ("duration", NUMBER), "dt": ("", NUMBER), "tS": ("", WORD),
    # who
    ">a": ("client", ADDRESS), ">A": ("client_name", ADDRESS), ">p": ("", NUMBER), ">eui": ("", WORD),
    "un": ("user", NAME), "ul": ("user", NAME), "ue": ("user", NAME), "us": ("user", NAME),
    "ui": ("", NAME), "credentials": ("", WORD),
    # where to
    "rm": ("method", WORD), "ru": ("url", WORD), ">ru": ("url", WORD), "<ru": ("", WORD),
    ">rm": ("method", WORD), "<rm": ("", WORD), "rp": ("path", WORD), ">rp": ("path", WORD),
    "<rp": ("", WORD), ">rd": ("host", ADDRESS), "<rd": ("", ADDRESS), ">rP": ("port", NUMBER),
    "<rP": ("", NUMBER), ">rs": ("scheme", WORD), "<rs": ("", WORD), "rv": ("", WORD), ">rv": ("", WORD),
    "<rv": ("", WORD), "ssl::>sni": ("sni", WORD),
    # what came of it
    "Ss": ("result", TAG), "Hs": ("status", NUMBER), ">Hs": ("status", NUMBER),
    "<Hs": ("origin_status", NUMBER), "Sh": ("hierarchy", TAG), "err_code": ("error", ERROR),
    "err_detail": ("detail", WORD), "<st": ("bytes_down", NUMBER), ">st": ("bytes_up", NUMBER),
    # matched and left
    "st": ("", NUMBER), "<sH": ("", NUMBER), ">sH": ("", NUMBER), "<sh": ("", NUMBER),
    ">sh": ("", NUMBER), "<bs": ("", NUMBER), "mt": ("", TEXT), "<a": ("", ADDRESS), "<A": ("", ADDRESS),
    "<p": ("", NUMBER), "<la": ("", ADDRESS), "<lp": ("", NUMBER), "la": ("", ADDRESS),
    "lp": ("", NUMBER), ">la": ("", ADDRESS), ">lp": ("", NUMBER), "<pt": ("", NUMBER),
    "<tt": ("", NUMBER), "sn": ("", NUMBER), "et": ("", TEXT), "ea": ("", TEXT), "note": ("", TEXT),
    "master_xaction": ("", WORD), "rG": ("", TEXT), "h": ("", TEXT), ">h": ("", TEXT), "<h": ("", TEXT),
    ">ha": ("", TEXT),
    "<qos": ("", WORD), ">qos": ("", WORD), "<nfmark": ("", WORD), ">nfmark": ("", WORD),
    "transport::>connection_id": ("", WORD), "proxy_protocol::>h": ("", TEXT),
    "ssl::bump_mode": ("", WORD), "ssl::>cert_subject": ("", TEXT), "ssl::>cert_issuer": ("", TEXT),
    "ssl::<cert_subject": ("", TEXT), "ssl::<cert_issuer": ("", TEXT), "ssl::<cert_errors": ("", TEXT),
    "ssl::<cert": ("", TEXT), "ssl::>negotiated_version": ("", WORD),
    "ssl::<negotiated_version": ("", WORD), "ssl::>negotiated_cipher": ("", WORD),
    "ssl::<negotiated_cipher": ("", WORD), "ssl::>received_hello_version": ("", WORD),
    "ssl::<received_hello_version": ("", WORD), "ssl::>received_supported_version": ("", WORD),
    "ssl::<received_supported_version": ("", WORD), "adapt::all_trs": ("", TEXT),
    "adapt::sum_trs": ("", TEXT), "adapt::<last_h": ("", TEXT), "icap::tt": ("", NUMBER),
}  # fmt: skip
"""Code (without `http::`) -> our column (empty: matched and left), and what its text looks like."""

HEADERS: Final = {"host": "header_host"}
"""Request headers (lower-case) that bear on something, as in `%{Host}>h`."""
