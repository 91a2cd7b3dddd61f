"""Corrections while it is open: another type (elapsed time is kept), another place (C2)."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, rules
from gongzhi.requests.actions.answer import require_for
from gongzhi.requests.actions.intake import limit_of
from gongzhi.requests.actions.routing import follow
from gongzhi.requests.models import Request
from gongzhi.requests.policies import waits_for


def change_type(matter_id: int, *, type_key: str, actor: Actor, version: int | None = None) -> None:
    """Give the request another type; its limit follows, what has elapsed stays. Raises Invalid,
    Forbidden, Conflict, NotAllowed (it waits for something that its type began)."""
    try:
        kind = packs.active().request_type(type_key)
    except KeyError:
        raise Invalid("There is no such type of request.", field="type_key") from None
    with transaction.atomic():
        request = Request.objects.select_related("matter").get(pk=matter_id)
        require_for(actor, Permission.REQUEST_HANDLE, request)
        if request.type_key == type_key:
            return
        if words := waits_for(request):
            raise NotAllowed("%(why)s Its type stays until then.", why=words)
        procedures.change_limit(matter_id, limit=limit_of(kind.limit), actor=actor, version=version)
        procedures.file_under(matter_id, type_key)
        Request.objects.filter(pk=matter_id).update(type_key=type_key, updated_at=clock.now())
        follow(matter_id, actor)
        ledger.record(events.RETYPED, stream=matter_id, actor=actor, codes={"from": request.type_key, "to": type_key})


def relocate(
    matter_id: int,
    *,
    actor: Actor,
    place_id: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
    version: int | None = None,
) -> None:
    """Put the request where it belongs: a point, or a chosen place. Who sees it follows. Raises Invalid, Forbidden."""
    with transaction.atomic():
        request = Request.objects.select_related("matter").get(pk=matter_id)
        if request.located or not may(
            actor, Permission.REQUEST_TAKE_UNLOCATED, places.ancestors(request.matter.place_id)
        ):
            require_for(actor, Permission.REQUEST_HANDLE, request)
        if lon is not None and lat is not None:
            found = places.locate(lon, lat)
            target, located = found.grid_id or found.nearest_id, found.grid_id is not None
        elif place_id is not None:
            place = places.get(place_id)
            target, located, lon, lat = place.pk, place.kind in ("grid", "building"), place.lon, place.lat
        else:
            raise Invalid("Pick a place.", field="place_id")
        if target is None:
            raise Invalid("Pick a place.", field="place_id")
        if version is not None and request.matter.version != version:
            raise Conflict("Somebody else changed this matter meanwhile.")
        procedures.relocate(matter_id, place_id=target, actor=actor)
        Request.objects.filter(pk=matter_id).update(
            lon=lon,
            lat=lat,
            near_cell=rules.near_cell(lon, lat) if lon is not None and lat is not None else None,
            located=located,
            updated_at=clock.now(),
        )
        follow(matter_id, actor)
        ledger.record(
            events.RELOCATED,
            stream=matter_id,
            actor=actor,
            codes={"from": request.matter.place_id, "to": target, "located": located},
        )
