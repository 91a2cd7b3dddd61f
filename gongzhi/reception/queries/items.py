"""What was raised, explained, heard in one request."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongzhi.packs import public as packs
from gongzhi.reception.models import Explained, Item, Visit, Waiting
from gongzhi.requests import public as requests


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that stands beside a request."""

    items: list[Item] = field(default_factory=list)
    explained: list[Explained] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)  # made
    next_visit: Visit | None = None
    waits: list[Waiting] = field(default_factory=list)

    @property
    def unanswered(self) -> int:
        """How many items lack an answer."""
        return sum(1 for i in self.items if not i.struck and not i.answer)


def station_of(about: requests.Request) -> packs.Reception | None:
    """The station whose matter this request is."""
    return packs.active().reception_of(about.type_key)


def spoken_of(request_id: int) -> Spoken:
    """What stands beside a request. Four queries."""
    visits = list(Visit.objects.filter(request=request_id).order_by("on", "id"))
    return Spoken(
        items=list(Item.objects.filter(request=request_id).order_by("position")),
        explained=list(Explained.objects.filter(request=request_id).order_by("on", "id")),
        visits=[v for v in visits if v.done_at],
        next_visit=next((v for v in visits if v.done_at is None), None),
        waits=list(Waiting.objects.filter(request=request_id).order_by("id")),
    )


def unanswered_of(request_id: int) -> list[int]:
    """The positions of the items that lack an answer. One query."""
    rows = Item.objects.filter(request=request_id, struck=False, answered_at=None)
    return list(rows.order_by("position").values_list("position", flat=True))
