"""Where somebody registers, and by which channels."""

from __future__ import annotations

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import Forbidden
from gongzhi.packs import public as packs
from gongzhi.places import public as places

AREAS_MOST, SPOTS_MOST = 200, 2000


def registers(actor: Actor) -> None:
    """Raise Forbidden for who holds no post that registers."""
    if not scopes(actor, Permission.REQUEST_REGISTER):
        raise Forbidden("None of your posts registers requests.")


def chat_channels() -> list[packs.Channel]:
    """The channels of the pack in use by which groups are read."""
    return list(packs.active().chat_channels)


def paper_channels() -> list[packs.Channel]:
    """The channels of the pack in use that have boxes for papers."""
    return list(packs.active().paper_channels)


def areas_of(actor: Actor) -> list[places.Place]:
    """The communities, grids and estates in which the actor registers, in the order of the tree. One query."""
    kinds = ("community", "village", "grid", "estate")
    return places.subtree(scopes(actor, Permission.REQUEST_REGISTER), kinds, most=AREAS_MOST)


def spots_in(place_id: int) -> dict[str, int]:
    """Name -> id of the estates and buildings at or below a place; names that stand for several are left out."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for spot in places.subtree([place_id], ("estate", "building"), most=SPOTS_MOST):
        (twice.add if spot.name in found else lambda name: None)(spot.name)
        found[spot.name] = spot.pk
    return {name: pk for name, pk in found.items() if name not in twice}


def spot_of(where: str, spots: dict[str, int]) -> int | None:
    """The estate or building that `where` names, the longest name first."""
    return next((spots[name] for name in sorted(spots, key=len, reverse=True) if name in where), None)


def named_in(words: str, spots: dict[str, int]) -> str:
    """The longest name of a spot that stands in the words; empty where none does."""
    return max((name for name in spots if name in words), key=len, default="")
