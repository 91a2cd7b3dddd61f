"""Plans of adjustment of levels (体制调整): read with their preview, drafted, confirmed, taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field, StringConstraints

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import ACT, SEE, act_once, actor
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, PageOut, made_once, posted
from gongzhi.kit.paging import paged
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure import public as structure

router = Router(tags=["adjustments"], auth=SEE)
Title = Annotated[str, StringConstraints(max_length=120), s.Clean]
Ref = Annotated[str, StringConstraints(pattern=r"^(n\d{1,5}|\d{0,19})$"), s.Clean]
State = Literal["draft", "confirmed", "done", "withdrawn"]


class PlanHeadOut(s.Plain):
    id: s.OutId
    title: str
    basis: str
    effective_on: date
    place_id: s.OutId
    place: str
    state: State
    version: int


class PlanPageOut(PageOut):
    items: list[PlanHeadOut]


class PlanLineOut(s.Plain):
    verb: str
    words: str
    place: str = Field(description="The id of the place that stands; empty for a new one.")
    to: str = Field(description="An id, or the key of a place that the plan sets up.")
    key: str
    kind: str
    name: str
    code: str
    bodies: list[dict[str, Any]]


class PlanMistakeOut(s.Plain):
    line: int | None = Field(description="The number of the line from 0; null for the whole plan.")
    detail: str


class PlanCountOut(s.Plain):
    label: str
    number: str


class EndingPostOut(s.Plain):
    post_id: s.OutId
    post: str
    holders: str
    open: int
    heirs: list[str]


class NewPostOut(s.Plain):
    key: str = Field(description="Names the post in /people and /heirs.")
    post: str
    seats: int
    holders: str


class PlanPreviewOut(s.Plain):
    counts: list[PlanCountOut]
    moves: list[list[str]] = Field(description="Place, from, to.")
    ended: list[list[str]] = Field(description="Place, and where what stands there goes.")
    bodies: list[list[str]] = Field(description="Body, and what becomes of it.")
    posts: list[EndingPostOut]
    new_posts: list[NewPostOut]


class PlanOut(PlanHeadOut):
    lines: list[PlanLineOut]
    mistakes: list[PlanMistakeOut] = Field(description="It cannot be confirmed while there are any.")
    preview: PlanPreviewOut | None = Field(description="What it does; null once it is carried out or withdrawn.")
    outcome: list[PlanCountOut] = Field(description="What was done, once it is carried out.")
    failure: str = Field(description="Why the worker could not carry it out yet.")
    reason: str = Field(description="Why it was withdrawn.")
    confirmed_at: datetime | None
    done_at: datetime | None


class PlanDraftIn(s.In):
    title: Title
    basis: Title = Field(description="The document that it follows: title and number.")
    effective_on: date = Field(description="The first day on which it holds.")
    place_id: s.Id | None = Field(None, description="For all below it; else the highest place that the posts own.")
    way_back: s.Id | None = Field(None, description="Undoes this plan, which was carried out.")


class PlanChangeIn(s.In):
    version: int = Field(ge=0, lt=2**31)
    title: Title
    basis: Title
    effective_on: date


class PlanPartIn(s.In):
    name: Annotated[str, StringConstraints(min_length=1, max_length=80), s.Clean]
    code: Annotated[str, StringConstraints(max_length=32), s.Clean] = ""


class PlanLineIn(s.In):
    """One line, or what a split, a merge or a restoration consists of."""

    version: int = Field(ge=0, lt=2**31)
    verb: Literal["establish", "abolish", "move", "rename", "split", "merge", "restore"]
    place: Ref = ""
    places: list[Ref] = Field(default=[], max_length=100, description="merge: those that end.")
    ended: Annotated[str, StringConstraints(pattern=r"^\d{0,18}$"), s.Clean] = Field("", description="restore.")
    to: Ref = ""
    kind: s.Line = Field("", description="establish: the kind of place.")
    name: Annotated[str, StringConstraints(max_length=80), s.Clean] = ""
    code: Annotated[str, StringConstraints(max_length=32), s.Clean] = ""
    bodies: list[s.Line] = Field(default=[], max_length=20, description="establish: kinds of bodies of the pack.")
    parts: list[PlanPartIn] = Field(default=[], max_length=40, description="split: the new places.")


class PlanRemoveIn(s.In):
    version: int = Field(ge=0, lt=2**31)
    line: int = Field(ge=0, lt=1000)


class PlanHeirsIn(s.In):
    version: int = Field(ge=0, lt=2**31)
    heirs: dict[Ref, Ref] = Field(max_length=1000, description="Ending post → id or key of the post that takes over.")


class PlanPeopleIn(s.In):
    version: int = Field(ge=0, lt=2**31)
    people: dict[Ref, list[s.Line]] = Field(
        default={}, max_length=1000, description="Key of a new post → user names or phones of those who come to it."
    )
    propose: bool = Field(False, description="First fill free seats with those whose posts end.")


class PlanConfirmIn(s.In):
    version: int = Field(ge=0, lt=2**31)


class PlanWithdrawIn(s.In):
    version: int = Field(ge=0, lt=2**31)
    reason: s.Line
    to_draft: bool = Field(False, description="Back to a draft, to be changed and confirmed again.")


def _head(row: structure.Adjustment) -> dict[str, Any]:
    names = ("id", "title", "basis", "effective_on", "place_id", "state", "version")
    return {name: getattr(row, name) for name in names} | {"place": row.place.name}


def _plan(row: structure.Adjustment) -> dict[str, Any]:
    live = row.state in ("draft", "confirmed")
    looked = structure.look(row) if live else structure.adjustment_reads.unlooked(row)
    names = structure.preview.Names(looked)
    found = structure.preview.preview(looked) if live else None
    lines = []
    for line in looked.plan.lines:
        fields = asdict(line)
        words = " · ".join(structure.preview.line_words(line, names))
        lines.append(fields | {"words": words, "place": str(line.place or "")})
    return _head(row) | {
        "lines": lines,
        "mistakes": [{"line": m.line, "detail": _(m.text) % dict(m.params)} for m in looked.mistakes],
        "preview": _preview(found) if found else None,
        "outcome": [{"label": k, "number": v} for k, v in structure.preview.outcome_facts(row.outcome)],
        "failure": row.failure,
        "reason": row.reason,
        "confirmed_at": row.confirmed_at,
        "done_at": row.done_at,
    }


def _preview(found: structure.preview.Preview) -> dict[str, Any]:
    return {
        "counts": [{"label": label, "number": number} for label, number in found.counts],
        "moves": [list(row) for row in found.moves],
        "ended": [[name, to] for _pk, name, to in found.ended],
        "bodies": [list(row) for row in found.bodies],
        "posts": [
            {
                "post_id": p.post_id,
                "post": p.label,
                "holders": p.persons,
                "open": p.open,
                "heirs": [h for h, _n in p.heirs],
            }
            for p in found.posts
        ],
        "new_posts": [{"key": p.key, "post": p.label, "seats": p.seats, "holders": p.persons} for p in found.new_posts],
    }


@router.get("/adjustments", response=PlanPageOut)
def adjustments(
    request: HttpRequest, state: Annotated[State | None, Query(None)] = None, after: After = ""
) -> Any:  # fmt: skip
    """The plans that one sees, the newest first, thirty a page."""
    who = posted(request)
    structure.tree.tops(who)
    rows = structure.adjustment_reads.visible_to(who)
    page = paged(rows.filter(state=state) if state else rows, ("-id",), after=after, size=30)
    return {"items": [_head(row) for row in page.items], "after": page.after}


@router.get("/adjustments/{adjustment_id}", response=PlanOut)
def adjustment(request: HttpRequest, adjustment_id: s.Id) -> Any:
    """A plan: its lines, what is wrong with it, and what it does before it is done."""
    return _plan(structure.adjustment_reads.get(adjustment_id, actor(request)))


@router.post("/adjustments", response=PlanOut, auth=ACT)
def draft(request: HttpRequest, data: PlanDraftIn, key: Key = "") -> Any:
    """A new draft, without lines, or (`way_back`) with those that undo a plan."""
    who = posted(request)

    def make() -> int:
        done = structure.adjustment_reads.get(data.way_back, who) if data.way_back else None
        if done is not None and done.state != "done":
            raise Invalid("Only a plan that was carried out can be undone.", field="way_back")
        top = data.place_id or (done.place_id if done else structure.adjustment_reads.owned(who))
        places.get(top)
        return structure.adjustments.draft(
            title=data.title, basis=data.basis, effective_on=data.effective_on, place_id=top, actor=who,
            plan=structure.composing.way_back(done) if done else None,
        ).pk  # fmt: skip

    pk = made_once(request, "adjustment", key, data, make)
    return _plan(structure.adjustment_reads.get(pk, who))


def _act(request: HttpRequest, pk: int, verb: str, key: str, data: s.In, act: Any) -> Any:
    """Act on a plan that the actor may adjust, once for a key, and give it back as it is then."""
    who = actor(request)
    row = structure.adjustment_reads.get(pk, who)
    structure.adjustment_reads.may_adjust(who, row)
    act_once(request, pk, f"adjustment-{verb}:{pk}", key, data, lambda: act(row, who))
    return _plan(structure.adjustment_reads.get(pk, who))


@router.post("/adjustments/{adjustment_id}/change", response=PlanOut, auth=ACT)
def change(request: HttpRequest, adjustment_id: s.Id, data: PlanChangeIn, key: Key = "") -> Any:
    """Another title, document or date of a draft."""
    head = data.model_dump(exclude={"version"})
    return _act(request, adjustment_id, "change", key, data, lambda row, who: structure.adjustments.change(
        row, actor=who, version=data.version, **head))  # fmt: skip


@router.post("/adjustments/{adjustment_id}/lines", response=PlanOut, auth=ACT)
def add_line(request: HttpRequest, adjustment_id: s.Id, data: PlanLineIn, key: Key = "") -> Any:
    """Add a line to a draft; `to` names where it stands or where what stands there goes."""
    given = data.model_dump() | {"parts": [(p.name, p.code) for p in data.parts]}

    def act(row: structure.Adjustment, who: Actor) -> None:
        looked = structure.look(row)
        structure.plan_lines.require_fitting(looked, row.place, data.verb, given)
        plan = structure.plan_lines.with_line(looked.plan, data.verb, given)
        structure.adjustments.change(row, actor=who, version=data.version, plan=plan)

    return _act(request, adjustment_id, "line", key, data, act)


@router.post("/adjustments/{adjustment_id}/lines/remove", response=PlanOut, auth=ACT)
def remove_line(request: HttpRequest, adjustment_id: s.Id, data: PlanRemoveIn, key: Key = "") -> Any:
    """Take a line out of a draft, and what leads to the place that it sets up."""

    def act(row: structure.Adjustment, who: Actor) -> None:
        plan = structure.plan_of(row)
        if data.line >= len(plan.lines):
            raise NotFound("There is no such line.")
        structure.adjustments.change(row, actor=who, version=data.version, plan=plan.without(data.line))

    return _act(request, adjustment_id, "remove", key, data, act)


@router.post("/adjustments/{adjustment_id}/heirs", response=PlanOut, auth=ACT)
def heirs(request: HttpRequest, adjustment_id: s.Id, data: PlanHeirsIn, key: Key = "") -> Any:
    """Say who takes over the work of ending posts; those not named go to the nearest post that may."""

    def act(row: structure.Adjustment, who: Actor) -> None:
        looked = structure.look(row)
        known = {ref for ref, _words in structure.preview.heir_choices(looked)}
        ending = {str(p) for p in looked.after.posts_closed}
        if not (ending.issuperset(data.heirs) and known.issuperset(data.heirs.values())):
            raise Invalid("This cannot be chosen here.", field="heirs")
        said = {int(p): ref for p, ref in data.heirs.items() if ref}
        plan = structure.Plan(looked.plan.lines, said)
        structure.adjustments.change(row, actor=who, version=data.version, plan=plan)

    return _act(request, adjustment_id, "heirs", key, data, act)


@router.post("/adjustments/{adjustment_id}/people", response=PlanOut, auth=ACT)
def staffing(request: HttpRequest, adjustment_id: s.Id, data: PlanPeopleIn, key: Key = "") -> Any:
    """Say who comes to the new posts, by user name or phone; posts that are not named keep theirs."""

    def act(row: structure.Adjustment, who: Actor) -> None:
        looked = structure.look(row)
        plan = looked.plan
        if not {post.key for _l, _b, post in plan.new_posts()}.issuperset(data.people):
            raise Invalid("This cannot be chosen here.", field="people")
        if data.propose:
            plan = structure.composing.propose_people(plan, looked.now, looked.after.posts_closed)
        said = {
            ref: tuple(dict.fromkeys(people.find_known(name, field="people").pk for name in names))
            for ref, names in data.people.items()
        }
        structure.adjustments.change(row, actor=who, version=data.version, plan=plan.staffed(said))

    return _act(request, adjustment_id, "people", key, data, act)


@router.post("/adjustments/{adjustment_id}/confirm", response=PlanOut, auth=ACT)
def confirm(request: HttpRequest, adjustment_id: s.Id, data: PlanConfirmIn, key: Key = "") -> Any:
    """From now on the worker carries it out on its date; refused with the first mistake while there is one."""
    return _act(request, adjustment_id, "confirm", key, data,
                lambda row, who: structure.adjustments.confirm(row, actor=who, version=data.version))  # fmt: skip


@router.post("/adjustments/{adjustment_id}/withdraw", response=PlanOut, auth=ACT)
def withdraw(request: HttpRequest, adjustment_id: s.Id, data: PlanWithdrawIn, key: Key = "") -> Any:
    """Take it back, until it has been carried out."""
    return _act(request, adjustment_id, "withdraw", key, data, lambda row, who: structure.adjustments.withdraw(
        row, reason=data.reason, actor=who, version=data.version, to_draft=data.to_draft))  # fmt: skip
