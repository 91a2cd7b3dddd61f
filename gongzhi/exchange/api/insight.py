"""The figures of an area, by a program that sees with its owner's posts: the same as the page, counts only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.edge import SEE, actor
from gongzhi.insight import public as insight


class SpanOut(Schema):
    first: date
    last: date


class FlowOut(Schema):
    came: int = Field(description="Received in the period.")
    done: int = Field(description="Closed in the period, and so now.")
    in_time: int
    late: int = Field(description="Of those closed, after the promised moment.")
    hours: int = Field(description="From receipt to closing, in sum, by the wall clock.")
    rated: int = Field(description="Of those closed, with a rating of the present answer.")
    ratings: int
    stars: int = Field(description="Of all those ratings, in sum.")
    by_stars: list[int] = Field(description="Requests closed with a rating of 1, 2, 3, 4, 5 stars.")
    reopened: int = Field(description="Of those received, reopened since.")
    entered: int = Field(description="Of those received, entered after the fact.")


class StepOut(FlowOut, SpanOut):
    pass


class SumsOut(FlowOut):
    open: int = Field(description="In hand now: green, yellow, red and waiting.")
    green: int
    yellow: int
    red: int
    waiting: int


class TypeSumsOut(SumsOut):
    type: str


class PlaceNameOut(Schema):
    id: s.OutId
    name: str


class PlaceSumsOut(SumsOut, PlaceNameOut):
    pass


class InsightOut(Schema):
    place: PlaceNameOut
    period: SpanOut
    compared_with: SpanOut
    as_of: datetime | None
    behind: bool
    total: SumsOut
    before: FlowOut
    types: list[TypeSumsOut]
    places: list[PlaceSumsOut]
    here: SumsOut = Field(description="In none of the smaller areas.")
    steps: list[StepOut]


router = Router(tags=["insight"], auth=SEE)
_STARS = ("one", "two", "three", "four", "five")


@router.get("/insight", response=InsightOut)
def figures(
    request: HttpRequest,
    place: Annotated[s.Id | None, Query(None)] = None,
    period: Annotated[insight.PeriodKind, Query(insight.PeriodKind.MONTH)] = insight.PeriodKind.MONTH,
    day: Annotated[date | None, Query(None, description="A day in the period; today by default.")] = None,
    since: Annotated[date | None, Query(None, description="The first day of a custom period.")] = None,
    until: Annotated[date | None, Query(None, description="Its last day.")] = None,
) -> Any:
    """What came in, was closed, is in hand below a place, by type, place and time, beside the period before."""
    who = actor(request)
    span = insight.period_asked(period, day=day, since=since, until=until, today=clock.today())
    found = insight.figures(who, place if place is not None else _first(who), span)
    return {
        "place": {"id": str(found.place.pk), "name": found.place.name},
        "period": _span(found.period),
        "compared_with": _span(found.earlier),
        "as_of": found.at,
        "behind": found.behind,
        "total": _sums(found.total),
        "before": _flow(insight.Sums(found.before)),
        "types": [{"type": key, **_sums(sums)} for key, sums in found.types.items()],
        "places": [{"id": str(p.pk), "name": p.name, **_sums(found.places[p.pk])} for p in found.children],
        "here": _sums(found.here),
        "steps": [_span(step) | _flow(insight.Sums(vector)) for step, vector in found.steps],
    }


def _first(who: Actor) -> int:
    tops = insight.places_of(who)
    if not tops:
        raise Forbidden("None of your posts sees the figures of an area.")
    return tops[0].pk


def _span(period: insight.Period) -> dict[str, Any]:
    return {"first": period.first, "last": period.last}


def _flow(sums: insight.Sums) -> dict[str, Any]:
    numbers = sums.numbers()
    plain = ("came", "done", "in_time", "late", "hours", "rated", "ratings", "stars", "reopened", "entered")
    return {name: numbers[name] for name in plain} | {"by_stars": [numbers[name] for name in _STARS]}


def _sums(sums: insight.Sums) -> dict[str, Any]:
    numbers = sums.numbers()
    return _flow(sums) | {name: numbers[name] for name in ("open", "green", "yellow", "red", "waiting")}
