"""The gaps to standards that the posts of a program's owner see, as on the desk."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE, actor
from gongzhi.packs import public as packs
from gongzhi.standards import public as standards

router = Router(tags=["standards"], auth=SEE)


class GapOut(Schema):
    id: s.OutId
    rule: str = Field(description="The key of the pack's standard.")
    clause: str = Field(description="Where it stands in the document, and its words.")
    unit: str
    place: s.OutId
    value: float | None = Field(description="None: not known, see state.")
    required: float | None
    since: date
    owner: str = Field(description="The post that must mend it; empty: none was found.")
    detail: str


class GapsOut(Schema):
    gaps: list[GapOut]
    after: str = Field(description="Send it back for the next page; empty at the end.")


@router.get("/gaps", response=GapsOut)
def gaps(
    request: HttpRequest,
    rule: Annotated[str, Query("", max_length=40)] = "",
    place: Annotated[s.Id | None, Query(None, description="Only at or below it.")] = None,
    state: Annotated[standards.State, Query("open")] = "open",
    after: Annotated[str, Query("", max_length=400)] = "",
) -> Any:
    """Units that fall short of a clause of the pack, the longest first, fifty a page."""
    clauses = {c.key: f"{c.clause} {c.source.text}".strip() for c in packs.active().standards}
    wanted = standards.Wanted(rule=rule, state=state, place_id=place)
    page = standards.page_of(actor(request), wanted, after=after)
    rows = [
        {
            "id": str(gap.pk),
            "rule": gap.rule,
            "clause": clauses.get(gap.rule, ""),
            "unit": gap.unit,
            "place": str(gap.place_id),
            "value": gap.value,
            "required": gap.required,
            "since": gap.since,
            "owner": gap.owner_post.label if gap.owner_post else "",
            "detail": gap.detail,
        }
        for gap in page.items
    ]
    return {"gaps": rows, "after": page.after}
