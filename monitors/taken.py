"""An action of people as it came from its topic."""

from typing import Generic, NamedTuple, TypeVar

from monitors.domain.register.actions import Action

A_co = TypeVar("A_co", bound=Action, covariant=True)


class Taken(NamedTuple, Generic[A_co]):
    """An action, where it stood on the topic, and when Kafka took it in.

    That is the time that counts, for clocks of browsers differ.
    """

    offset: int
    action: A_co
    at_ms: int
