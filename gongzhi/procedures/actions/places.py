"""Lists and visibility follow the tree of places: who moves a place moves the matters of its whole subtree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from gongzhi.core import clock
from gongzhi.kit.db.insert import insert_all
from gongzhi.places import public as places
from gongzhi.procedures.models import PlaceMoved, Role, Standing

CHUNK = 500
SETTLES = timedelta(seconds=30)  # longer than a process remembers ancestors that are not true any more
_LISTED = ("kind", "state", "light", "due_at", "opened_at", "type_key", "channel", "matter_id")


def follow_place(place_ids: Sequence[int], old: tuple[int, ...], new: tuple[int, ...]) -> None:
    """In the transaction of `places.move` and `move_all` (wired by `site`): the matters below leave the old scopes and
    enter the new ones at once. A sweep looks once more after those that another process opened meanwhile with what
    it remembered."""
    _follow(place_ids, old, new)
    now = clock.now()
    PlaceMoved.objects.bulk_create([PlaceMoved(place_id=place_id, old=list(old), at=now) for place_id in place_ids])


def settle_moves(limit: int = 20) -> int:
    """Look once more after places that moved some seconds ago; how many. Any number of workers may run it."""
    rows = list(PlaceMoved.objects.filter(at__lte=clock.now() - SETTLES).order_by("id")[:limit])
    for row in rows:
        with transaction.atomic():
            if PlaceMoved.objects.filter(pk=row.pk).delete()[0]:
                _follow([row.place_id], tuple(row.old), places.ancestors(row.place_id)[:-1])
    return len(rows)


def _follow(place_ids: Sequence[int], old: tuple[int, ...], new: tuple[int, ...]) -> None:
    lost = [scope for scope in old if scope not in new]
    below = Standing.objects.filter(scope__in=list(place_ids), role=Role.PLACE).order_by("matter_id")
    last = 0
    while rows := list(below.filter(matter_id__gt=last).values(*_LISTED)[:CHUNK]):
        last = rows[-1]["matter_id"]
        ids = [row["matter_id"] for row in rows]
        of_these = Standing.objects.filter(matter_id__in=ids, role=Role.PLACE)
        if lost:
            of_these.filter(scope__in=lost).delete()
        known = set(of_these.filter(scope__in=new).values_list("matter_id", "scope"))
        insert_all(
            [
                Standing(scope=scope, role=Role.PLACE.value, **row)
                for row in rows
                for scope in new
                if (row["matter_id"], scope) not in known
            ]
        )
