"""The figures of a place and a period, from the sums alone: seven short statements, however many requests there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.insight.models import Flow, Position, Stock
from gongzhi.insight.rules import cube, periods
from gongzhi.insight.rules.periods import Period
from gongzhi.kit.db.select import marks, select
from gongzhi.places import public as places

BEHIND = timedelta(minutes=5)
_FLOW, _STOCK = Flow._meta.db_table, Stock._meta.db_table
NO_PAGE = {"grid", "estate", "building"}  # so small that its list says everything


@dataclass(frozen=True, slots=True)
class Sums:
    """What came in and was closed in a period (`flow`), and what is in hand now (`stock`)."""

    flow: int = 0  # vectors of `rules.cube`
    stock: int = 0

    def numbers(self) -> dict[str, int]:
        """All numbers by name, `open` being all that is in hand."""
        now = cube.lights(self.stock)
        flow = cube.numbers(self.flow)
        return {**flow, "in_time": flow["done"] - flow["late"], **now, "open": sum(now.values())}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page, the table and the API say of a place and a period."""

    place: places.Place
    chain: list[places.Place]  # from the root to the place
    children: list[places.Place]
    period: Period
    earlier: Period  # what it is compared with
    total: Sums
    before: int  # vector of `earlier`
    types: dict[str, Sums]
    places: dict[int, Sums]
    here: Sums  # in none of the smaller areas
    steps: list[tuple[Period, int]]  # parts of the period with their vectors
    at: datetime | None  # as of; None: nothing was built yet
    behind: bool = field(default=False)


def places_of(actor: Actor) -> list[places.Place]:
    """The topmost places whose figures the actor may see. At most one query."""
    ids = {p.place_id for p in actor.posts if Permission.INSIGHT_SEE in p.permissions}
    top = [pk for pk in sorted(ids) if ids.isdisjoint(places.ancestors(pk)[:-1])]
    found = places.get_many(top) if top else {}
    return [found[pk] for pk in top]


def figures(actor: Actor, place_id: int, period: Period) -> Figures:
    """The figures of everything below a place. Raises NotFound, also where the actor may not see them."""
    if not may(actor, Permission.INSIGHT_SEE, places.ancestors(place_id)):
        raise NotFound("There is no such place.")
    chain = places.chain(place_id)
    children = places.children(place_id)
    earlier = periods.compared(period, clock.today())
    ids = [child.pk for child in children]
    days = _days(place_id, earlier.first, period)
    flows = _flows(place_id, ids, period)
    stocks = _stocks(place_id, ids)
    both = {key: Sums(flows.get(key, 0), stocks.get(key, 0)) for key in sorted({*flows, *stocks})}
    total = Sums(_span(days, period), both.get((place_id, ""), Sums()).stock)
    below = {pk: both.get((pk, ""), Sums()) for pk in ids}
    position = Position.objects.exclude(index=0, until__isnull=False).filter(pk=1).first()
    return Figures(
        place=chain[-1],
        chain=chain,
        children=children,
        period=period,
        earlier=earlier,
        total=total,
        before=_span(days, earlier),
        types={name: sums for (scope, name), sums in both.items() if scope == place_id and name},
        places=below,
        here=Sums(total.flow - sum(s.flow for s in below.values()), total.stock - sum(s.stock for s in below.values())),
        steps=[(step, _span(days, step)) for step in periods.steps(period)],
        at=position.at if position else None,
        behind=position is None or clock.now() - position.at > BEHIND,
    )


def _days(scope: int, since: date, period: Period) -> dict[int, int]:
    """Day as 20260302 → vector, from `since` to the end of the period. One query."""
    wanted = periods.Period(period.kind, min(since, period.first), period.last)
    months = [month for month, _first, _last, _whole in periods.months(wanted)]
    rows = select(
        f"SELECT month, days FROM {_FLOW} WHERE scope = %s AND slice = '' AND month BETWEEN %s AND %s",  # noqa: S608
        [scope, months[0], months[-1]],
    )
    return {month * 100 + day: vector for month, text in rows for day, vector in cube.days_of(text).items()}


def _span(days: Mapping[int, int], span: Period) -> int:
    first, last = (d.year * 10000 + d.month * 100 + d.day for d in (span.first, span.last))
    return sum(vector for day, vector in days.items() if first <= day <= last)


def _rows(scope: int, children: list[int]) -> tuple[str, list[int]]:
    """All slices of the scope, and the sums of its children: a condition and its values."""
    if not children:
        return "scope = %s", [scope]
    return f"(scope = %s OR slice = '' AND scope IN ({marks(children)}))", [scope, *children]


def _flows(scope: int, children: list[int], period: Period) -> dict[tuple[int, str], int]:
    """(scope, slice) → vector of the period: whole months as stored, the others by day. Two queries at most."""
    chosen, ids = _rows(scope, children)
    whole, part = [], {}
    for month, first, last, full in periods.months(period):
        if full:
            whole.append(month)
        else:
            part[month] = (first, last)
    found: dict[tuple[int, str], int] = {}
    if whole:
        rows = select(
            f"SELECT scope, slice, total FROM {_FLOW} WHERE {chosen} AND month BETWEEN %s AND %s",  # noqa: S608
            [*ids, whole[0], whole[-1]],
        )
        for key, name, total in rows:
            found[key, name] = found.get((key, name), 0) + int(total)
    if part:
        edges = select(
            f"SELECT scope, slice, month, days FROM {_FLOW} WHERE {chosen} AND month IN ({marks(list(part))})",  # noqa: S608
            [*ids, *part],
        )
        for key, name, month, text in edges:
            first, last = part[month]
            more = sum(vector for day, vector in cube.days_of(text).items() if first <= day <= last)
            if more:
                found[key, name] = found.get((key, name), 0) + more
    return found


def _stocks(scope: int, children: list[int]) -> dict[tuple[int, str], int]:
    chosen, ids = _rows(scope, children)
    lights = ", ".join(cube.LIGHTS)
    rows = select(f"SELECT scope, slice, {lights} FROM {_STOCK} WHERE {chosen}", ids)  # noqa: S608
    return {
        (key, name): cube.light_vector(dict(zip(cube.LIGHTS, lights, strict=True)))
        for key, name, *lights in rows
        if any(lights)
    }
