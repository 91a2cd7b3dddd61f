"""What the posts of a bound token may take out: the list of requests, page by page; no person who reported."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.access.public import Permission, scopes
from gongzhi.core.errors import Forbidden
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import EXPORT, actor
from gongzhi.incidents import public as incidents
from gongzhi.kit.paging import paged
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


class ExportRowOut(Schema):
    """A request as offices list it."""

    number: str
    type: str
    channel: str
    title: str
    place_id: s.OutId
    place: str
    state: str
    light: str
    holder_post_id: s.OutId
    round: int
    created_at: datetime = Field(description="Entered here.")
    reported_at: datetime | None = Field(description="Entered after the fact: received then; the limit runs from it.")
    due_at: datetime | None
    answered_at: datetime | None
    ending: str
    level: str = Field(description="A key of the pack's incident levels; empty: none.")


class ExportPageOut(Schema):
    items: list[ExportRowOut]
    after: str | None = Field(description="The key of the next page; null at the end.")


router = Router(tags=["export"], auth=EXPORT)


@router.get("/export/requests", response=ExportPageOut)
def export_requests(
    request: HttpRequest,
    after: Annotated[s.Line, Query("")] = "",
    limit: Annotated[int, Query(200, ge=1, le=1000)] = 200,
) -> Any:
    """Requests where the posts hold `request:export`, in the order of receipt; `after` goes on where it ended."""
    who = actor(request)
    allowed = sorted(scopes(who, Permission.REQUEST_EXPORT))
    if not allowed:
        raise Forbidden("Your posts do not allow this here.")
    inside = Exists(procedures.Standing.objects.filter(scope__in=allowed, matter=OuterRef("matter_id")))
    rows = requests.Request.objects.filter(inside, matter__in=procedures.visible_to(who))
    page = paged(rows.select_related("matter__place"), ("created_at", "matter_id"), after=after, size=limit)
    levels = incidents.levels_of([about.pk for about in page.items])
    return {
        "items": [_row(about) | {"level": levels.get(about.pk, "")} for about in page.items],
        "after": page.after or None,
    }


def _row(about: requests.Request) -> dict[str, Any]:
    matter = about.matter
    return {
        "number": about.number,
        "type": about.type_key,
        "channel": about.channel,
        "title": matter.title,
        "place_id": matter.place_id,
        "place": matter.place.name,
        "state": matter.state,
        "light": matter.light,
        "holder_post_id": matter.holder_post_id,
        "round": about.round,
        "created_at": about.created_at,
        "reported_at": about.reported_at,
        "due_at": matter.due_at,
        "answered_at": about.answered_at,
        "ending": about.ending,
    }
