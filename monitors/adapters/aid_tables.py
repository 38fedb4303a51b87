"""The table of what other organisations say, written by the worker that judges the signals."""

from sqlalchemy import Text
from sqlmodel import Field

from monitors.adapters.tables import Judged, Moment, key_column


class PeerWordRow(Judged, table=True):
    """One organisation's last word of a platform. Writer: the worker that judges the signals.

    Gone soon after `until_at`, from when on it counts no more (as long as minutes are kept). `peer` is the
    name of an organisation in the settings of mutual aid.
    """

    __tablename__ = "peer_words"

    platform: str = key_column()
    peer: str = key_column()
    state: str = Field(sa_type=Text)
    since_at: int | None = Field(default=None, sa_type=Moment)
    said_at: int = Field(sa_type=Moment)
    until_at: int = Field(sa_type=Moment)


AID_TABLES: tuple[type[Judged], ...] = (PeerWordRow,)
"""All of them."""
