"""Orders to mend (整改通知): issued by the office, answered by the company, looked at again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor, Permission
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once
from gongzhi.exchange.api.property import order_shapes as shapes
from gongzhi.exchange.api.property.desk import seer
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, as_read, made_once, posted
from gongzhi.files import public as files
from gongzhi.kit.paging import paged
from gongzhi.procedures import public as procedures
from gongzhi.property import public as property

router = Router(tags=["property"], auth=SEE)


def _order(row: Any) -> dict[str, Any]:
    matter, contract = row.matter, row.contract
    names = ("number", "about", "words", "result", "reply", "replied_at", "rounds")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk,
        "estate_id": contract.estate_id,
        "estate": contract.estate.name,
        "company_id": contract.company_id,
        "company": contract.company.name,
        "step": "" if row.result else matter.step,
        "light": matter.light,
        "opened_at": matter.opened_at,
        "due_at": matter.due_at,
        "holder_post_id": matter.holder_post_id,
        "version": matter.version,
        "objection": _objection(getattr(row, "objection", None)),
    }


def _objection(raised: Any) -> dict[str, Any] | None:
    if raised is None:
        return None
    names = ("words", "at", "decision", "answer", "decided_at")
    return {name: getattr(raised, name) for name in names} | {"decider_post_id": raised.decider_id}


def _one(row: Any) -> dict[str, Any]:
    open_still = property.objection_reads.may_be_raised(row)
    proofs = [{"id": f.pk, "document": f.is_document, "bytes": f.bytes} for f in files.files_of(row.pk)]
    return _order(row) | {
        "object_until": property.objection_reads.until(row) if open_still else None, "proofs": proofs,
        "lines": [_line(e) for e in procedures.timeline(row.pk)],
    }  # fmt: skip


def _line(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at, "verb": entry.verb, "who": entry.who, "to": entry.to, "text": entry.public_text,
        "internal_text": entry.internal_text,
    }  # fmt: skip


@router.get("/property/orders", response=shapes.MendOrderPageOut)
def orders(
    request: HttpRequest,
    q: Annotated[s.Line, Query("", description="The number, or part of the estate's or company's name.")] = "",
    state: Annotated[Literal["", "open", "late", "objected", "over"], Query("")] = "",
    about: Annotated[s.Line, Query("", description="A key of the pack's checks.")] = "",
    after: After = "",
) -> Any:
    """Orders of the own area or company, the newest first."""
    rows = property.order_reads.narrowed(
        property.order_reads.visible_to(seer(request)), text=q.strip(), state=state, about=about
    )
    page = paged(rows, ["-matter_id"], after=after)
    return {"items": [_order(row) for row in page.items], "after": page.after}


@router.get("/property/orders/{order_id}", response=shapes.MendOneOrderOut)
def order(request: HttpRequest, order_id: s.Id) -> Any:
    """One order."""
    return _one(property.order_reads.get(order_id, posted(request)))


@router.get("/property/orders/{order_id}/proofs/{file_id}", response={200: bytes})
def proof(request: HttpRequest, order_id: s.Id, file_id: s.Id) -> Any:
    """A picture or document by which the company shows that it is mended."""
    row = property.order_reads.get(order_id, posted(request))
    stored = next((f for f in files.files_of(row.pk) if f.pk == file_id), None)
    if stored is None:
        raise NotFound("There is no such file.")
    return files.serve(stored, request)


@router.post("/property/estates/{estate_id}/orders", response=shapes.MendOneOrderOut, auth=ACT)
def issue(request: HttpRequest, estate_id: s.Id, data: shapes.MendOrderIn, key: Key = "") -> Any:
    """Order the company of an estate to mend something, within working days."""
    who = seer(request)
    estate = property.estate_reads.get(estate_id, who)
    property.estate_reads.require(who, Permission.PROPERTY_MANAGE, estate)
    draft = property.orders.OrderDraft(data.about, data.words, data.working_days, data.finding_id)
    made = made_once(request, f"mend-order:{estate_id}", key, data,
                     lambda: property.orders.issue(estate, draft, actor=who).pk)  # fmt: skip
    return _one(property.order_reads.get(made, who))


def _act(
    request: HttpRequest, order_id: int, verb: str, key: str, data: s.VersionIn, act: Callable[[Any, Actor], object]
) -> Any:
    who = posted(request)
    found = property.order_reads.get(order_id, who)

    def do() -> None:
        as_read(data.version, found.matter.version)
        act(found, who)

    act_once(request, order_id, f"mend-{verb}:{order_id}", key, data, do)
    return _one(property.order_reads.get(order_id, who))


@router.post("/property/orders/{order_id}/reply", response=shapes.MendOneOrderOut, auth=ACT)
def reply(request: HttpRequest, order_id: s.Id, data: shapes.MendReplyIn, key: Key = "") -> Any:
    """The company says that it is mended, with proof."""
    return _act(request, order_id, "reply", key, data,
                lambda found, who: property.orders.reply(found, data.words, data.photo_ids, actor=who))  # fmt: skip


@router.post("/property/orders/{order_id}/recheck", response=shapes.MendOneOrderOut, auth=ACT)
def recheck(request: HttpRequest, order_id: s.Id, data: shapes.MendRecheckIn, key: Key = "") -> Any:
    """The office has looked on the spot: closed, sent back to be mended, or lifted because it was not due."""
    return _act(request, order_id, "recheck", key, data,
                lambda found, who: property.orders.recheck(found, data.outcome, data.words, actor=who))  # fmt: skip


@router.post("/property/orders/{order_id}/object", response=shapes.MendOneOrderOut, auth=ACT)
def object_to(request: HttpRequest, order_id: s.Id, data: shapes.MendObjectIn, key: Key = "") -> Any:
    """The company objects, once, with reasons; the time to mend waits until it is decided."""
    return _act(request, order_id, "object", key, data,
                lambda found, who: property.objections.object_to(found, data.words, actor=who))  # fmt: skip


@router.post("/property/orders/{order_id}/decide", response=shapes.MendOneOrderOut, auth=ACT)
def decide(request: HttpRequest, order_id: s.Id, data: shapes.MendDecideIn, key: Key = "") -> Any:
    """Somebody else than its issuer decides on the objection: the order stands, or it is lifted."""
    return _act(request, order_id, "decide", key, data,
                lambda found, who: property.objections.decide(found, data.decision, data.words, actor=who))  # fmt: skip
