"""What Kafka's client says of a Kafka that is away, in words for people."""

import structlog
from aiokafka.errors import KafkaConnectionError


def in_words(error: BaseException) -> str:
    """Why Kafka could not be asked. The client's own words, full of sockets, stand in the debug log."""
    if not isinstance(error, TimeoutError | KafkaConnectionError | OSError):
        return str(error) or type(error).__name__
    structlog.get_logger().debug("kafka-client", error=type(error).__name__, said=str(error))
    return "it took too long" if isinstance(error, TimeoutError) else "no connection"
