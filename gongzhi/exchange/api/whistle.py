"""The whistle by programs: come, accept, send again, lead, grade, disputes and rulings; calls back. The same acts and
the same visibility as the pages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import together_schemas as t
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.together import part_once
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["whistle"], auth=ACT)


@router.post("/parts/{part_id}/arrive", response=t.PartOut)
def arrive(request: HttpRequest, part_id: s.Id, data: t.ArriveIn, key: Key = "") -> Any:
    """The body is on the spot, or (`desk`) says why nobody need come."""
    came = requests.Arrival(data.words, data.where, data.lon, data.lat, data.desk)
    return part_once(request, part_id, "arrive", key, data,
                     lambda pk, who: requests.arrive(pk, came, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/accept", response=t.PartOut)
def accept(request: HttpRequest, part_id: s.Id, data: t.AcceptIn, key: Key = "") -> Any:
    """Who asked accepts what the body handed in."""
    return part_once(request, part_id, "accept", key, data, lambda pk, who: procedures.accept_part(
        pk, words=data.words, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/again", response=t.PartOut)
def again(request: HttpRequest, part_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """Who asked sends it back to be done again."""
    return part_once(request, part_id, "again", key, data, lambda pk, who: procedures.send_part_again(
        pk, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/parts/{part_id}/lead", response=t.PartOut)
def lead(request: HttpRequest, part_id: s.Id, data: t.NothingIn, key: Key = "") -> Any:
    """The body of this part leads from now on."""
    return part_once(request, part_id, "lead", key, data, lambda pk, who: requests.name_lead(pk, actor=who))


@router.post("/parts/{part_id}/grade", response=t.PartOut)
def grade(request: HttpRequest, part_id: s.Id, data: t.GradeIn, key: Key = "") -> Any:
    """Who asked grades the body, or the body who asked; of units, never of persons."""
    return part_once(request, part_id, "grade", key, data, lambda pk, who: requests.grade(
        pk, stars=data.stars, words=data.words, actor=who))  # fmt: skip


@router.post("/parts/{part_id}/dispute", response=t.PartOut)
def dispute(request: HttpRequest, part_id: s.Id, data: t.DisputeIn, key: Key = "") -> Any:
    """A part that was refused goes before the arbiter."""
    return part_once(request, part_id, "dispute", key, data,
                     lambda pk, who: requests.open_dispute(pk, reason=data.reason, actor=who))  # fmt: skip


def _dispute(found: requests.Dispute) -> dict[str, Any]:
    matter = found.matter
    return {
        "id": found.pk,
        "part_id": found.part_id,
        "number": found.request.number,
        "type": found.type_key,
        "title": matter.title,
        "opened_at": found.opened_at,
        "forced": found.forced,
        "refused_by": found.refused.name if found.refused else "",
        "due_at": matter.due_at,
        "light": matter.light,
        "ruled_at": found.ruled_at,
        "ruled_for": found.body.name if found.body else "",
        "words": found.words,
        "version": matter.version,
    }


@router.get("/disputes", response=t.DisputePageOut, auth=SEE)
def disputes(
    request: HttpRequest,
    list: Annotated[Literal["open", "done"], Query("open")] = "open",
    after: Annotated[s.Line, Query("")] = "",
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """What my posts are to rule on, the soonest due first; or what they ruled."""
    state = procedures.OVER if list == "done" else ("open",)
    page = procedures.list_mine(
        actor(request), state=state, role="holder", kind=requests.DISPUTE, after=after, limit=limit
    )
    rows = requests.Dispute.objects.select_related("matter", "request", "body", "refused")
    known = rows.in_bulk([m.pk for m in page.items])
    return {"items": [_dispute(known[m.pk]) for m in page.items if m.pk in known], "after": page.next}


@router.get("/disputes/{dispute_id}", response=t.DisputeOut, auth=SEE)
def one_dispute(request: HttpRequest, dispute_id: s.Id) -> Any:
    """One dispute, for the arbiter, who asked, and who sees the request."""
    return _dispute(requests.find_dispute(dispute_id, actor(request)))


@router.post("/disputes/{dispute_id}/rule", response=t.DisputeOut)
def rule(request: HttpRequest, dispute_id: s.Id, data: t.RuleIn, key: Key = "") -> Any:
    """The arbiter rules whose duty it is; without a post whoever asked does it alone."""
    who = actor(request)
    requests.find_dispute(dispute_id, who)
    act_once(request, dispute_id, f"rule:{dispute_id}", key, data, lambda: requests.rule(
        dispute_id, to_post=data.to_post, words=data.words, actor=who, version=data.version))  # fmt: skip
    return _dispute(requests.find_dispute(dispute_id, who))


def _call(found: requests.CallBack, contact: people.MaskedContact | None) -> dict[str, Any]:
    return {
        "id": found.pk,
        "number": found.request.number,
        "type": found.request.type_key,
        "name": contact.name if contact else "",
        "phone": contact.phone if contact else "",
        "state": found.state,
        "due_at": found.due_at,
        "tries": found.tries,
        "done_at": found.done_at,
        "content": found.content,
        "manner": found.manner,
        "words": found.words,
        "reopened": found.reopened,
    }


@router.get("/calls", response=list[t.CallOut], auth=SEE)
def calls(
    request: HttpRequest,
    list: Annotated[Literal["due", "done"], Query("due")] = "due",
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """Whom my posts are to call back, the soonest due first, or what the last calls gave; telephones are masked."""
    past = list == "done"
    rows = requests.calls_of(actor(request), past=past).order_by(*(("-done_at", "-pk") if past else ("due_at", "pk")))
    found = [*rows[:limit]]
    contacts = people.contacts_of([c.reporter.person_id for c in found])
    return [_call(c, contacts.get(c.reporter.person_id)) for c in found]


@router.post("/calls/{call_id}", response=t.CallOut)
def call(request: HttpRequest, call_id: s.Id, data: t.CallBackIn, key: Key = "") -> Any:
    """What a call gave; who is not content with the answer has the request handled again."""
    who = actor(request)
    about = requests.find_call(call_id, who)
    said = requests.Said(data.result == "reached", data.result == "refused", data.content, data.manner, data.words)
    act_once(request, about.request_id, f"call:{call_id}", key, data,
             lambda: requests.record_call(call_id, said, actor=who))  # fmt: skip
    return _call(requests.find_call(call_id, who), people.contact_of(about.reporter.person_id))
