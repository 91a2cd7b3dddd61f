"""Reception for programs: hours, items and their answers, the weekly list, what waits, how matters ended (row C3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.weeks import asked
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import reception_schemas as t
from gongzhi.exchange.api.edge import ACT, READ, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once, posted
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.kit.paging import paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests

router = Router(tags=["reception"], auth=SEE)
Place = Annotated[s.Id | None, Query(None, description="A place that receives; none: the first.")]


def _known() -> None:
    if not packs.active().receptions:
        raise NotFound("There is no reception here.")


@router.get("/reception/hours", response=t.HoursOut, auth=READ)
def hours(request: HttpRequest, place: Place = None) -> Any:
    """Which leader receives when and where, for the next two weeks."""
    _known()
    units = reception.receiving()
    here = next((u for u in units if u.pk == place), units[0] if units and place is None else None)
    if place is not None and here is None:
        raise NotFound("There is no reception here.")
    today = clock.today()
    rows = reception.roster([here.pk], today, today + timedelta(weeks=2)) if here else []
    return {
        "places": [{"id": u.pk, "name": u.name} for u in units], "place_id": str(here.pk) if here else "",
        "days": [
            {"day": r.day.day, "starts": r.day.hours.starts, "ends": r.day.hours.ends, "room": r.day.hours.room,
             "leader": "" if r.day.off else r.leader, "receiver": "" if r.day.off else r.receiver, "off": r.day.off}
            for r in rows
        ],
    }  # fmt: skip


@router.get("/reception/list", response=t.WeeklyOut)
def weekly(
    request: HttpRequest,
    place: Place = None,
    week: Annotated[date | None, Query(None, description="Any day of it; none: the present one.")] = None,
) -> Any:
    """The weekly list of a place: came in, owed, without an answer, to be visited, to be looked at."""
    who = posted(request)
    return _weekly(who, unit_of(who, place), week)


def unit_of(who: Actor, wanted: int | None) -> places.Place:
    """A place that receives and that the caller has to do with; none named: the first. Raises NotFound, Forbidden."""
    place, _units = reception.unit_for(who, wanted)
    if wanted is not None and place.pk != wanted:
        raise NotFound("There is no reception here.")
    return place


def _weekly(who: Actor, place: places.Place, day: date | None) -> dict[str, Any]:
    found = reception.list_for(who, place, asked(day.isoformat() if day else "", clock.today()))
    duty = reception.on_duty(place, found.week, who)
    names = [n for n in t.OwedOut.model_fields if n not in ("number",)]
    return {
        "place_id": place.pk, "place": place.name, "week": found.week, "came": found.came, "more": found.more,
        "owed": [{n: getattr(r, n) for n in names} | {"number": r.number} for r in found.rows],
        "looks": [
            {"waiting_id": w.pk, "number": w.request.number, "due_on": w.due_on, "listed": w.listed}
            for w in found.looks
        ],
        "counts": found.counts, "seen": [{"post": label, "at": row.at} for row, label in found.seen],
        "may_confirm": duty is not None and duty not in {row.post_id for row, _label in found.seen},
    }  # fmt: skip


@router.post("/reception/list/confirm", response=t.WeeklyOut, auth=ACT)
def confirm(request: HttpRequest, data: t.WeekIn, key: Key = "") -> Any:
    """The leader on duty looked at the list; a second time is the first one."""
    who = posted(request)
    place = unit_of(who, data.place_id)
    act_once(request, place.pk, "list-seen", key, data,
             lambda: reception.confirm_list(place.pk, data.week, actor=who))  # fmt: skip
    return _weekly(who, place, data.week)


def _about(who: Actor, number: str) -> requests.Request:
    about = requests.find(number, who)
    if packs.active().reception_of(about.type_key) is None:
        raise NotFound("This request is not one of a reception.")
    return about


def _matter(about: requests.Request) -> dict[str, Any]:
    spoken = reception.spoken_of(about.pk)
    items = ("id", "position", "words", "answer", "answered_at")
    explained = ("on", "policy", "paper", "words")
    return {
        "number": about.number,
        "title": about.matter.title,
        "items": [{n: getattr(i, n) for n in items} for i in spoken.items if not i.struck],
        "explained": [{n: getattr(e, n) for n in explained} for e in spoken.explained],
        "visits": [{"on": v.on, "heard": v.heard} for v in spoken.visits],
        "next_visit": spoken.next_visit.on if spoken.next_visit else None,
    }


@router.get("/reception/matters/{number}", response=t.HardMatterOut)
def matter(request: HttpRequest, number: s.Number) -> Any:
    """What was raised in a request of a reception, item by item with its answers; policy explained, visits."""
    return _matter(_about(actor(request), number))


def _act(
    request: HttpRequest, number: str, verb: str, key: str, data: s.In, act: Callable[[requests.Request, Actor], Any]
) -> Any:
    """Act on a matter that the own post holds, and give it back."""
    who = actor(request)
    about = _about(who, number)
    if about.matter.holder_post_id not in who.post_ids:
        raise Forbidden("Only the post that holds this request does this.", permission=Permission.REQUEST_HANDLE)
    act_once(request, about.pk, f"{verb}:{about.pk}", key, data, lambda: act(about, who))
    return _matter(about)


@router.post("/reception/matters/{number}/items", response=t.HardMatterOut, auth=ACT)
def add_items(request: HttpRequest, number: s.Number, data: t.RaisedIn, key: Key = "") -> Any:
    """List what the resident raised."""
    words = "\n".join(" ".join(item.split()) for item in data.items)
    return _act(request, number, "items", key, data,
                lambda about, who: reception.add_items(about.pk, words, actor=who))  # fmt: skip


def _own(about: requests.Request, item_id: int) -> int:
    if item_id not in {i.pk for i in reception.spoken_of(about.pk).items if not i.struck}:
        raise NotFound("There is no such item.")
    return item_id


@router.post("/reception/matters/{number}/items/{item_id}/answer", response=t.HardMatterOut, auth=ACT)
def answer_item(request: HttpRequest, number: s.Number, item_id: s.Id, data: t.RaisedAnswerIn, key: Key = "") -> Any:
    """Answer one item; the request does not end while one lacks its answer."""
    return _act(request, number, f"item-answer:{item_id}", key, data,
                lambda about, who: reception.answer_item(_own(about, item_id), data.answer, actor=who))  # fmt: skip


@router.post("/reception/matters/{number}/items/{item_id}/strike", response=t.HardMatterOut, auth=ACT)
def strike_item(request: HttpRequest, number: s.Number, item_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Take an item off that was listed by mistake; one that is answered stays."""
    return _act(request, number, f"item-strike:{item_id}", key, data,
                lambda about, who: reception.strike_item(_own(about, item_id), actor=who))  # fmt: skip


@router.post("/reception/matters/{number}/explained", response=t.HardMatterOut, auth=ACT)
def explain(request: HttpRequest, number: s.Number, data: t.ExplainIn, key: Key = "") -> Any:
    """A policy was explained today (政策释疑)."""
    draft = reception.PolicyDraft(data.policy, data.words, data.paper)
    return _act(request, number, "explain", key, data,
                lambda about, who: reception.explain(about.pk, draft, actor=who))  # fmt: skip


@router.post("/reception/matters/{number}/visits", response=t.HardMatterOut, auth=ACT)
def visit(request: HttpRequest, number: s.Number, data: t.VisitIn, key: Key = "") -> Any:
    """Write down a visit, and the day of the next one."""
    return _act(request, number, "visit", key, data, lambda about, who: reception.record_visit(
        about.pk, data.on, data.heard, next_on=data.next_on, actor=who))  # fmt: skip


@router.post("/reception/matters/{number}/visits/plan", response=t.HardMatterOut, auth=ACT)
def plan_visit(request: HttpRequest, number: s.Number, data: t.VisitPlanIn, key: Key = "") -> Any:
    """Plan the next visit, move it, or call it off."""

    def act(about: requests.Request, who: Actor) -> None:
        if data.on is None:
            reception.drop_visit(about.pk, actor=who)
        else:
            reception.plan_visit(about.pk, data.on, actor=who)

    return _act(request, number, "visit-plan", key, data, act)


@router.get("/reception/waiting", response=t.WaitingPageOut)
def waiting(
    request: HttpRequest, show: Annotated[Literal["due", "list", "planned"], Query("due")] = "due", after: After = ""
) -> Any:
    """What waits for a day or on the list, the earliest first: `due` now, on the `list`, or `planned`."""
    page = paged(reception.waiting_in(posted(request), show), ["due_on", "id"], after=after)
    labels = orgs.post_labels({w.request.matter.holder_post_id for w in page.items})
    names = ("id", "ending", "listed", "since", "due_on")
    items = [
        {n: getattr(w, n) for n in names} | {
            "number": w.request.number, "title": w.request.matter.title,
            "holder": labels.get(w.request.matter.holder_post_id, ""),
            "choices": [h.value for h in reception.choices(w.listed)],
        }
        for w in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


@router.post("/reception/waiting/{waiting_id}/look", response=t.LookedOut, auth=ACT)
def look(request: HttpRequest, waiting_id: s.Id, data: t.LookIn, key: Key = "") -> Any:
    """Record a look at what waits: done, waits on, taken up again, ended. Somebody looked already: 409."""
    who = posted(request)
    row = reception.waiting_of(waiting_id, who)
    said = reception.Look(data.how, data.words, data.due_on)
    about = made_once(request, f"look:{waiting_id}", key, data,
                      lambda: reception.look(row.pk, said, actor=who).pk)  # fmt: skip
    return {"number": requests.read(about).number}


@router.get("/reception/endings", response=t.EndingsOut)
def endings(
    request: HttpRequest,
    place: Annotated[s.Id | None, Query(None, description="At or below it.")] = None,
    since: Annotated[date | None, Query(None)] = None,
    until: Annotated[date | None, Query(None)] = None,
) -> Any:
    """How urgent, hard and special matters ended, by place; a share below ten is not told."""
    found = reception.endings_table(posted(request), place, since, until)
    pack = packs.active()
    return {
        "first": found.first, "last": found.last, "places": [_ended(r, pack) for r in found.rows if r.total],
        "total": _ended(found.total, pack), "planned": _followed(found.planned), "listed": _followed(found.listed),
    }  # fmt: skip


def _ended(row: Any, pack: packs.Pack) -> dict[str, Any]:
    return {
        "place_id": str(row.place_id or ""), "place": row.place, "total": row.total, "kinds": dict(row.kinds),
        "solved_share": row.rate(pack),
    }  # fmt: skip


def _followed(row: Any) -> dict[str, int]:
    return {name: getattr(row, name) for name in t.FollowedOut.model_fields}
