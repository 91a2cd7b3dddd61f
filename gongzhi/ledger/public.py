"""The door of `ledger`."""

from gongzhi.ledger.actions.erase import erase
from gongzhi.ledger.actions.record import ActorLike, Draft, record, record_many
from gongzhi.ledger.events import Tag, register, tags
from gongzhi.ledger.queries.entries import Recorded, entries_of, label_of, since

__all__ = [
    "ActorLike",
    "Draft",
    "Recorded",
    "Tag",
    "entries_of",
    "erase",
    "label_of",
    "record",
    "record_many",
    "register",
    "since",
    "tags",
]
