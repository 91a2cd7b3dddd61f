"""One request, or one part of a joined request, for who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotFound
from gongzhi.kit.db.select import fetch
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.models import PartTurn, Request, TurnState


def find(number: str, actor: Actor) -> Request:
    """The request of that number, with its matter. Raises NotFound, also where the actor may not see it."""
    for about in fetch(Request, "WHERE t.number = %s", [rules.clean_number(number)], join="matter"):
        if procedures.sees(actor, about.matter):
            return about
    raise NotFound("There is no such request.")


def read(matter_id: int) -> Request:
    """The request as it is now, with its matter; whoever asks has it already."""
    return fetch(Request, "WHERE t.matter_id = %s", [matter_id], join="matter")[0]


def points_of(matter_ids: Sequence[int]) -> dict[int, tuple[float, float]]:
    """The points (lon, lat) of these matters, where they have one. One query."""
    rows = Request.objects.filter(matter_id__in=list(matter_ids)).values_list("matter_id", "lon", "lat")
    return {pk: (lon, lat) for pk, lon, lat in rows if lon is not None and lat is not None}


def find_part(part_id: int, actor: Actor) -> tuple[procedures.Matter, Request]:
    """A part of a joined request, and the request, for who has the part or handed it in, or sees the whole. Raises
    NotFound."""
    part = procedures.Matter.objects.filter(pk=part_id, kind=procedures.PART).first()
    about = Request.objects.select_related("matter").filter(pk=part.parent_id).first() if part else None
    if part is None or about is None or not _sees_part(part, about, actor):
        raise NotFound("There is no such request.")
    return part, about


def _sees_part(part: procedures.Matter, about: Request, actor: Actor) -> bool:
    if procedures.sees(actor, part) or procedures.sees(actor, about.matter):
        return True
    handed = (TurnState.HANDED_IN, TurnState.ENDED)
    return PartTurn.objects.filter(part=part.pk, post__in=actor.post_ids, state__in=handed).exists()
