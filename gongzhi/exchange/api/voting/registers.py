"""Registers of voters: what everybody may look up (names masked), and who keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, CREATE, READ, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, made_once
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.voting import public as voting
from gongzhi.voting.public import register_reads as queries

router = Router(tags=["voting"])
State = Literal["", "draft", "published", "frozen", "archived"]


class RegisterOut(s.Plain):
    id: s.OutId
    title: str
    kind: str = Field(description="persons, households, representatives, owners")
    place_id: s.OutId
    state: str = Field(description="draft, published, frozen, archived")
    published_on: date | None
    objections_until: date | None
    version: int


class RegisterPageOut(PageOut):
    items: list[RegisterOut]


class RegisterSheetOut(RegisterOut):
    rows: int
    area: int = Field(description="Of owners, in hundredths of a square metre.")
    rule: str
    body_id: str
    hash: str = Field(description="Over the entries when it was frozen.")
    objections: list[dict[str, Any]] = Field(description="id, by_name, text, rule_by, accepted, ruling")


class ElectorPageOut(PageOut):
    items: list[dict[str, Any]] = Field(description="id, name, household, area, linked, proxy")


class RollOut(PageOut):
    id: s.OutId
    title: str
    state: str
    rows: int
    objections_until: date | None
    items: list[dict[str, str]] = Field(description="name (masked), household")


class RegisterIn(s.In):
    title: s.Line
    kind: Literal["persons", "households", "representatives", "owners"]
    place_id: s.Id
    body_id: s.Id | None = None
    rule: s.Line = ""


class ElectorIn(s.In):
    name: s.Line
    household: s.Line = ""
    area: s.Line = Field("", description="Of owners: square metres, at most two decimals.")
    phone: s.Line = ""


class ElectorsIn(s.VersionIn):
    rows: list[ElectorIn] = Field(min_length=1, max_length=500)


class ElectorChangeIn(s.VersionIn, ElectorIn):
    pass


class RegisterPublishIn(s.VersionIn):
    board: s.Line
    on: date | None = Field(None, description="The day on which the list was hung up; today by default.")


class ObjectionIn(s.In):
    by_name: s.Line
    text: Annotated[s.Words, Field(max_length=500)]


class RulingIn(s.In):
    accepted: bool
    ruling: Annotated[s.Words, Field(max_length=500)]


class LinkIn(s.In):
    username: s.Line


class ProxyIn(s.VersionIn):
    holder_id: s.Id
    paper: Annotated[s.Line, Field(max_length=120)]


def _row(found: voting.Electorate) -> dict[str, Any]:
    names = ("id", "title", "kind", "place_id", "state", "published_on", "objections_until", "version")
    return {name: getattr(found, name) for name in names}


def _sheet(register_id: int, who: Actor) -> dict[str, Any]:
    found = queries.register_for(register_id, who)
    size = queries.size_of(register_id)
    return _row(found) | {
        "rows": size.rows, "area": size.area, "rule": found.rule, "body_id": str(found.body_id or ""),
        "hash": found.hash,
        "objections": [
            {"id": str(o.pk), "by_name": o.by_name, "text": o.text, "rule_by": o.rule_by.isoformat(),
             "accepted": o.accepted, "ruling": o.ruling}
            for o in queries.objections_of(register_id)
        ],
    }  # fmt: skip


@router.get("/registers/{register_id}", response=RollOut, auth=READ)
def roll(request: HttpRequest, register_id: s.Id, after: After = "") -> Any:
    """A published register, page by page; names are masked."""
    found = queries.register(register_id)
    if found.state not in (voting.RegisterState.PUBLISHED, voting.RegisterState.FROZEN):
        raise NotFound("There is no such register.")
    page = queries.rows_of(register_id, after=after)
    return {
        "id": found.pk, "title": found.title, "state": found.state, "rows": queries.size_of(register_id).rows,
        "objections_until": found.objections_until, "after": page.after,
        "items": [{"name": people.mask_name(e.name), "household": e.household} for e in page.items],
    }  # fmt: skip


@router.post("/registers/{register_id}/objections", response={201: dict[str, str]}, auth=CREATE)
def object_to(request: HttpRequest, register_id: s.Id, data: ObjectionIn, key: Key = "") -> Any:
    """Object to a published register, while its days last."""
    made = made_once(request, f"object:{register_id}", key, data, lambda: voting.object_to(
        register_id, actor=actor(request), **data.model_dump()).pk)  # fmt: skip
    return Status(201, {"id": str(made)})


@router.get("/voting/registers", response=RegisterPageOut, auth=SEE)
def registers(
    request: HttpRequest, q: Annotated[s.Line, Query("")] = "", state: Annotated[State, Query("")] = "",
    after: After = "",
) -> Any:  # fmt: skip
    """The registers of the places where the posts keep registers or hold votes."""
    page = queries.registers(actor(request), q=q[:60], state=state, after=after)
    return {"items": [_row(r) for r in page.items], "after": page.after}


@router.get("/voting/registers/{register_id}", response=RegisterSheetOut, auth=SEE)
def register(request: HttpRequest, register_id: s.Id) -> Any:
    """A register with its objections."""
    return _sheet(register_id, actor(request))


@router.get("/voting/registers/{register_id}/rows", response=ElectorPageOut, auth=SEE)
def rows(request: HttpRequest, register_id: s.Id, q: Annotated[s.Line, Query("")] = "", after: After = "") -> Any:
    """Its entries by household and name, for who works with it; no telephone number."""
    queries.register_for(register_id, actor(request))
    page = queries.rows_of(register_id, q=q[:40], after=after)
    items = [
        {
            "id": str(e.pk), "name": e.name, "household": e.household, "area": e.area,
            "linked": e.person_id is not None,
            "proxy": str(e.proxy.holder_id) if hasattr(e, "proxy") else "",
        }
        for e in page.items
    ]  # fmt: skip
    return {"items": items, "after": page.after}


@router.post("/voting/registers", response=RegisterSheetOut, auth=ACT)
def begin(request: HttpRequest, data: RegisterIn, key: Key = "") -> Any:
    """Begin a register for a place, or for a body there."""
    who = actor(request)
    made = made_once(request, "register", key, data, lambda: voting.open_register(actor=who, **data.model_dump()).pk)
    return _sheet(made, who)


def _edit(
    request: HttpRequest, register_id: int, verb: str, key: str, data: s.In,
    act: Callable[[voting.Electorate, Actor], object],
) -> dict[str, Any]:  # fmt: skip
    who = actor(request)
    found = queries.register_for(register_id, who)
    require(who, Permission.ELECTORATE_EDIT, places.ancestors(found.place_id))
    act_once(request, register_id, f"register-{verb}:{register_id}", key, data, lambda: act(found, who))
    return _sheet(register_id, who)


def _draft(found: voting.Electorate, data: ElectorIn) -> voting.RowDraft:
    owners = found.kind == voting.RegisterKind.OWNERS
    return voting.draft_of(name=data.name, household=data.household, area=data.area, phone=data.phone, owners=owners)


@router.post("/voting/registers/{register_id}/rows", response=RegisterSheetOut, auth=ACT)
def add(request: HttpRequest, register_id: s.Id, data: ElectorsIn, key: Key = "") -> Any:
    """Enter these, all or none; at most 500 at a time."""
    return _edit(request, register_id, "rows", key, data, lambda found, who: voting.add_rows(
        register_id, [_draft(found, one) for one in data.rows], actor=who, version=data.version))  # fmt: skip


@router.post("/voting/registers/{register_id}/members", response=RegisterSheetOut, auth=ACT)
def members(request: HttpRequest, register_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Enter who holds a post of its body today."""
    return _edit(request, register_id, "members", key, data,
                 lambda found, who: voting.add_members(register_id, actor=who))  # fmt: skip


@router.post("/voting/registers/{register_id}/publish", response=RegisterSheetOut, auth=ACT)
def publish(request: HttpRequest, register_id: s.Id, data: RegisterPublishIn, key: Key = "") -> Any:
    """Publish it; on the board stands where to look it up, no name."""
    return _edit(request, register_id, "publish", key, data, lambda found, who: voting.publish_register(
        register_id, board=data.board, on=data.on, actor=who, version=data.version))  # fmt: skip


@router.post("/voting/registers/{register_id}/freeze", response=RegisterSheetOut, auth=ACT)
def freeze(request: HttpRequest, register_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """From then on nobody is added, taken out or changed; its hash goes into the ledger."""
    return _edit(request, register_id, "freeze", key, data, lambda found, who: voting.freeze_register(
        register_id, actor=who, version=data.version))  # fmt: skip


@router.post("/voting/registers/{register_id}/objections/{objection_id}", response=RegisterSheetOut, auth=ACT)
def rule_on(request: HttpRequest, register_id: s.Id, objection_id: s.Id, data: RulingIn, key: Key = "") -> Any:
    """Rule on an objection, with reasons."""

    def do(found: voting.Electorate, who: Actor) -> object:
        if objection_id not in [o.pk for o in queries.objections_of(register_id)]:
            raise NotFound("There is no such objection.")
        return voting.rule_on(objection_id, accepted=data.accepted, ruling=data.ruling, actor=who)

    return _edit(request, register_id, f"objection:{objection_id}", key, data, do)


def _elector(
    request: HttpRequest, elector_id: int, verb: str, key: str, data: s.In,
    act: Callable[[voting.Electorate, Actor], object],
) -> dict[str, Any]:  # fmt: skip
    found = queries.elector(elector_id)
    return _edit(request, found.electorate_id, f"{verb}:{elector_id}", key, data, act)


@router.post("/voting/electors/{elector_id}/change", response=RegisterSheetOut, auth=ACT)
def change(request: HttpRequest, elector_id: s.Id, data: ElectorChangeIn, key: Key = "") -> Any:
    """Change an entry: a move within the register, a name written wrong."""
    return _elector(request, elector_id, "change", key, data, lambda found, who: voting.change_row(
        elector_id, _draft(found, data), actor=who, version=data.version))  # fmt: skip


@router.post("/voting/electors/{elector_id}/strike", response=RegisterSheetOut, auth=ACT)
def strike(request: HttpRequest, elector_id: s.Id, data: s.WhyIn, key: Key = "") -> Any:
    """Take an entry out, with the reason."""
    return _elector(request, elector_id, "strike", key, data, lambda found, who: voting.strike_row(
        elector_id, reason=data.reason, actor=who, version=data.version))  # fmt: skip


@router.post("/voting/electors/{elector_id}/link", response=RegisterSheetOut, auth=ACT)
def link(request: HttpRequest, elector_id: s.Id, data: LinkIn, key: Key = "") -> Any:
    """Link an entry with somebody's account: no code is needed then."""
    return _elector(request, elector_id, "link", key, data, lambda found, who: voting.link_person(
        elector_id, data.username, actor=who))  # fmt: skip


@router.post("/voting/electors/{elector_id}/proxy", response=RegisterSheetOut, auth=ACT)
def proxy(request: HttpRequest, elector_id: s.Id, data: ProxyIn, key: Key = "") -> Any:
    """Enter a written proxy: at most three a holder, not passed on, never a candidate's."""
    return _elector(request, elector_id, "proxy", key, data, lambda found, who: voting.give_proxy(
        elector_id, data.holder_id, paper=data.paper, actor=who, version=data.version))  # fmt: skip


@router.post("/voting/electors/{elector_id}/end-proxy", response=RegisterSheetOut, auth=ACT)
def end_proxy(request: HttpRequest, elector_id: s.Id, data: s.VersionIn, key: Key = "") -> Any:
    """Whoever gave it takes it back, as long as it was not used."""
    return _elector(request, elector_id, "end-proxy", key, data,
                    lambda found, who: voting.end_proxy(elector_id, actor=who))  # fmt: skip
