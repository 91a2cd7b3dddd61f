"""Cases of mediation at the desk: lists that tell number, kind and state alone; the sides for who mediates alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE
from gongzhi.exchange.api.mediation import shapes as t
from gongzhi.exchange.api.mediation.portal import way_with
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once, posted
from gongzhi.kit.paging import paged
from gongzhi.mediation import public as mediation
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["mediation"], auth=SEE)


def _row(case: mediation.Case, mediator: str) -> dict[str, Any]:
    return {
        "id": case.pk, "number": case.number, "kind": case.kind, "place_id": case.matter.place_id,
        "state": case.matter.state, "now": mediation.cases.now_words(case), "result": case.result,
        "mediator": mediator, "opened_at": case.created_at,
    }  # fmt: skip


@router.get("/mediation/cases", response=t.CasesOut)
def cases(
    request: HttpRequest,
    q: Annotated[s.Line, Query("", description="The number.")] = "",
    state: Annotated[Literal["", "open", "closed"], Query("")] = "",
    kind: Annotated[s.Line, Query("")] = "",
    after: After = "",
) -> Any:
    """The cases that lie with the own posts, and of the area: number, kind and state alone."""
    who = posted(request)
    mediation.cases.reads(who)
    page = paged(mediation.cases.of_area(who, text=q, state=state, kind=kind), ["-matter_id"], after=after, size=40)
    labels = orgs.post_labels({c.matter.holder_post_id for c in page.items})
    return {"items": [_row(c, labels.get(c.matter.holder_post_id, "")) for c in page.items], "after": page.after}


@router.get("/mediation/cases/{case_id}", response=t.CaseOut)
def case(request: HttpRequest, case_id: s.Id) -> Any:
    """A case; its sides only for who mediates it."""
    who = posted(request)
    return case_out(mediation.cases.get(case_id, who), who)


def case_out(found: mediation.Case, who: Actor) -> dict[str, Any]:
    """A case as the caller may read it."""
    about, matter = found.request, found.matter
    return _row(found, orgs.post_label(matter.holder_post_id)) | {
        "step": matter.step, "asked": orgs.post_label(matter.offered_post_id) if matter.offered_post_id else "",
        "request": about.number if about is not None and procedures.sees(who, about.matter) else "",
        "agreed_on": found.agreed_on, "form": found.form, "court": found.court, "kept": found.kept,
        "inside": _inside(found) if mediation.cases.mediates(who, found) else None,
    }  # fmt: skip


def _inside(found: mediation.Case) -> dict[str, Any]:
    """What only who mediates the case reads; phones masked."""
    known, live = mediation.cases, found.matter.state in procedures.LIVE
    step = procedures.step_of(found.matter) if live else None
    form = known.way_of(found).form(step.key) if step else None
    names = ("id", "position", "name", "address", "agrees")
    return {
        "words": known.unseal(found.words, "words", found.pk),
        "terms": known.unseal(found.terms, "terms", found.pk),
        "sides": [
            {n: getattr(x, n) for n in names} | {"phone": people.mask_phone(x.phone) if x.phone else ""}
            for x in known.sides(found)
        ],
        "sheets": [{"step": key, "answers": answers} for key, answers in known.sheets(found).items()],
        "sittings": [
            {n: getattr(x, n) for n in ("id", "starts_at", "venue", "state", "came")}
            | {"notes": known.unseal(x.sealed, "sitting", x.pk)}
            for x in found.sittings.order_by("starts_at", "id")
        ],
        "matches": [{n: getattr(m, n) for n in t.MatchOut.model_fields} for m in known.matches(found)] if live else [],
        "fields": [f.key for f in form.fields] if form else [],
        "outcomes": [o.key for o in step.outcomes] if step else [],
    }


def _side(data: t.SideIn) -> mediation.SideDraft:
    return mediation.SideDraft(data.name, data.phone, data.address, True if data.agrees else None)


@router.post("/mediation/cases", response=t.CaseOut, auth=ACT)
def register(request: HttpRequest, data: t.CaseIn, key: Key = "") -> Any:
    """Write a dispute down; the own post holds it until a mediator takes it."""
    who = posted(request)
    sides = tuple(_side(x) for x in data.sides)
    draft = mediation.CaseDraft(way_with(data.kind).key, data.kind, data.place_id, data.words, sides)
    made = made_once(request, "mediation-case", key, data, lambda: mediation.opening.register(draft, actor=who).pk)
    return case_out(mediation.cases.get(made, who), who)


@router.post("/work/{number}/mediation", response=t.OpenedOut, auth=ACT)
def open_for(request: HttpRequest, number: s.Number, data: t.FromRequestIn, key: Key = "") -> Any:
    """A request of a type of dispute becomes a case, by who holds it; of the case it hears how that ended alone."""
    who = posted(request)
    about = requests.find(number, who)
    first = _side(data.first) if data.first else mediation.SideDraft("", agrees=data.reporter_agrees or None)
    draft = mediation.RequestDraft(data.words, first, _side(data.other), reporter=data.first is None)
    made = made_once(request, f"mediation-of:{number}", key, data,
                     lambda: mediation.of_requests.open_for(about, draft, actor=who).pk)  # fmt: skip
    found = mediation.Case.objects.select_related("matter__place").get(pk=made)
    return {"number": found.number, "case_id": str(found.pk) if mediation.cases.sees(who, found) else ""}
