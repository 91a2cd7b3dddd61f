"""Handing over posts: who gives what to whom, who has signed. Begun and signed on the desk, by people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE, actor
from gongzhi.exchange.api.structure.common import After, PageOut, posted
from gongzhi.structure import public as structure

router = Router(tags=["hand-overs"], auth=SEE)


class HandoverOut(s.Plain):
    id: s.OutId
    post_id: s.OutId
    post: str
    giver: str
    receiver: str
    witness: str
    state: str = Field(description="open, done, withdrawn")
    opened_at: datetime
    closed_at: datetime | None
    on_paper: bool


class HandoverPageOut(PageOut):
    items: list[HandoverOut]


class HandoverLineOut(s.Plain):
    kind: str
    text: str
    due_on: date | None
    about: str = Field(description="The matter that it is about; empty where it is none.")


class HandoverSignatureOut(s.Plain):
    role: str
    name: str
    at: datetime | None


class HandoverSheetOut(HandoverOut):
    lines: list[HandoverLineOut]
    signatures: list[HandoverSignatureOut]


def _row(h: Any) -> dict[str, Any]:
    return {
        "id": h.pk,
        "post_id": h.post_id,
        "post": h.post.label,
        "giver": h.appointment.person.name,
        "receiver": h.receiver.name,
        "witness": h.witness.name,
        "state": h.state,
        "opened_at": h.opened_at,
        "closed_at": h.closed_at,
        "on_paper": h.on_paper,
    }


@router.get("/handovers", response=HandoverPageOut)
def handovers(request: HttpRequest, after: After = "") -> Any:
    """Those that one takes part in, or may appoint for, the newest first."""
    page = structure.handover_reads.listing(posted(request), after)
    return {"items": [_row(h) for h in page.items], "after": page.after}


@router.get("/handovers/{handover_id}", response=HandoverSheetOut)
def handover(request: HttpRequest, handover_id: s.Id) -> Any:
    """The list of one with its signatures."""
    found = structure.handover_reads.sheet(handover_id, actor(request))
    lines = [
        {"kind": n.kind, "text": n.text, "due_on": n.due_on, "about": str(n.about) if n.about else ""}
        for n in found.lines
    ]
    signed = [{"role": role, "name": name, "at": row.at if row else None} for role, name, row in found.parties]
    return _row(found.handover) | {"lines": lines, "signatures": signed}
