"""What can keep a broker from running, each with a sentence that says what to do."""


class BrokerFault(Exception):  # noqa: N818 (a fault is what the people who run it call it)
    """The broker cannot run; the message is for the person at the terminal and says what to do."""


class PartMissing(BrokerFault):
    """Java, Maven or Kafka's jars are not on this machine and could not be fetched."""


class InUse(BrokerFault):
    """Another process holds the data folder or the port."""


class Unusable(BrokerFault):
    """The data folder is not a broker's, or is damaged."""


class NoSpace(BrokerFault):
    """The disk that holds the data folder is full."""
