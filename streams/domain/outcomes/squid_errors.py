"""What each of Squid's error codes and error numbers says (`src/error/forward.h` of Squid 2.7 to 7)."""

from collections.abc import Mapping
from typing import Final

from streams.domain.outcomes import Outcome

OUR_ERRNOS: Final = frozenset({1, 12, 13, 23, 24, 48, 49, 55, 98, 99, 105})
"""The proxy's own machine could not: permission, memory, descriptors, buffers, ports (Linux, BSD)."""

NETWORK_ERRNOS: Final = frozenset({51, 54, 60, 61, 64, 65, 101, 104, 110, 111, 112, 113})
"""Unreachable, reset, timed out, refused, host down (Linux, BSD)."""

ERRORS: Final[Mapping[str, Outcome]] = {
    # Our rules turned the request or its reply away.
    "ERR_ACCESS_DENIED": Outcome.OUR_POLICY,
    "ERR_ACL_TIME_QUOTA_EXCEEDED": Outcome.OUR_POLICY,
    "ERR_CACHE_MGR_ACCESS_DENIED": Outcome.OUR_POLICY,
    "ERR_FTP_DISABLED": Outcome.OUR_POLICY,
    "ERR_TOO_BIG": Outcome.OUR_POLICY,  # request_body_max_size, reply_body_max_size
    "TCP_RESET": Outcome.OUR_POLICY,  # deny_info TCP_RESET
    # The ordinary first leg of a sign-on.
    "ERR_CACHE_ACCESS_DENIED": Outcome.OUR_AUTH,
    # Our proxy or something behind its own walls failed; no platform was heard.
    "ERR_AGENT_CONFIGURE": Outcome.OUR_PROXY,
    "ERR_AGENT_WPAD": Outcome.OUR_PROXY,
    "ERR_CONFLICT_HOST": Outcome.OUR_PROXY,  # intercepted traffic whose name and address disagree
    "ERR_ESI": Outcome.OUR_PROXY,
    "ERR_FORWARDING_DENIED": Outcome.OUR_PROXY,
    "ERR_GATEWAY_FAILURE": Outcome.OUR_PROXY,
    "ERR_ICAP_FAILURE": Outcome.OUR_PROXY,
    "ERR_NO_RELAY": Outcome.OUR_PROXY,
    "ERR_SECURE_ACCEPT_FAIL": Outcome.OUR_PROXY,  # the client did not take our inspection's certificate
    "ERR_SHUTTING_DOWN": Outcome.OUR_PROXY,
    # On the way to the platform.
    "ERR_DNS_FAIL": Outcome.FAIL_DNS,
    "ERR_URN_RESOLVE": Outcome.FAIL_DNS,
    "ERR_CANNOT_FORWARD": Outcome.FAIL_TCP,  # every address was tried; with HIER_NONE there was none
    "ERR_CONNECT_FAIL": Outcome.FAIL_TCP,
    "ERR_READ_ERROR": Outcome.FAIL_TCP,
    "ERR_SOCKET_FAILURE": Outcome.FAIL_TCP,
    "ERR_WRITE_ERROR": Outcome.FAIL_TCP,
    "ERR_ZERO_SIZE_OBJECT": Outcome.FAIL_TCP,  # closed or reset before the first byte
    "ERR_SECURE_CONNECT_FAIL": Outcome.FAIL_TLS,
    "ERR_READ_TIMEOUT": Outcome.FAIL_TIMEOUT,
    # The platform answered, but not as a server should.
    "ERR_FTP_FAILURE": Outcome.FAIL_5XX,
    "ERR_FTP_PUT_ERROR": Outcome.FAIL_5XX,
    "ERR_FTP_UNAVAILABLE": Outcome.FAIL_5XX,
    "ERR_INVALID_RESP": Outcome.FAIL_5XX,
    # Words of the platform that Squid wrapped in a page of its own.
    "ERR_DIR_LISTING": Outcome.OK,
    "ERR_FTP_FORBIDDEN": Outcome.REFUSED,
    "ERR_FTP_NOT_FOUND": Outcome.PLAT_4XX,
    "ERR_FTP_PUT_CREATED": Outcome.OK,
    "ERR_FTP_PUT_MODIFIED": Outcome.OK,
    # The client left, or never finished asking.
    "ERR_CLIENT_GONE": Outcome.CLIENT_GONE,
    "ERR_REQUEST_PARSE_TIMEOUT": Outcome.CLIENT_GONE,
    "ERR_REQUEST_START_TIMEOUT": Outcome.CLIENT_GONE,
    # The request was not one that any platform could have been asked.
    "ERR_INVALID_REQ": Outcome.UNKNOWN,
    "ERR_INVALID_URL": Outcome.UNKNOWN,
    "ERR_LIFETIME_EXP": Outcome.UNKNOWN,  # Squid ended it for its age
    "ERR_ONLY_IF_CACHED_MISS": Outcome.UNKNOWN,  # a 504 that the client asked for
    "ERR_PRECONDITION_FAILED": Outcome.UNKNOWN,
    "ERR_PROTOCOL_UNKNOWN": Outcome.UNKNOWN,
    "ERR_UNSUP_HTTPVERSION": Outcome.UNKNOWN,
    "ERR_UNSUP_REQ": Outcome.UNKNOWN,
    "HTTP_TRACE_REPLY": Outcome.UNKNOWN,
    "MGR_INDEX": Outcome.UNKNOWN,
}
"""Codes that are not here (ERR_RELAY_REMOTE, a site's own page) leave it to the status."""
