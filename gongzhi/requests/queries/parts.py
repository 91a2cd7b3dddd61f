"""The parts of joined requests."""

from __future__ import annotations

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotFound
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request


def find_part(part_id: int, actor: Actor) -> tuple[procedures.Matter, Request]:
    """A part of a joined request, and the request, for who has the part or sees the whole. Raises NotFound."""
    part = procedures.Matter.objects.filter(pk=part_id, kind=procedures.PART).first()
    about = Request.objects.select_related("matter").filter(pk=part.parent_id).first() if part else None
    if part is None or about is None or not (procedures.sees(actor, part) or procedures.sees(actor, about.matter)):
        raise NotFound("There is no such request.")
    return part, about
