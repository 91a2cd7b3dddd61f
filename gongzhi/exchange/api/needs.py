"""The lists of needs and services for programs: what is left over, lines, what fits, matches (row C8)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api import needs_schemas as t
from gongzhi.exchange.api.edge import ACT, READ, SEE, act_once
from gongzhi.exchange.api.residents import Key
from gongzhi.exchange.api.structure.common import After, made_once, posted
from gongzhi.exchange.api.together_schemas import NothingIn
from gongzhi.kit.paging import paged
from gongzhi.needs import public as needs

router = Router(tags=["needs"], auth=SEE)
Side = Literal["need", "service"]
Kind = Annotated[s.Line, Query("", description="A key of the pack.")]
Place = Annotated[s.Id | None, Query(None, description="At or below it.")]
PLAIN = ("number", "side", "kind", "words", "place_id", "reach_id", "amount", "left", "starts_on", "ends_on",
         "weekdays", "opens", "closes", "shown_at")  # fmt: skip
MATCH = ("id", "need_id", "service_id", "amount", "first", "state", "need_agrees", "service_agrees", "answer_until",
         "used", "words")  # fmt: skip


def _line(row: needs.ListLine) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PLAIN} | {
        "by": row.body, "place": row.place.name, "unit": needs.matches.unit_of(row.kind),
    }  # fmt: skip


def _desk(row: needs.ListLine) -> dict[str, Any]:
    return _line(row) | {name: getattr(row, name) for name in ("id", "state", "hidden", "channel", "reason", "version")}


def _match(row: needs.NeedMatch) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MATCH} | {
        "need": row.need.number, "service": row.service.number, "kind": row.need.kind,
    }  # fmt: skip


@router.get("/needs/lists", response=t.NeedLinesOut, auth=READ)
def lists(
    request: HttpRequest,
    side: Annotated[Side, Query("service")] = "service",
    kind: Kind = "",
    place: Place = None,
    q: Annotated[s.Line, Query("")] = "",
    after: After = "",
) -> Any:
    """What is left over of a list, the newest first: services nobody took, needs without a service. No contact."""
    needs.lines.rules()
    rows = needs.lines.public_lines(side, kind=kind, place_id=place, text=q)
    page = paged(rows, ["-shown_at", "-id"], after=after)
    return {"items": [_line(row) for row in page.items], "after": page.after}


def _reader(request: HttpRequest) -> Actor:
    who = posted(request)
    needs.lines.reads(who)
    return who


@router.get("/needs/lines", response=t.DeskNeedLinesOut)
def lines(
    request: HttpRequest,
    side: Annotated[Literal["", "need", "service"], Query("")] = "",
    state: Annotated[Literal["", "left", "asked", "new", "open", "refused", "ended"], Query("")] = "",
    kind: Kind = "",
    place: Place = None,
    q: Annotated[s.Line, Query("", description="The number, or part of the words or the unit's name.")] = "",
    after: After = "",
) -> Any:
    """The lines of the places where one runs the lists, and of the bodies one speaks for."""
    rows = needs.lines.of_area(_reader(request))
    narrowed = needs.lines.narrowed(rows, kind=kind, place_id=place, text=q, side=side, state=state)
    page = paged(narrowed, ["-id"], after=after)
    return {"items": [_desk(row) for row in page.items], "after": page.after}


@router.get("/needs/lines/{line_id}", response=t.NeedSheetOut)
def line(request: HttpRequest, line_id: s.Id) -> Any:
    """One line with what of the other list fits it, and its matches."""
    return _sheet(line_id, _reader(request))


def _sheet(line_id: int, who: Actor) -> dict[str, Any]:
    row = needs.lines.get(line_id, who)
    unit = needs.matches.unit_of(row.kind)
    staff = needs.lines.may_run(who, row.place_id)
    fits = [
        {"line": _desk(other), "amount": fit.amount, "steps": fit.steps, "first": fit.first,
         "why": needs.matches.why(fit, unit)}
        for other, fit in needs.matches.fitting(row, hidden=staff)
    ]  # fmt: skip
    met = needs.matches.of_line(row)
    changeable = row.state in needs.changing.CHANGEABLE and not any(m.state in needs.LIVE for m in met)
    return _desk(row) | {"may_change": changeable, "fits": fits, "matches": [_match(m) for m in met]}


@router.post("/needs/lines", response=t.DeskNeedLineOut, auth=ACT)
def enter(request: HttpRequest, data: t.NeedLineIn, key: Key = "") -> Any:
    """Write a line down for somebody, or for the body of an own post; who only registers has it looked at first."""
    who = _reader(request)
    fields = data.model_dump(exclude={"reach_id", "for_post", "weekdays"})
    draft = needs.LineDraft(
        **fields, reach_id=data.reach_id or data.place_id, weekdays="".join(sorted(set(data.weekdays))),
        channel="unit" if data.for_post else "staff",
    )  # fmt: skip

    def make() -> int:
        if data.for_post:
            return needs.entering.speak(draft, data.for_post, actor=who).pk
        return needs.entering.enter(draft, actor=who).pk

    made = made_once(request, "need-line", key, data, make)
    return _desk(needs.lines.all_lines().get(pk=made))


@router.post("/needs/lines/{line_id}/change", response=t.NeedSheetOut, auth=ACT)
def change(request: HttpRequest, line_id: s.Id, data: t.NeedChangeIn, key: Key = "") -> Any:
    """Say what a line says from now on; not while a match of it runs (409); who comes second is told."""
    who = _reader(request)
    row = needs.lines.get(line_id, who)
    fields = data.model_dump() | {"reach_id": data.reach_id or data.place_id}
    edit = needs.changing.LineEdit(**fields)
    act_once(request, line_id, f"need-change:{line_id}", key, data, lambda: needs.changing.change(
        row, edit, actor=who, own=needs.lines.owns(who, row)))  # fmt: skip
    return _sheet(line_id, who)


@router.post("/needs/lines/{line_id}/end", response=t.NeedSheetOut, auth=ACT)
def end(request: HttpRequest, line_id: s.Id, data: NothingIn, key: Key = "") -> Any:
    """Take a line off; what is agreed is carried out or given up first."""
    who = _reader(request)
    row = needs.lines.get(line_id, who)
    act_once(request, line_id, f"need-end:{line_id}", key, data, lambda: needs.keeping.end(row, actor=who))
    return _sheet(line_id, who)


@router.post("/needs/lines/{line_id}/look", response=t.NeedSheetOut, auth=ACT)
def look(request: HttpRequest, line_id: s.Id, data: t.NeedLookIn, key: Key = "") -> Any:
    """Who runs the lists has looked at a line: it stands on its list, or not, with the reason."""
    who = _reader(request)
    row = needs.lines.get(line_id, who)
    act_once(request, line_id, f"need-look:{line_id}", key, data, lambda: needs.keeping.look(
        row, show=data.show, reason=data.reason, words=data.words or row.words, actor=who))  # fmt: skip
    return _sheet(line_id, who)


@router.get("/needs/matches", response=t.NeedMatchesOut)
def matches(
    request: HttpRequest,
    kind: Kind = "",
    state: Annotated[
        Literal["", "proposed", "agreed", "done", "not_done", "declined", "lapsed"], Query("")
    ] = "",
    after: After = "",
) -> Any:  # fmt: skip
    """Matches in which a line of the own area or body takes part, the newest first."""
    rows = needs.matches.of_area(_reader(request))
    if kind:
        rows = rows.filter(need__kind=kind)
    page = paged(rows.filter(state=state) if state else rows, ["-id"], after=after)
    return {"items": [_match(row) for row in page.items], "after": page.after}


@router.post("/needs/matches", response=t.NeedMatchOut, auth=ACT)
def propose(request: HttpRequest, data: t.NeedProposeIn, key: Key = "") -> Any:
    """Bring a need and a service together: the amount is set aside on both, and both are asked."""
    who = _reader(request)
    need, service = needs.matches.pair(data.need_id, data.service_id, who)
    made = made_once(request, "need-match", key, data, lambda: needs.matching.propose(
        need, service, amount=data.amount, actor=who).pk)  # fmt: skip
    return _match(needs.matches.get(made))


def _side(request: HttpRequest, match_id: int, line_id: int) -> tuple[needs.NeedMatch, needs.ListLine, Actor]:
    """A match, and the side of it that the caller runs or speaks for. Raises NotFound."""
    who = _reader(request)
    row = needs.lines.get(line_id, who)
    found = needs.matches.get(match_id)
    needs.matches.side_of(found, row)
    return found, row, who


@router.post("/needs/matches/{match_id}/answer", response=t.NeedMatchOut, auth=ACT)
def answer(request: HttpRequest, match_id: s.Id, data: t.NeedAnswerIn, key: Key = "") -> Any:
    """A side says whether the match suits it, or staff write its answer down; a no sets the amount free."""
    found, row, who = _side(request, match_id, data.line_id)
    act_once(request, match_id, f"need-answer:{match_id}", key, data,
             lambda: needs.matching.answer(found, row, agrees=data.agrees, actor=who))  # fmt: skip
    return _match(needs.matches.get(match_id))


@router.post("/needs/matches/{match_id}/settle", response=t.NeedMatchOut, auth=ACT)
def settle(request: HttpRequest, match_id: s.Id, data: t.NeedSettleIn, key: Key = "") -> Any:
    """How an agreed match went, and how much of it was used; the rest is free again."""
    found, row, who = _side(request, match_id, data.line_id)
    act_once(request, match_id, f"need-settle:{match_id}", key, data, lambda: needs.matching.settle(
        found, row, done=data.done, used=data.used, words=data.words, actor=who))  # fmt: skip
    return _match(needs.matches.get(match_id))


@router.get("/needs/figures", response=t.NeedFiguresOut)
def figures(
    request: HttpRequest, month: Annotated[s.Line, Query("", description="Such as 2026-03.")] = ""
) -> Any:  # fmt: skip
    """What a month brought by kind, and what is left over now, in the area whose lists one runs."""
    who = _reader(request)
    needs.lines.runs(who)
    found = needs.matches.figures(who, needs.matches.month_asked(month, clock.today()))
    return {"month": found.month, "rows": [asdict(row) for row in found.rows]}
