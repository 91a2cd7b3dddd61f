"""The tree as on a day, chains for staff; bodies with their terms: appoint, end, renew."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field, StringConstraints

from gongzhi.access.public import Actor, Permission, may, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, made_once, posted
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure import public as structure

router = Router(tags=["bodies"], auth=SEE)
Unit = Annotated[str, StringConstraints(max_length=120), s.Clean]


class SpotPlaceOut(s.Plain):
    id: s.OutId
    name: str = Field(description="As it was called on the day.")
    level: str
    bodies: int = 0


class PostThenOut(s.Plain):
    id: s.OutId
    kind: str
    title: str
    leads: bool
    holders: list[str]
    free: int


class NodeOut(s.Plain):
    id: s.OutId
    kind: str
    name: str
    above: str = Field(description="The body above it, where that stands at the same place; else empty.")
    posts: list[PostThenOut]


class CompositeOut(s.Plain):
    title: str
    parts: list[dict[str, Any]]


class SpotOut(s.Plain):
    on: date
    place: SpotPlaceOut
    chain: list[SpotPlaceOut] = Field(description="From the root down to the place.")
    below: list[SpotPlaceOut]
    more: bool = Field(description="There are more places below than these 300.")
    bodies: list[NodeOut]
    composites: list[CompositeOut]


class HeldSeatOut(s.Plain):
    appointment_id: s.OutId
    name: str
    since: date
    until: date | None
    basis: str
    source: str
    unit: str
    role: str
    round: int


class HeldPostOut(s.Plain):
    id: s.OutId
    title: str
    leads: bool
    member: bool = Field(description="A seat of concurrent members.")
    free: int
    held_by: str = Field(description="Who may hold it, as the pack says.")
    seats: list[HeldSeatOut]


class BodyOut(s.Plain):
    id: s.OutId
    name: str
    kind: str
    place_id: s.OutId
    place: str
    next_election: date | None
    members: int | None = Field(description="Concurrent members in office; null where it has no seats for them.")
    least: int
    most: int
    posts: list[HeldPostOut]


class BodyPageOut(PageOut):
    items: list[BodyOut]


class ChainSeatOut(s.Plain):
    post_id: s.OutId
    title: str
    names: list[str]
    unnamed: int
    vacant: int
    phone: str = Field(description="The work phone.")
    own_phones: list[str] = Field(description="Of who holds it, masked; where there is no work phone.")


class ChainLinkOut(s.Plain):
    title: str
    body: str
    place: str
    state: str = Field(description="held, unnamed, vacant, missing, or ask (the place is too vague).")
    seats: list[ChainSeatOut]


class DeskChainOut(s.Plain):
    title: str
    source: str
    gaps: int
    links: list[ChainLinkOut]


class AppointIn(s.In):
    person: s.Line = Field(description="User name or phone of somebody known to the platform.")
    starts_on: date | None = None
    ends_on: date | None = Field(None, description="The last day.")
    basis: Literal["assigned", "elected", "concurrent", "claimed"] = "assigned"


class MemberIn(s.In):
    person: s.Line = Field(description="User name or phone of somebody known to the platform.")
    source: s.Line = Field(description="A kind of source of the pack.")
    role: Literal["member", "deputy"] = "member"
    unit: Unit = ""
    starts_on: date | None = None
    ends_on: date | None = Field(None, description="Without: as the pack says.")
    matter_id: s.Id | None = Field(None, description="Ends the procedure that fills the seat.")


class AppointedOut(s.Plain):
    appointment_id: s.OutId
    post_id: s.OutId
    post: str
    name: str
    starts_on: date
    ends_on: date | None
    ended: bool
    warning: str = Field(description="Where the pack says that others hold such a post; empty where all is well.")


class RenewIn(s.In):
    starts_on: date = Field(description="The first day of the new term.")
    continuing: list[s.Id] = Field(default=[], max_length=500, description="Appointments that go on; others leave.")
    months: int | None = Field(None, ge=1, le=120, description="The committee's term; without: as the pack says.")


@router.get("/structure", response=SpotOut)
def spot(
    request: HttpRequest,
    at: Annotated[s.Id | None, Query(None, description="A place; without: the highest that one sees.")] = None,
    on: Annotated[date | None, Query(None)] = None,
) -> Any:
    """One place as on a day: what stood above and below it, its bodies and posts, the pack's composites."""
    who = posted(request)
    tops = structure.tree.tops(who)
    place_id = at or tops[0]
    structure.tree.require_seen(who, place_id)
    day = on or clock.today()
    found = structure.tree.spot(place_id, day)
    words = structure.tree.level_words()
    kinds = {p.pk: p.kind for p in places.get_many([pk for pk, _name in found.chain]).values()}
    return {
        "on": day,
        "place": {"id": place_id, "name": found.name, "level": found.level},
        "chain": [{"id": pk, "name": n, "level": words.get(kinds[pk], kinds[pk])} for pk, n in found.chain],
        "below": [{"id": p.pk, "name": p.name, "level": level, "bodies": n} for p, level, n in found.below],
        "more": found.more,
        "bodies": [node for root in found.bodies for node in _nodes(root, "")],
        "composites": [
            {"title": c.title, "parts": [{"title": p.title, "names": p.names, "wanted": p.wanted} for p in c.parts]}
            for c in found.composites
        ],
    }


def _nodes(node: structure.tree.Node, above: str) -> list[dict[str, Any]]:
    body = node.body
    posts = [
        {"id": p.post_id, "kind": p.kind, "title": p.title, "leads": p.leads, "holders": p.holders, "free": p.free}
        for p in body.posts
    ]
    own = {"id": body.body_id, "kind": body.kind, "name": body.name, "above": above, "posts": posts}
    return [own, *(found for child in node.below for found in _nodes(child, str(body.body_id)))]


@router.get("/chains", response=list[DeskChainOut])
def chains(request: HttpRequest, place: Annotated[s.Id, Query(description="A building, grid or area.")]) -> Any:
    """Who answers for a place, for staff: vacant seats, and own phones (masked) to who sees the bodies there."""
    who = posted(request)
    at = places.get(place)
    found = structure.resolve(at)
    if may(who, Permission.ORG_SEE, at.ancestors):
        found = structure.with_private(found)
    return [
        {
            "title": c.title, "source": c.source, "gaps": c.gaps,
            "links": [
                {
                    "title": link.title, "body": link.body, "place": link.place, "state": link.state,
                    "seats": [
                        {
                            "post_id": x.post_id, "title": x.title, "names": list(x.names), "unnamed": x.unnamed,
                            "vacant": x.vacant, "phone": x.phone, "own_phones": [p for _who, _name, p in x.private],
                        }
                        for x in link.seats
                    ],
                }
                for link in c.links
            ],
        }
        for c in found
    ]  # fmt: skip


def _body(line: structure.BodyLine) -> dict[str, Any]:
    return {
        "id": line.body_id,
        "name": line.name,
        "kind": line.kind,
        "place_id": line.place_id,
        "place": line.place,
        "next_election": line.election,
        "members": line.members,
        "least": line.least,
        "most": line.most,
        "posts": [
            {
                "id": p.post_id,
                "title": p.title,
                "leads": p.leads,
                "member": p.member,
                "free": p.free,
                "seats": p.seats,
                "held_by": p.held_by,
            }
            for p in line.posts
        ],
    }


@router.get("/bodies", response=BodyPageOut)
def bodies(
    request: HttpRequest,
    q: Annotated[s.Line, Query("")] = "",
    show: Annotated[Literal["", "short", "ending", "vacant"], Query("")] = "",
    after: After = "",
) -> Any:
    """The bodies of the own area with their posts and terms; `short` of members, terms `ending`, `vacant` seats."""
    who = posted(request, Permission.ORG_SEE)
    page = structure.terms_reads.bodies(who, words=q, show=show, after=after)
    return {"items": [_body(line) for line in page.items], "after": page.after}


@router.get("/bodies/{body_id}", response=BodyOut)
def body(request: HttpRequest, body_id: s.Id) -> Any:
    """One body with its posts, members and terms."""
    return _body(structure.terms_reads.body_sheet(body_id, actor(request)).line)


def _appointed(appointment_id: int) -> dict[str, Any]:
    row = orgs.Appointment.objects.select_related("person", "post__body").get(pk=appointment_id)
    rule = orgs.rule_of(row.post.kind)
    return {
        "appointment_id": row.pk,
        "post_id": row.post_id,
        "post": row.post.label,
        "name": row.person.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "ended": row.ended_at is not None and row.ended_at <= clock.now(),
        "warning": orgs.words_of(rule) if rule and orgs.unfit(row.post, [row.person_id], row.starts_on) else "",
    }


@router.post("/posts/{post_id}/appointments", response=AppointedOut, auth=ACT)
def appoint(request: HttpRequest, post_id: s.Id, data: AppointIn, key: Key = "") -> Any:
    """Give a seat of a post to somebody. No seat free any more: 409."""
    who = posted(request)
    post = orgs.Post.objects.filter(pk=post_id).first()
    if post is None:
        raise NotFound("There is no such post.")
    require(who, Permission.ORG_APPOINT, places.ancestors(post.place_id))

    def make() -> int:
        person = people.find_known(data.person)
        made = orgs.appoint(
            actor=who, person_id=person.pk, post_id=post_id, starts_on=data.starts_on, ends_on=data.ends_on,
            basis=data.basis,
        )  # fmt: skip
        return made.pk

    return _appointed(made_once(request, f"appoint:{post_id}", key, data, make))


@router.post("/bodies/{body_id}/members", response=AppointedOut, auth=ACT)
def appoint_member(request: HttpRequest, body_id: s.Id, data: MemberIn, key: Key = "") -> Any:
    """Appoint a concurrent member for a term. As many as the pack allows: 409."""
    who = _appoints(request, body_id)

    def make() -> int:
        given = data.model_dump(exclude={"person"})
        person = people.find_known(data.person)
        return structure.appoint_member(actor=who, body_id=body_id, person_id=person.pk, **given).appointment_id

    return _appointed(made_once(request, f"member:{body_id}", key, data, make))


def _appoints(request: HttpRequest, body_id: int) -> Actor:
    """Who calls, if the page of the body would let them appoint. Raises NotFound, Forbidden."""
    who = posted(request)
    found = structure.terms_reads.body_sheet(body_id, who)
    require(who, Permission.ORG_APPOINT, places.ancestors(found.body.place_id))
    return who


@router.post("/appointments/{appointment_id}/end", response=AppointedOut, auth=ACT)
def end(request: HttpRequest, appointment_id: s.Id, key: Key = "") -> Any:
    """End an appointment at once, and the access that came with it. It has ended already: 409."""
    who = posted(request)
    row = orgs.Appointment.objects.select_related("post").filter(pk=appointment_id).first()
    if row is None:
        raise NotFound("There is no such appointment.")
    require(who, Permission.ORG_APPOINT, places.ancestors(row.post.place_id))
    act_once(request, appointment_id, f"end:{appointment_id}", key, "",
             lambda: orgs.end_appointment(appointment_id, actor=who))  # fmt: skip
    return _appointed(appointment_id)


@router.post("/bodies/{body_id}/renew", response=BodyOut, auth=ACT)
def renew(request: HttpRequest, body_id: s.Id, data: RenewIn, key: Key = "") -> Any:
    """A new term for the whole body in one act. Somebody renewed it meanwhile: 409."""
    who = _appoints(request, body_id)
    act_once(request, body_id, f"renew:{body_id}", key, data, lambda: structure.renew(
        body_id, actor=who, starts_on=data.starts_on, continuing=data.continuing, months_=data.months))  # fmt: skip
    return _body(structure.terms_reads.body_sheet(body_id, who).line)


@router.post("/bodies/{body_id}/renew/undo", response=BodyOut, auth=ACT)
def undo_renewal(request: HttpRequest, body_id: s.Id, key: Key = "") -> Any:
    """Take the last renewal back, for some days and while nobody of the new term has left (409)."""
    who = _appoints(request, body_id)
    act_once(request, body_id, f"undo-renewal:{body_id}", key, "",
             lambda: structure.undo_renewal(body_id, actor=who))  # fmt: skip
    return _body(structure.terms_reads.body_sheet(body_id, who).line)
