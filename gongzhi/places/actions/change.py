"""Dated changes: rename, move, close."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.places.actions import shared
from gongzhi.places.actions.add import checked_name, name_columns
from gongzhi.places.models import Place
from gongzhi.places.queries import tree
from gongzhi.places.rules import paths


def rename(place_id: int, name: str, *, actor: Actor, on: date | None = None, version: int | None = None) -> Place:
    """A new name from a day (default: today). Raises NotFound, Forbidden, Invalid, Conflict."""
    place = shared.editable(place_id, actor)
    name = checked_name(name)
    day = shared.day_of_change(place, on)
    if name == place.name:
        return place
    with transaction.atomic():
        shared.change(place, version, **name_columns(name, place.code, place.address))
        shared.keep_former(place, day)
        shared.note(
            shared.RENAMED,
            stream=place_id,
            actor=actor,
            codes={"on": day.isoformat()},
            texts={"from": place.name, "to": name},
        )
    place.refresh_from_db()
    return place


def move(place_id: int, parent_id: int, *, actor: Actor, on: date | None = None, version: int | None = None) -> Place:
    """Hang a place, with everything below it, under another parent from a day (default: today).

    One statement rewrites the paths of the subtree; who keeps rows by ancestors follows (`on_moved`).
    Raises NotFound, Forbidden (both ends), Invalid, Conflict.
    """
    place = shared.editable(place_id, actor)
    parent = tree.get(parent_id)
    shared.require_edit(actor, place.kind, parent.ancestors)
    if place_id in parent.ancestors:
        raise Invalid("A place cannot stand below itself.", field="parent")
    if parent.ends_on is not None and parent.ends_on <= clock.today():
        raise Invalid("The new parent no longer exists.", field="parent")
    day = shared.day_of_change(place, on)
    if parent_id == place.parent_id:
        return place
    head = paths.join(parent.ancestors)
    with transaction.atomic():
        shared.change(place, version, parent_id=parent_id)
        shared.keep_former(place, day)
        # Who moves this moves all below: cut the old head off, put the new one before.
        cut = len(place.path) - paths.WIDTH + 1
        Place.objects.filter(tree.under(place.path)).update(
            path=Concat(Value(head), Substr(F("path"), cut)), version=F("version") + 1
        )
        shared.moved()
        shared.follow([place_id], place.ancestors[:-1], parent.ancestors)
        shared.note(
            shared.MOVED,
            stream=place_id,
            actor=actor,
            codes={"on": day.isoformat(), "from": place.parent_id, "to": parent_id},
        )
    place.refresh_from_db()
    return place


def close_place(place_id: int, *, actor: Actor, on: date | None = None, version: int | None = None) -> Place:
    """The place ends on a day (the first on which it is no more; default: today; may lie ahead).

    Raises NotFound, Forbidden, Invalid, Conflict; NotAllowed while something below it goes on.
    """
    place = shared.editable(place_id, actor)
    day = on or clock.today()
    if day < place.starts_on:
        raise Invalid("A place cannot end before it begins.", field="on")
    below = Place.objects.filter(tree.in_force(day), parent_id=place_id)
    if below.exists():
        raise NotAllowed("Places below it go on after this date. Move or close them first.")
    with transaction.atomic():
        shared.change(place, version, ends_on=day)
        shared.note(shared.CLOSED, stream=place_id, actor=actor, codes={"on": day.isoformat()})
    place.refresh_from_db()
    return place
