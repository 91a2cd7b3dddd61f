"""Turns of bodies at parts of joined requests, and what arbiters ruled. The caller has checked who reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from gongzhi.requests.models import Dispute, PartTurn

RULINGS_MOST = 5


def last_turns(part_ids: Sequence[int]) -> dict[int, PartTurn]:
    """The last turn of each part. One query."""
    rows = (
        PartTurn.objects.filter(part__in=list(part_ids))
        .select_related("body", "asker", "arrived_person")
        .order_by("id")
    )
    return {turn.part_id: turn for turn in rows}


def turns_of(request_id: int) -> list[PartTurn]:
    """All turns of a request, in order. One query."""
    rows = PartTurn.objects.filter(request=request_id).select_related("body", "arrived_person").order_by("id")
    return list(rows)


def rulings(type_keys: Sequence[str]) -> dict[str, list[Dispute]]:
    """The last rulings on disputes about requests of each of these types, the newest first; at most five each. One
    query, however many types."""
    newest = Window(RowNumber(), partition_by="type_key", order_by=[F("ruled_at").desc(), F("pk").desc()])
    rows = Dispute.objects.filter(type_key__in=set(type_keys), ruled_at__isnull=False).annotate(place_in_type=newest)
    rows = rows.filter(place_in_type__lte=RULINGS_MOST).select_related("body", "refused", "request__matter__place")
    found: dict[str, list[Dispute]] = {key: [] for key in type_keys}
    for dispute in rows.order_by("-ruled_at", "-pk"):
        found[dispute.type_key].append(dispute)
    return found
