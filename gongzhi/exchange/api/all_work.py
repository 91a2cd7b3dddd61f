"""All requests that the posts may see, by the filters of the page `/desk/requests/`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from gongzhi.core.errors import Invalid
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE
from gongzhi.exchange.api.structure.common import PageOut, posted
from gongzhi.kit.paging import encode
from gongzhi.requests import public as requests

router = Router(tags=["work"], auth=SEE)


class AskedIn(s.In):
    """The filters; those that are empty narrow nothing."""

    q: Annotated[s.Line, Field(max_length=80, description="The number or part of it, or words.")] = ""
    state: Literal["live", "open", "waiting", "closed", "archived", "all"] = "live"
    light: Literal["", "red", "yellow", "green"] = ""
    type: s.Line = ""
    channel: s.Line = ""
    level: s.Line = Field("", description="A key of the pack's incident levels, or `any`.")
    place: s.Id | None = Field(None, description="At or below it.")
    here: bool = Field(False, description="Not in a smaller area.")
    holder: s.Id | None = Field(None, description="A post.")
    since: s.Day | None = Field(None, description="Received from.")
    until: s.Day | None = None
    done_since: s.Day | None = Field(None, description="Closed from.")
    done_until: s.Day | None = None
    kept: Literal["", "in_time", "late"] = ""
    rated: Literal["", "yes", "1", "2", "3", "4", "5"] = ""
    reopened: bool = False
    entered: Literal["", "here", "lists", "after"] = ""
    sort: Literal["due", "received"] = "due"


class SeenRowOut(s.Plain):
    id: s.OutId
    number: str
    type: str
    title: str
    address: str
    place: str
    holder: str
    state: str
    light: str
    due_at: datetime | None
    created_at: datetime = Field(description="Entered here.")
    reported_at: datetime | None = Field(description="Entered after the fact: received then.")
    level: str = Field(description="A key of the pack's incident levels; empty: none.")


class SeenPageOut(PageOut):
    items: list[SeenRowOut]
    total: str = Field(description="On the first page: how many, or such as `1,000+`.")


@router.get("/work/all", response=SeenPageOut)
def everything(
    request: HttpRequest,
    asked: Annotated[AskedIn, Query()],
    after: Annotated[s.Line, Query("")] = "",
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """All requests that one may see, the soonest due or the newest first."""
    who = posted(request)
    wanted = asked.model_dump()
    for mark, choices in requests.marks():
        if (key := wanted.get(mark.name)) and key not in dict(choices):
            raise Invalid("Choose one of the answers.", field=mark.name)
    page = requests.listed(who, wanted, after=requests.list_key(after), size=limit)
    told = {mark.name: mark.keys([r.pk for r in page.items]) for mark, _choices in requests.marks()}
    return {
        "items": [_row(r) | {"level": told.get("level", {}).get(r.pk, "")} for r in page.items],
        "after": encode(page.after) if page.after else "", "total": page.total,
    }  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    names = ("number", "title", "address", "place", "holder", "state", "light", "due_at", "created_at", "reported_at")
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "type": row.type_key}
