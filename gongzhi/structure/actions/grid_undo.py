"""Take back the last change of the area grids: within some days, while nobody has changed those grids again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions.grids import require_owner
from gongzhi.structure.events import GRIDS_UNDONE
from gongzhi.structure.models import GridChange
from gongzhi.structure.rules.grids import UNDO_DAYS

FEW = 60


def undo(change_id: int, *, actor: Actor) -> GridChange:
    """Outlines, names, buildings, posts, bodies and open matters are as before. What has moved on since stays.

    Raises NotFound, Forbidden, NotAllowed (too long ago), Conflict (undone already, or changed again since).
    """
    change = GridChange.objects.filter(pk=change_id).first()
    if change is None:
        raise NotFound("There is no such change.")
    community = places.get(change.community_id)
    require_owner(actor, community)
    if clock.now() > change.at + timedelta(days=UNDO_DAYS):
        raise NotAllowed("This was more than %(days)s days ago; change the grids anew instead.", days=UNDO_DAYS)
    before = change.before
    with transaction.atomic():
        if not GridChange.objects.filter(pk=change_id, undone_at=None).update(undone_at=clock.now()):
            raise Conflict("This has been taken back already.")
        expected = {int(pk): version for pk, version in before["versions"].items()}
        now = places.get_many(expected)
        if any(now[pk].version != version for pk, version in expected.items()):
            raise Conflict("These grids were changed again since. Take the later change back first.")
        _put_back(before, actor)
        codes: dict[str, str | int] = {"verb": change.verb, "grids": len(expected)}
        ledger.record(GRIDS_UNDONE, stream=community.pk, actor=actor, codes=codes, texts={"names": change.names})
    change.refresh_from_db()
    return change


def _put_back(before: dict[str, Any], actor: Actor) -> None:
    for pk in before.get("closed", []):
        places.reopen_place(pk, actor=actor)
    for former, at, ids in reversed(before.get("moved", [])):
        still = [p.pk for p in places.get_many(ids).values() if p.parent_id == at]
        places.move_all(still, former, actor=actor)
    for former, at, ids in before.get("posts", []):
        still = [p.post_id for p in orgs.posts_at([at]) if p.post_id in ids]
        orgs.move_to(former, posts=still, actor=actor)
    for former, at, ids in before.get("bodies", []):
        orgs.move_to(former, bodies=[b.pk for b in orgs.bodies_at([at]) if b.pk in ids], actor=actor)
    for matter_id, former, at in before.get("matters", []):
        if procedures.Matter.objects.filter(pk=matter_id, place_id=at, state__in=procedures.LIVE).exists():
            procedures.relocate(matter_id, place_id=former, actor=actor, reason="", though_held=True)
    for pk, shape in before.get("outlines", {}).items():
        places.set_geometry(int(pk), shape, actor=actor)
    for pk, name in before.get("names", {}).items():
        places.rename(int(pk), name, actor=actor)
    added = before.get("added", [])
    if len(added) <= FEW:
        for pk in added:
            _close(pk, actor)
        return
    if orgs.posts_at(added) or procedures.Matter.objects.filter(place_id__in=added, state__in=procedures.LIVE).exists():
        raise Conflict("Open requests or posts stand at some of these places already. Close the rest one by one.")
    places.close_many(added, actor=actor)


def _close(place_id: int, actor: Actor) -> None:
    """A grid that the change made: what came into it since goes up to where the grid stood."""
    place = places.get(place_id)
    below = [p.pk for p in places.children(place_id)]
    if below and place.parent_id:
        places.move_all(below, place.parent_id, actor=actor)
    live = procedures.Matter.objects.filter(place_id=place_id, state__in=procedures.LIVE, parent=None)
    for matter_id in live.order_by("id").values_list("id", flat=True):
        procedures.relocate(matter_id, place_id=place.parent_id or place_id, actor=actor, reason="", though_held=True)
    posts = [p.post_id for p in orgs.posts_at([place_id])]
    bodies = [b.pk for b in orgs.bodies_at([place_id])]
    if place.parent_id:
        orgs.move_to(place.parent_id, posts=posts, bodies=bodies, actor=actor)
    places.close_place(place_id, actor=actor)
