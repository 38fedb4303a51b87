"""Every metric of Holdfast, named once, with its kind, unit, labels and a sentence.

`/metrics`, the dashboards and the alert rules take names from here. No metric tells of a unit, a person, a
login, an address or a host; see `SECURITY.md`.
"""

from dataclasses import dataclass
from typing import Literal

PREFIX = "holdfast_"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. A counter's name ends in `_total` on the page; `unit` is empty for plain numbers."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: Literal["", "bytes", "seconds", "ratio"]
    labels: tuple[str, ...]
    sentence: str
    buckets: tuple[float, ...] = ()


_SOURCE = ("source",)

LINES_READ = Metric("collector_lines", "counter", "", _SOURCE, "Lines read and committed.")
LINES_PARSED = Metric("collector_lines_parsed", "counter", "", _SOURCE, "Lines that were read as requests.")
LINES_SKIPPED = Metric(
    "collector_lines_skipped", "counter", "", _SOURCE, "Headers, comments and blank lines."
)
LINES_REJECTED = Metric(
    "collector_lines_rejected", "counter", "", ("source", "reason"), "Lines that were not taken, by reason."
)
REQUESTS_EXCLUDED = Metric(
    "collector_requests_excluded",
    "counter",
    "",
    _SOURCE,
    "Requests dropped because the directory excludes the person or network (estimated from the sample).",
)
JOINED_SHARE = Metric(
    "collector_joined_share",
    "gauge",
    "ratio",
    _SOURCE,
    "Share of recent requests whose person the directory leads to a unit.",
)
LOG_BYTES = Metric("collector_log", "counter", "bytes", _SOURCE, "Bytes of log read and committed.")
BEHIND_BYTES = Metric(
    "collector_behind", "gauge", "bytes", _SOURCE, "Bytes between the position and the log's end."
)
BEHIND_SECONDS = Metric(
    "collector_behind",
    "gauge",
    "seconds",
    _SOURCE,
    "Age of the latest line committed while more of the log waits; 0 at its end.",
)
WATERMARK = Metric(
    "collector_watermark_timestamp",
    "gauge",
    "seconds",
    _SOURCE,
    "Up to which moment the source is complete (Unix time).",
)
COMMITS = Metric("collector_commits", "counter", "", _SOURCE, "Commits that landed on Kafka.")
COMMIT_SECONDS = Metric(
    "collector_commit",
    "histogram",
    "seconds",
    _SOURCE,
    "How long commits to Kafka took.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
)
COMMIT_FAILURES = Metric(
    "collector_commit_failures", "counter", "", _SOURCE, "Commits or recoveries that Kafka did not answer."
)
SENT_BYTES = Metric(
    "collector_sent", "counter", "bytes", _SOURCE, "Bytes of messages committed, uncompressed."
)
CLOCK_CLAMPS = Metric(
    "collector_clock_clamps",
    "counter",
    "",
    _SOURCE,
    "Commits whose watermark was held back because the source's clock runs ahead.",
)
FILE_NOTES = Metric(
    "collector_files",
    "counter",
    "",
    ("source", "what"),
    "Files opened, found truncated, gone before they were finished, damaged, or not to be read.",
)
SOURCE_STATE = Metric(
    "collector_source_state",
    "gauge",
    "",
    ("source", "state"),
    "1 for the state that the source is in: starting, following, waiting (for its log), away (no Kafka), "
    "stopped.",
)

COLLECTOR: tuple[Metric, ...] = (
    LINES_READ,
    LINES_PARSED,
    LINES_SKIPPED,
    LINES_REJECTED,
    REQUESTS_EXCLUDED,
    JOINED_SHARE,
    LOG_BYTES,
    BEHIND_BYTES,
    BEHIND_SECONDS,
    WATERMARK,
    COMMITS,
    COMMIT_SECONDS,
    COMMIT_FAILURES,
    SENT_BYTES,
    CLOCK_CLAMPS,
    FILE_NOTES,
    SOURCE_STATE,
)
"""What `holdfast collect` shows."""

_PARTITION = ("topic", "partition")

MESSAGES_JUDGED = Metric(
    "monitors_messages", "counter", "", _PARTITION, "Messages of evidence that were judged and committed."
)
MESSAGES_REPEATED = Metric(
    "monitors_messages_repeated",
    "counter",
    "",
    _PARTITION,
    "Messages that came again after they were judged, and were left out.",
)
MESSAGES_DEAD = Metric(
    "monitors_dead_letters",
    "counter",
    "",
    _PARTITION,
    "Messages that could not be taken and were laid aside.",
)
MESSAGES_GONE = Metric(
    "monitors_messages_gone",
    "counter",
    "",
    _PARTITION,
    "Messages, at most, that Kafka had removed before they were judged.",
)
JUDGED_COMMITS = Metric("monitors_commits", "counter", "", _PARTITION, "Commits to the database.")
JUDGED_SECONDS = Metric(
    "monitors_commit",
    "histogram",
    "seconds",
    _PARTITION,
    "How long judging and committing a group of messages took.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
)
STORE_FAILURES = Metric(
    "monitors_database_failures", "counter", "", _PARTITION, "Commits that the database did not take at once."
)
LAG_MESSAGES = Metric(
    "monitors_lag",
    "gauge",
    "",
    _PARTITION,
    "Messages between what is judged and the topic's end; seen every five seconds.",
)
OWNED = Metric(
    "monitors_owned",
    "gauge",
    "",
    _PARTITION,
    "1 while this worker judges the partition, 0 once it has left it.",
)
VOTES_LATE = Metric(
    "monitors_votes_late", "counter", "", (), "Votes that came after their window was judged."
)
MESSAGES_NAMELESS = Metric(
    "monitors_messages_nameless",
    "counter",
    "",
    _SOURCE,
    "Messages whose people were left out, because the key that made their pseudonyms is forgotten.",
)
SOURCE_BLIND = Metric(
    "monitors_source_blind", "gauge", "", _SOURCE, "1 while the source is silent for too long, else 0."
)
SOURCE_AHEAD = Metric(
    "monitors_source_ahead",
    "gauge",
    "seconds",
    _SOURCE,
    "How far the source's clock is ahead of those of Kafka and the monitors; 0 where it misleads nobody.",
)
SOURCE_LATE = Metric(
    "monitors_source_late",
    "gauge",
    "seconds",
    _SOURCE,
    "How long after the other sources its lines come, where they come too late to be judged; else 0.",
)
INCIDENTS_OPEN = Metric("monitors_incidents_open", "gauge", "", ("state",), "Incidents that are not over.")
RELAYED = Metric(
    "monitors_messages_relayed", "counter", "", ("topic",), "Decisions and dead letters sent to Kafka."
)
JUDGEMENT_SECONDS = Metric(
    "monitors_judgement",
    "histogram",
    "seconds",
    (),
    "From the end of a window to the commit of its judgement; windows older than an hour are left out.",
    (5.0, 7.5, 10.0, 15.0, 20.0, 25.0, 30.0, 45.0, 60.0, 120.0, 300.0, 3600.0),
)
ALERTS_DECIDED = Metric(
    "alerts_decided",
    "counter",
    "",
    ("reason",),
    "Decisions to tell an audience of something or not to, by the named reason.",
)
ALERTS_SENT = Metric(
    "alerts_sent",
    "counter",
    "",
    ("route", "outcome"),
    "Tries to send a notice by a route: sent, error (it is tried again), or failed (no route took it).",
)
ALERTS_DELIVERY_SECONDS = Metric(
    "alerts_delivery",
    "histogram",
    "seconds",
    (),
    "From the decision to tell somebody until a route took the notice.",
    (0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0),
)

MONITORS: tuple[Metric, ...] = (
    MESSAGES_JUDGED,
    MESSAGES_REPEATED,
    MESSAGES_DEAD,
    MESSAGES_GONE,
    JUDGED_COMMITS,
    JUDGED_SECONDS,
    STORE_FAILURES,
    LAG_MESSAGES,
    OWNED,
    VOTES_LATE,
    MESSAGES_NAMELESS,
    SOURCE_BLIND,
    SOURCE_AHEAD,
    SOURCE_LATE,
    INCIDENTS_OPEN,
    RELAYED,
    JUDGEMENT_SECONDS,
    ALERTS_DECIDED,
    ALERTS_SENT,
    ALERTS_DELIVERY_SECONDS,
)
"""What `holdfast monitors` shows."""

_PLATFORM = ("platform",)

PROBE_TRIES = Metric(
    "probe_tries",
    "counter",
    "",
    ("platform", "method", "outcome"),
    "Steps of our own probes, by what they came to; `!control` are sites that are known to be good.",
)
PROBE_SECONDS = Metric(
    "probe",
    "histogram",
    "seconds",
    ("method",),
    "How long good steps of probes took.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
PROBE_GOOD = Metric(
    "probe_good",
    "gauge",
    "ratio",
    _PLATFORM,
    "Share of a platform's probed hosts that answered when they were last tried.",
)
PROBE_WITHHELD = Metric(
    "probe_withheld",
    "counter",
    "",
    ("why",),
    "Failed tries that were not sent: late, never-answered, no-control, control-fails, all-fail, ours.",
)
PROBE_TRUSTED = Metric(
    "probe_trusted", "gauge", "", (), "1 while control sites answer our probes, so that failures count."
)
STATUS_PAGE_POLLS = Metric(
    "status_page_polls",
    "counter",
    "",
    ("platform", "answer"),
    "Status pages asked: new, unchanged, faulty (no answer that can be read).",
)
STATUS_PAGE_STATE = Metric(
    "status_page_state",
    "gauge",
    "",
    ("platform", "state"),
    "1 for what a vendor's page says: operational, degraded, outage, maintenance.",
)
STATUS_PAGE_READ = Metric(
    "status_page_read_timestamp",
    "gauge",
    "seconds",
    _PLATFORM,
    "When a status page was last read (Unix time).",
)
WATCH_WAITING = Metric("watch_waiting", "gauge", "", (), "Events that wait for Kafka.")
WATCH_DROPPED = Metric(
    "watch_dropped", "counter", "", (), "Events that were dropped: too old, or too many while Kafka was away."
)
WATCH_SENT = Metric("watch_sent", "counter", "", ("kind",), "Events that Kafka took: probe, status.")
WATCH_AWAY = Metric("watch_away", "gauge", "", (), "1 while Kafka does not answer, else 0.")

WATCH: tuple[Metric, ...] = (
    PROBE_TRIES,
    PROBE_SECONDS,
    PROBE_GOOD,
    PROBE_WITHHELD,
    PROBE_TRUSTED,
    STATUS_PAGE_POLLS,
    STATUS_PAGE_STATE,
    STATUS_PAGE_READ,
    WATCH_WAITING,
    WATCH_DROPPED,
    WATCH_SENT,
    WATCH_AWAY,
)
"""What `holdfast watch` shows."""

HUB_REQUESTS = Metric(
    "hub_requests",
    "counter",
    "",
    ("route", "method", "status"),
    "Requests that were answered, by the address's pattern and the class of the status, as 2xx.",
)
HUB_REQUEST_SECONDS = Metric(
    "hub_request",
    "histogram",
    "seconds",
    ("route", "method"),
    "How long a request waited until its answer began.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
)
HUB_LISTENERS = Metric("hub_listeners", "gauge", "", (), "Browsers and programs that hear changes live.")
HUB_CHANGES = Metric("hub_changes_heard", "counter", "", (), "Changes heard on Kafka.")
HUB_HEARING = Metric("hub_hearing", "gauge", "", (), "1 while changes on Kafka are heard, else 0.")
HUB_BOARD_AGE = Metric(
    "hub_board_age", "gauge", "seconds", (), "How long ago the first page was looked up; NaN before that."
)
HUB_BOARD_STALE = Metric(
    "hub_board_stale", "gauge", "", (), "1 while the first page is old because the database cannot be read."
)
HUB_UNREAD = Metric(
    "hub_database_unread", "counter", "", (), "Requests refused because a database could not be read."
)
HUB_ACTIONS = Metric(
    "hub_actions",
    "counter",
    "",
    ("outcome",),
    "Actions of people: applied, refused, unanswered (not in time), untaken (Kafka was away or refused it).",
)
HUB_AUDIT_WAITING = Metric(
    "hub_audit_waiting", "gauge", "", (), "Entries of the audit log that wait for Kafka."
)
HUB_AUDIT_LOST = Metric(
    "hub_audit_lost", "counter", "", (), "Entries of the audit log that were dropped or refused."
)
HUB_LOG_INS_REFUSED = Metric(
    "hub_log_ins_refused",
    "counter",
    "",
    ("why",),
    "Log-ins refused: wrong (name or password), held-back (too many tries), provider, key (an API key).",
)

HUB_RECORDS = Metric(
    "hub_records",
    "counter",
    "",
    ("outcome",),
    "Messages of own accounts for the records store, where there is one: kept, repeated (kept before), "
    "unavailable (the sender was asked to come again), refused (too long, or without a name).",
)

HOOK_DELIVERIES = Metric(
    "hook_deliveries",
    "counter",
    "",
    ("hook", "outcome"),
    "Deliveries to the hub's doors, by webhook (also events, alerts, unknown) and what became of them.",
)
HOOK_TAKEN = Metric(
    "hook_last_taken_timestamp",
    "gauge",
    "seconds",
    ("hook",),
    "When this hub last took a delivery of the webhook (Unix time).",
)
HOOK_LEASE = Metric(
    "hook_lease_ends_timestamp",
    "gauge",
    "seconds",
    ("hook",),
    "When the webhook's subscription ends unless it is renewed (Unix time).",
)

HUB: tuple[Metric, ...] = (
    HUB_REQUESTS,
    HUB_REQUEST_SECONDS,
    HUB_LISTENERS,
    HUB_CHANGES,
    HUB_HEARING,
    HUB_BOARD_AGE,
    HUB_BOARD_STALE,
    HUB_UNREAD,
    HUB_ACTIONS,
    HUB_AUDIT_WAITING,
    HUB_AUDIT_LOST,
    HUB_LOG_INS_REFUSED,
    HUB_RECORDS,
    HOOK_DELIVERIES,
    HOOK_TAKEN,
    HOOK_LEASE,
)
"""What `holdfast hub` shows, beside the usual figures of a process."""

AID_WORDS = Metric(
    "aid_words",
    "counter",
    "",
    ("peer", "outcome"),
    "Words of other organisations: taken, not-newer (said before), or why they were refused.",
)
AID_ASKED = Metric(
    "aid_asked",
    "counter",
    "",
    ("peer", "outcome"),
    "Times that a peer, or the shared topic, was heard or not.",
)
AID_HEARD_AT = Metric(
    "aid_heard_timestamp", "gauge", "seconds", ("peer",), "When a peer was last heard (Unix time)."
)

AID: tuple[Metric, ...] = (AID_WORDS, AID_ASKED, AID_HEARD_AT)
"""What `holdfast aid exchange` shows."""
