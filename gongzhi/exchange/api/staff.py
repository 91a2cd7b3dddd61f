"""What staff do, by a program that acts with their own posts: the same actions and the same visibility as the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotFound
from gongzhi.core.worktime import Limit, Unit
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.incidents import public as incidents
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

router = Router(tags=["work"], auth=ACT)


def _row(about: requests.Request, matter: procedures.Matter) -> dict[str, Any]:
    return {
        "id": matter.pk,
        "number": about.number,
        "type": about.type_key,
        "title": matter.title,
        "state": matter.state,
        "light": matter.light,
        "due_at": matter.due_at,
        "holder_post_id": matter.holder_post_id,
        "version": matter.version,
    }


def _item(about: requests.Request) -> dict[str, Any]:
    matter = about.matter
    offered = matter.offered_post_id
    lines = procedures.timeline(about.pk)
    return _row(about, matter) | {
        "description": about.description,
        "address": about.address,
        "lon": about.lon,
        "lat": about.lat,
        "place_id": matter.place_id,
        "step": matter.step,
        "offered_post_id": str(offered) if offered else None,
        "answer": about.answer,
        "ending": about.ending,
        "level": incidents.levels_of([about.pk]).get(about.pk, ""),
        "lines": [
            {
                "at": e.at,
                "verb": e.verb,
                "who": e.who,
                "to": e.to,
                "text": e.public_text,
                "internal_text": e.internal_text,
            }
            for e in lines
        ],
    }


@router.get("/work", response=s.WorkPageOut, auth=SEE)
def work(
    request: HttpRequest,
    list: Annotated[Literal["mine", "offered", "waiting", "area", "done"], Query("mine")] = "mine",
    light: Annotated[Literal["green", "yellow", "red"] | None, Query(None)] = None,
    after: Annotated[s.Line, Query("")] = "",
    limit: Annotated[int, Query(50, ge=1, le=200)] = 50,
) -> Any:
    """My work, the soonest due first."""
    role = {"mine": "holder", "offered": "offered", "waiting": "holder", "done": "holder"}.get(list)
    state = {"waiting": ("waiting",), "done": procedures.OVER}.get(list, ("open",))
    page = procedures.list_mine(
        actor(request), state=state, light=light, role=role, kind="request", area=list == "area", after=after,
        limit=limit,
    )  # fmt: skip
    known = requests.Request.objects.only("matter_id", "number", "type_key").in_bulk([m.pk for m in page.items])
    levels = incidents.levels_of([*known])
    rows = [_row(known[m.pk], m) | {"level": levels.get(m.pk, "")} for m in page.items if m.pk in known]
    return {"items": rows, "after": page.next}


@router.get("/work/counts", response=s.CountsOut, auth=SEE)
def counts(request: HttpRequest) -> Any:
    """How much, by light."""
    found = procedures.counts(actor(request))
    return {name: getattr(found, name) for name in ("green", "yellow", "red", "waiting", "offered", "capped")}


@router.get("/work/{number}", response=s.WorkOut, auth=SEE)
def one(request: HttpRequest, number: s.Number) -> Any:
    """One request, with its whole timeline."""
    return _item(requests.find(number, actor(request)))


@router.get("/work/{number}/posts", response=list[s.PostOut], auth=SEE)
def posts(request: HttpRequest, number: s.Number) -> Any:
    """Posts to which it may be handed on."""
    who = actor(request)
    about = requests.find(number, who)
    found = orgs.posts_to_offer(who, places.ancestors(about.matter.place_id), procedure=about.matter.procedure)
    return [{"id": p.post_id, "label": p.label, "holder": p.holder_name} for p in found]


def do_once(
    request: HttpRequest, number: str, verb: str, key: str, data: s.In, act: Callable[[requests.Request, Actor], Any]
) -> dict[str, Any]:
    """Act on what the actor may see, once for a key, and give the request back as it is then: as `act` returns it (or
    its matter, where nothing else changed), else read anew."""
    who = actor(request)
    about = requests.find(number, who)
    gave: list[Any] = []  # nothing, where it was done before
    act_once(request, about.pk, f"{verb}:{number}", key, data, lambda: gave.append(act(about, who)))
    after = gave[0] if gave else None
    if isinstance(after, procedures.Matter):
        about.matter = after
        return _item(about)
    return _item(after if isinstance(after, requests.Request) else requests.read(about.pk))


@router.post("/work/{number}/accept", response=s.WorkOut)
def accept(request: HttpRequest, number: s.Number, data: s.VersionIn, key: Key = "") -> Any:
    """Take it in hand."""
    return do_once(request, number, "accept", key, data,
               lambda about, who: procedures.accept(about.matter, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/offer", response=s.WorkOut)
def offer(request: HttpRequest, number: s.Number, data: s.OfferIn, key: Key = "") -> Any:
    """Hand on: it stays with the holder until taken."""
    return do_once(request, number, "offer", key, data, lambda about, who: procedures.offer(
        about.matter, to_post=data.to_post, note=data.note, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/take", response=s.WorkOut)
def take(request: HttpRequest, number: s.Number, data: s.VersionIn, key: Key = "") -> Any:
    """Take what is offered."""
    return do_once(request, number, "take", key, data,
               lambda about, who: procedures.take_offer(about.matter, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/decline", response=s.WorkOut)
def decline(request: HttpRequest, number: s.Number, data: s.WhyIn, key: Key = "") -> Any:
    """Leave it with the holder."""
    return do_once(request, number, "decline", key, data, lambda about, who: procedures.decline_offer(
        about.matter, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/withdraw", response=s.WorkOut)
def withdraw(request: HttpRequest, number: s.Number, data: s.VersionIn, key: Key = "") -> Any:
    """Take an offer back."""
    return do_once(request, number, "withdraw", key, data,
               lambda about, who: procedures.withdraw_offer(about.matter, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/ask", response=s.WorkOut)
def ask(request: HttpRequest, number: s.Number, data: s.QuestionIn, key: Key = "") -> Any:
    """Ask the resident; the clock waits."""
    return do_once(request, number, "ask", key, data, lambda about, who: requests.ask(
        about.pk, question=data.question, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/resume", response=s.WorkOut)
def resume(request: HttpRequest, number: s.Number, data: s.VersionIn, key: Key = "") -> Any:
    """Let the clock run again."""
    return do_once(request, number, "resume", key, data,
               lambda about, who: procedures.resume(about.matter, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/extend", response=s.WorkOut)
def extend(request: HttpRequest, number: s.Number, data: s.ExtendIn, key: Key = "") -> Any:
    """More working days, with a reason that the resident reads."""
    limit = Limit(data.working_days, Unit.WORKING_DAYS)
    return do_once(request, number, "extend", key, data, lambda about, who: requests.extend(
        about.pk, limit=limit, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/send-back", response=s.WorkOut)
def send_back(request: HttpRequest, number: s.Number, data: s.WhyIn, key: Key = "") -> Any:
    """Return it to who had it before."""
    return do_once(request, number, "send-back", key, data, lambda about, who: procedures.send_back(
        about.matter, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/step", response=s.WorkOut)
def step(request: HttpRequest, number: s.Number, data: s.StepIn, key: Key = "") -> Any:
    """Finish the present step by an outcome that leads on."""
    return do_once(request, number, "step", key, data, lambda about, who: procedures.choose(
        about.matter, outcome=data.outcome, to_post=data.to_post, internal_text=data.internal_text, actor=who,
        version=data.version))  # fmt: skip


@router.post("/work/{number}/answer", response=s.WorkOut)
def answer(request: HttpRequest, number: s.Number, data: s.AnswerIn, key: Key = "") -> Any:
    """Answer, with an honest ending."""
    fields = data.model_dump()
    return do_once(request, number, "answer", key, data, lambda about, who: requests.answer(about, actor=who, **fields))


@router.post("/work/{number}/retype", response=s.WorkOut)
def retype(request: HttpRequest, number: s.Number, data: s.RetypeIn, key: Key = "") -> Any:
    """Another type; elapsed time is kept."""
    return do_once(request, number, "retype", key, data, lambda about, who: requests.change_type(
        about.pk, type_key=data.type, actor=who, version=data.version))  # fmt: skip


@router.post("/work/{number}/relocate", response=s.WorkOut)
def relocate(request: HttpRequest, number: s.Number, data: s.RelocateIn, key: Key = "") -> Any:
    """Correct the place."""
    fields = data.model_dump()
    return do_once(
        request, number, "relocate", key, data, lambda about, who: requests.relocate(about.pk, actor=who, **fields)
    )


@router.post("/work/{number}/note", response=s.WorkOut)
def note(request: HttpRequest, number: s.Number, data: s.NoteIn, key: Key = "") -> Any:
    """An internal note."""
    return do_once(request, number, "note", key, data,
               lambda about, who: procedures.comment(about.matter, internal_text=data.text, actor=who))  # fmt: skip


@router.post("/work/{number}/release", response=s.WorkOut)
def release(request: HttpRequest, number: s.Number, data: s.ReleaseIn, key: Key = "") -> Any:
    """Let the answer go to the board, in words without personal data."""
    fields = data.model_dump()
    return do_once(
        request, number, "release", key, data, lambda about, who: requests.release(about.pk, actor=who, **fields)
    )


@router.post("/work/{number}/publish", response=s.WorkOut)
def publish(request: HttpRequest, number: s.Number, data: s.PublishIn, key: Key = "") -> Any:
    """In a publication step: put these words on its board, without personal data."""
    fields = data.model_dump()
    return do_once(
        request, number, "publish", key, data, lambda about, who: requests.put_up(about.pk, actor=who, **fields)
    )


@router.post("/work/{number}/withhold", response=s.WorkOut)
def withhold(request: HttpRequest, number: s.Number, data: s.WhyIn, key: Key = "") -> Any:
    """In a publication step of a private request: go on without the board."""
    return do_once(request, number, "withhold", key, data, lambda about, who: requests.leave_out(
        about.pk, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/absences", response={201: s.AbsenceOut})
def absent(request: HttpRequest, data: s.AbsenceIn) -> Any:
    """My own absence: the substitute has my work for that time."""
    who = actor(request)
    if who.person_id is None:
        raise NotFound("This person holds no post now.")
    made = orgs.start_absences(who.person_id, actor=who, until=data.until, starts_at=data.starts_at, reason=data.reason)
    return Status(201, {"ids": [str(a.pk) for a in made]})


@router.post("/absences/{absence_id}/end", response={204: None})
def back(request: HttpRequest, absence_id: s.Id) -> Any:
    """Back again."""
    orgs.end_absence(absence_id, actor=actor(request))
    return Status(204, None)
