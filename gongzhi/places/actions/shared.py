"""What the verbs share: the right to edit, dates, the revision token, the ledger entry."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, ActorKind, Permission, may, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid
from gongzhi.ledger.public import record, register
from gongzhi.places.models import Place, PlaceRevision, PlaceVersion
from gongzhi.places.queries import tree
from gongzhi.places.rules.kinds import GRIDDED

Follow = Callable[[Sequence[int], tuple[int, ...], tuple[int, ...]], None]
_followers: list[Follow] = []
Codes = Mapping[str, str | int | None]

ADDED = register("place:place:added", gettext_noop("Place added"), ["kind", "code", "parent", "from"])
RENAMED = register("place:place:renamed", gettext_noop("Place renamed"), ["on"])
MOVED = register("place:place:moved", gettext_noop("Place moved"), ["on", "from", "to"])
MANY_MOVED = register("place:places:moved", gettext_noop("Places moved together"), ["on", "from", "to", "places"])
MANY_CLOSED = register("place:places:closed", gettext_noop("Places closed together"), ["on", "places"])
REOPENED = register("place:place:reopened", gettext_noop("Place opened again"), ["on"])
CLOSED = register("place:place:closed", gettext_noop("Place closed"), ["on"])
OUTLINED = register("place:place:outlined", gettext_noop("Outline of a place changed"), ["points"])
COUNTED = register("place:place:counted", gettext_noop("Figure of a place entered"), ["kind", "on", "value"])
IMPORTED = register("place:import:done", gettext_noop("Places imported from a file"), ["rows"])


def editable(place_id: int, actor: Actor) -> Place:
    """The place, if the actor may edit it. Raises NotFound, Forbidden."""
    place = tree.get(place_id)
    require_edit(actor, place.kind, place.ancestors)
    return place


def require_edit(actor: Actor, kind: str, ancestors: tuple[int, ...]) -> None:
    """`place:edit`, or `grid:edit` for grids and what stands in them. Raises Forbidden."""
    if kind in GRIDDED and may(actor, Permission.GRID_EDIT, ancestors):
        return
    require(actor, Permission.PLACE_EDIT, ancestors)


def require_root(actor: Actor) -> None:
    """A new root is made by the system alone (set-up, import)."""
    if actor.kind is not ActorKind.SYSTEM:
        raise Forbidden("Your posts do not allow this here.")


def day_of_change(place: Place, on: date | None) -> date:
    """The day a change takes effect: not in the future, not before the last one. Raises Invalid."""
    day = on or clock.today()
    if day > clock.today():
        raise Invalid("The date lies in the future.", field="on")
    last = PlaceVersion.objects.filter(place=place).order_by("-ends_on").values_list("ends_on", flat=True).first()
    if day < (last or place.starts_on):
        raise Invalid("The place was already changed after this date.", field="on")
    if place.ends_on is not None and day >= place.ends_on:
        raise Invalid("The place no longer exists on this date.", field="on")
    return day


def keep_former(place: Place, day: date) -> None:
    """Write the state that ends on `day` into the history (nothing where it did not last a day)."""
    last = PlaceVersion.objects.filter(place=place).order_by("-ends_on").values_list("ends_on", flat=True).first()
    since = last or place.starts_on
    if since < day:
        PlaceVersion.objects.create(
            place=place, name=place.name, kind=place.kind, parent_id=place.parent_id, starts_on=since, ends_on=day
        )


def change(place: Place, version: int | None, **values: object) -> None:
    """The conditional update of one place. Raises Conflict where it changed meanwhile."""
    expected = place.version if version is None else version
    if not Place.objects.filter(pk=place.pk, version=expected).update(version=expected + 1, **values):
        raise Conflict("Somebody else changed this place meanwhile.")


def moved() -> None:
    """Tell every process that ancestors changed: inside the transaction of the move."""
    # Chance of the process, not of a seeded story: a token must never repeat, also after a rollback.
    PlaceRevision.objects.update_or_create(pk=1, defaults={"token": secrets.randbits(62)})
    tree.forget()


def on_moved(handler: Follow) -> None:
    """Call `handler(place_ids, old, new)` in the transaction of every move of siblings: what stood above them (root …
    parent) and what stands there now. Registering twice is once."""
    if handler not in _followers:
        _followers.append(handler)


def follow(place_ids: Sequence[int], old: tuple[int, ...], new: tuple[int, ...]) -> None:
    """Tell who keeps rows by ancestors."""
    for handler in _followers:
        handler(place_ids, old, new)


def note(tag: str, *, stream: int, actor: Actor, codes: Codes, texts: Mapping[str, str] | None = None) -> None:
    """The ledger entry of a change; a place is the stream of its own history."""
    record(tag, stream=stream, actor=actor, codes=codes, texts=texts, first=tag in {ADDED, IMPORTED, MANY_CLOSED})
