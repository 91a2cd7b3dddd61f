"""Many places at once, and a closed place opened again: what cutting and joining grids needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.ids import new_id, new_ids
from gongzhi.places.actions import shared
from gongzhi.places.actions.add import district_of
from gongzhi.places.actions.bulk import PlaceWriter
from gongzhi.places.models import Place, PlaceVersion
from gongzhi.places.queries import tree
from gongzhi.places.rules import paths

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def move_all(place_ids: Iterable[int], parent_id: int, *, actor: Actor) -> int:
    """Hang these places, with all below them, under another parent from today; how many were moved.

    Statements grow with the number of former parents, not with the places. Raises NotFound, Forbidden, Invalid,
    Conflict.
    """
    parent = tree.get(parent_id)
    rows = Place.objects.filter(pk__in=list(place_ids)).exclude(parent_id=parent_id)
    groups: dict[int, list[Place]] = {}
    for place in rows.only("id", "kind", "path", "name", "parent_id", "starts_on").order_by("parent_id", "id"):
        if place.pk in parent.ancestors or place.parent_id is None:
            raise Invalid("A place cannot stand below itself.", field="parent")
        shared.require_edit(actor, place.kind, place.ancestors)
        shared.require_edit(actor, place.kind, parent.ancestors)
        groups.setdefault(place.parent_id, []).append(place)
    with transaction.atomic():
        for old_id, siblings in groups.items():
            _move(siblings, old_id, parent, actor)
    return sum(len(g) for g in groups.values())


def _move(siblings: list[Place], old_id: int, parent: Place, actor: Actor) -> None:
    ids, day = [p.pk for p in siblings], clock.today()
    old = siblings[0].ancestors[:-1]
    _keep_former(siblings, day)
    head = paths.join(old)
    if Place.objects.filter(pk__in=ids, parent_id=old_id).update(parent_id=parent.pk) != len(ids):
        raise Conflict("Somebody else changed this place meanwhile.")
    below = Place.objects.filter(tree.under(head)).annotate(own=Substr("path", len(head) + 1, paths.WIDTH))
    below.filter(own__in=[paths.join((i,)) for i in ids]).update(
        path=Concat(Value(parent.path), Substr(F("path"), len(head) + 1)), version=F("version") + 1
    )
    shared.moved()
    shared.follow(ids, old, parent.ancestors)
    codes: shared.Codes = {"on": day.isoformat(), "from": old_id, "to": parent.pk, "places": len(ids)}
    shared.note(shared.MANY_MOVED, stream=parent.pk, actor=actor, codes=codes, texts={"ids": " ".join(map(str, ids))})


def _keep_former(siblings: list[Place], day: date) -> None:
    ids = [p.pk for p in siblings]
    last = dict(
        PlaceVersion.objects.filter(place_id__in=ids).values_list("place_id").annotate(last=Max("ends_on")).order_by()
    )
    PlaceVersion.objects.bulk_create(
        PlaceVersion(place_id=p.pk, name=p.name, kind=p.kind, parent_id=p.parent_id, starts_on=since, ends_on=day)
        for p in siblings
        if (since := last.get(p.pk, p.starts_on)) < day
    )


def reopen_place(place_id: int, *, actor: Actor, version: int | None = None) -> Place:
    """A closed place goes on as if it had not been closed. Raises NotFound, Forbidden, Conflict (also where its code
    has been given to another place)."""
    place = shared.editable(place_id, actor)
    try:
        with transaction.atomic():
            shared.change(place, version, ends_on=None)
            codes = {"on": clock.today().isoformat()}
            shared.note(shared.REOPENED, stream=place_id, actor=actor, codes=codes)
    except IntegrityError:
        raise Conflict("Another place has its code now.") from None
    place.refresh_from_db()
    return place


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A row of many: an outline or a point (lon, lat), or neither."""

    kind: str
    name: str
    parent_id: int
    code: str = ""
    address: str = ""
    shape: BaseGeometry | None = None
    point: tuple[float, float] | None = None


def add_many(rows: Sequence[NewPlace], *, actor: Actor) -> list[int]:
    """Many places from today, in the order given, in one transaction. The caller has checked names and codes.

    Raises NotFound (a parent), Forbidden, Conflict (a code was given away meanwhile).
    """
    parents = tree.get_many(r.parent_id for r in rows)
    for row in rows:
        if row.parent_id not in parents:
            raise NotFound("There is no such place.")
    for kind, parent_id in sorted({(r.kind, r.parent_id) for r in rows}):
        shared.require_edit(actor, kind, parents[parent_id].ancestors)
    ids = new_ids(len(rows)) if rows else []
    writer = PlaceWriter(clock.today())
    try:
        with transaction.atomic():
            for new, row in zip(ids, rows, strict=True):
                above = parents[row.parent_id]
                writer.add(
                    new, row.parent_id, above.path + paths.join((new,)), district_of(row.code, above.home_district),
                    code=row.code, kind=row.kind, name=row.name, address=row.address, shape=row.shape, point=row.point,
                )  # fmt: skip
            writer.flush()
            texts = {"ids": " ".join(map(str, ids[:200]))}
            shared.note(shared.IMPORTED, stream=new_id(), actor=actor, codes={"rows": len(ids)}, texts=texts)
    except IntegrityError:
        raise Conflict("Another place has its code now.") from None
    return ids


def close_many(place_ids: Sequence[int], *, actor: Actor) -> None:
    """Close places in which nothing stands any more, today. Raises Forbidden, NotAllowed."""
    rows = list(tree.light().filter(pk__in=list(place_ids), ends_on=None).order_by("id"))
    for kind, parent_id in sorted({(p.kind, p.parent_id or 0) for p in rows}):
        shared.require_edit(actor, kind, tree.ancestors(parent_id) if parent_id else ())
    ids, day = [p.pk for p in rows], clock.today()
    if Place.objects.filter(tree.in_force(day), parent_id__in=ids).exclude(pk__in=ids).exists():
        raise NotAllowed("Places below it go on after this date. Move or close them first.")
    with transaction.atomic():
        Place.objects.filter(pk__in=ids).update(ends_on=day, version=F("version") + 1)
        codes: shared.Codes = {"on": day.isoformat(), "places": len(ids)}
        shared.note(
            shared.MANY_CLOSED, stream=new_id(), actor=actor, codes=codes, texts={"ids": " ".join(map(str, ids))}
        )
