"""Forget what an erased person wrote: words, place, photos. That it was asked, handled and how it ended stays."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import events
from gongzhi.requests.models import CallBack, OutsideOrder, PartTurn, PhoneCall, Rating, Reporter, Request
from gongzhi.requests.policies import forget_beside
from gongzhi.requests.queries.words import INDEX


def forget(person_id: int, *, actor: Actor) -> int:
    """Empty all that the person wrote in requests; how many requests of their own. The caller erased the person."""
    with transaction.atomic():
        Reporter.objects.filter(person_id=person_id).update(added_words="")
        CallBack.objects.filter(reporter__person_id=person_id).update(words="")
        calls = PhoneCall.objects.filter(lines__request__reporters__person_id=person_id).order_by("id")
        ids = list(calls.values_list("pk", flat=True).distinct())
        PhoneCall.objects.filter(pk__in=ids).update(number="", number_index="", reason="")
        Rating.objects.filter(reporter__person_id=person_id).update(comment="")
        own = list(
            Request.objects.filter(reporters__person_id=person_id, reporters__first=True)
            .order_by("matter_id")
            .values_list("matter_id", "type_key")
        )
        procedures.redact(person_id, {matter_id: _title(key) for matter_id, key in own})
        forget_beside([matter_id for matter_id, _key in own])
        for matter_id, _key in own:
            photos = files.discard(matter_id)
            Request.objects.filter(pk=matter_id).update(
                description="", address="", attributes={}, lon=None, lat=None, near_cell=None, worded=False,
                updated_at=clock.now(),
            )  # fmt: skip
            INDEX.drop([matter_id])
            OutsideOrder.objects.filter(pk=matter_id).update(fields="")
            PartTurn.objects.filter(request=matter_id).update(arrived_where="", arrived_lon=None, arrived_lat=None)
            Request.objects.filter(pk=matter_id, outside_number__startswith="#").update(outside_number="")
            ledger.record(events.FORGOTTEN, stream=matter_id, actor=actor, codes={"photos": photos})
    return len(own)


def _title(type_key: str) -> str:
    try:
        return packs.active().request_type(type_key).title
    except KeyError:
        return type_key
