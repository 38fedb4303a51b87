"""JSON that needs no `--fields`: the names that known products give their fields.

Facts: Zscaler's NSS guide (the administrator types the feed, so two habits are known), Netskope's Web
Transaction Events and events API v2, Zeek's http.log and ssl.log, Envoy's and Istio's default JSON access
log, Suricata's eve.json and AWS Network Firewall, which wraps it.
"""

from typing import Final, NamedTuple

from streams.formats.fields import FieldMap


class Product(NamedTuple):
    """A product's map, and how its lines are known: all fields of one of the sets are there."""

    name: str
    known_by: tuple[frozenset[str], ...]
    fields: FieldMap
    request_kinds: frozenset[str] = frozenset()
    """Values of `event_type` that are requests; lines of any other kind are skipped. Empty: all are."""


def _wrapped(path: str) -> tuple[str, ...]:
    """A field that may stand in an envelope."""
    return (path, f"event.{path}")


PRODUCTS: Final = (
    Product(
        "zscaler",
        (
            frozenset({"eurl", "reqmethod"}),
            frozenset({"event.eurl"}),
            frozenset({"event.url", "event.ClientIP"}),
            frozenset({"requestmethod", "ClientIP"}),
            frozenset({"event.requestmethod"}),
        ),
        FieldMap(
            {
                "time": (*_wrapped("epochtime"), *_wrapped("time"), *_wrapped("datetime")),
                "client": (*_wrapped("cip"), *_wrapped("ClientIP")),
                "user": (*_wrapped("login"), *_wrapped("user")),
                "method": (*_wrapped("reqmethod"), *_wrapped("requestmethod")),
                "url": (*_wrapped("eurl"), *_wrapped("url")),
                "host": (*_wrapped("ehost"), *_wrapped("host"), *_wrapped("hostname")),
                "status": (*_wrapped("respcode"), *_wrapped("status"), *_wrapped("responsecode")),
                "bytes_down": (*_wrapped("respsize"), *_wrapped("responsesize")),
                "bytes_up": (*_wrapped("reqsize"), *_wrapped("requestsize")),
                "action": _wrapped("action"),
                "reason": _wrapped("reason"),
            }
        ),
    ),
    Product(
        "netskope-web",
        (frozenset({"x-cs-timestamp"}), frozenset({"cs-host", "cs-method"})),
        FieldMap(
            {
                "time": ("x-cs-timestamp", "timestamp"),
                "duration": ("time-taken",),
                "client": ("x-cs-userip", "c-ip"),
                "user": ("cs-username",),
                "method": ("cs-method",),
                "host": ("cs-host",),
                "scheme": ("cs-uri-scheme",),
                "port": ("cs-uri-port",),
                "path": ("cs-uri-path",),
                "url": ("cs-uri", "cs-url"),
                "status": ("sc-status", "rs-status"),
                "bytes_down": ("sc-bytes",),
                "bytes_up": ("cs-bytes",),
                "action": ("x-policy-action",),
                "reason": ("x-cs-ssl-error", "x-error"),
            }
        ),
    ),
    Product(
        "netskope-events",
        (frozenset({"access_method", "timestamp"}), frozenset({"ccl", "timestamp"})),
        FieldMap(
            {
                "time": ("timestamp",),
                "client": ("userip", "srcip"),
                "user": ("user",),
                "url": ("url",),
                "host": ("domain", "hostname", "site"),
                "action": ("action",),
                "bytes_down": ("server_bytes",),
                "bytes_up": ("client_bytes",),
                "status": ("resp_status",),
            }
        ),
    ),
    Product(
        "envoy",
        (
            frozenset({"response_flags"}),
            frozenset({"response_code", "downstream_remote_address"}),
        ),
        FieldMap(
            {
                "time": ("start_time", "timestamp"),
                "duration": ("duration",),
                "client": ("downstream_remote_address", "x_forwarded_for"),
                "method": ("method",),
                "host": ("authority", ":authority", "requested_server_name"),
                "path": ("path",),
                "status": ("response_code",),
                "bytes_down": ("bytes_sent",),
                "bytes_up": ("bytes_received",),
                "reason": ("response_code_details", "response_flags"),
            },
            logged_at_start=True,
        ),
    ),
    Product(
        "suricata",
        (frozenset({"event_type", "src_ip"}), frozenset({"event.event_type"})),
        FieldMap(
            {
                "time": _wrapped("timestamp"),
                "client": _wrapped("src_ip"),
                "method": _wrapped("http.http_method"),
                "host": (*_wrapped("http.hostname"), *_wrapped("tls.sni")),
                "path": _wrapped("http.url"),
                "port": _wrapped("dest_port"),
                "status": _wrapped("http.status"),
                "bytes_down": _wrapped("http.length"),
                "action": _wrapped("alert.action"),
            }
        ),
        frozenset({"http", "tls", "alert"}),
    ),
    Product(
        "zeek",
        (frozenset({'"id.orig_h"', "ts"}),),
        FieldMap(
            {
                "time": ("ts",),
                "client": ('"id.orig_h"',),
                "user": ("username",),
                "method": ("method",),
                "host": ("host", "server_name"),
                "port": ('"id.resp_p"',),
                "path": ("uri",),
                "status": ("status_code",),
                "bytes_down": ("response_body_len",),
                "bytes_up": ("request_body_len",),
            },
            logged_at_start=True,
        ),
    ),
)
"""Specific before general; a line's product is the first that knows it."""
