"""The files that a node reads: Kafka's own settings and its log's. Pure text, no paths.

The node runs with the data folder as its working directory, so nothing in here depends on where that is,
and no character of its name needs escaping.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the node listens on 127.0.0.1: for clients, and for its own controller."""

    clients: int
    controller: int


LOG_FOLDER = "log"
"""Kafka's data, under the data folder."""

LOG_FILE = "logs/kafka.log"
"""What Kafka says, under the data folder."""


def server_properties(ports: Ports, *, log_folder: str = LOG_FOLDER) -> str:
    """`server.properties` of a single node that is broker and controller (KRaft, combined mode).

    Names and meaning: kafka.apache.org, "Broker Configs" and "KRaft Configs".
    """
    settings: Mapping[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{ports.controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{ports.clients},CONTROLLER://127.0.0.1:{ports.controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{ports.clients}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": log_folder,
        # Topics come from the contracts, with their partitions and clean-up; a typing error makes none.
        "auto.create.topics.enable": "false",
        "log.message.timestamp.type": "LogAppendTime",
        # One node keeps one copy of everything, so what it acknowledges is on the disk: losing power loses
        # nothing either. Measured: 20 ms more for each commit.
        "log.flush.interval.messages": 1,
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # Kafka's 50 partitions each are meant for clusters; every one costs files, start and recovery time.
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.num.partitions": 1,
        # A collector that died in a transaction blocks readers until this notices (default: 10 s more).
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
        # After a crash the controller takes the broker back only when its old session is over (default: 9 s).
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        "group.initial.rebalance.delay.ms": 0,
        # A small machine: few threads, and a cleaner that takes 16 MB of heap instead of 128.
        "num.network.threads": 2,
        "num.io.threads": 4,
        "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
        "log.segment.bytes": 128 * 1024 * 1024,
        "log.index.size.max.bytes": 1024 * 1024,
        "metadata.log.segment.bytes": 32 * 1024 * 1024,
        "metadata.max.retention.bytes": 64 * 1024 * 1024,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def log4j2_properties() -> str:
    """Kafka's own log: warnings and worse, three files of 5 MB at most (logging.apache.org/log4j/2.x)."""
    return f"""\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {LOG_FILE}
appender.file.filePattern = {LOG_FILE}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}}{{UTC}} %p %m (%c{{1}})%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 5MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 2
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""
