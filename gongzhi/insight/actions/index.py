"""Bringing the figures forward along the index of the ledger. Any number of workers; one works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.insight.actions.rebuild import rebuild
from gongzhi.insight.models import Fact, Flow, Position, Stock
from gongzhi.insight.queries.images import images, scopes_of
from gongzhi.insight.rules import cube
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places

ENTRIES = 2000
_TOUCH = timedelta(seconds=30)
_FACT = [f.attname for f in Fact._meta.concrete_fields if not f.primary_key]


def bring_forward(limit: int = ENTRIES) -> int:
    """Take in at most `limit` entries of the ledger; how many. Position, facts and sums are committed together: killed
    at any moment, nothing is lost and nothing counted twice. Where nothing was built yet, or places moved: a rebuild.
    """
    position = Position.objects.filter(pk=1).first()
    now = clock.now()
    if position is not None and position.until and position.until > now:
        return 0  # a rebuild is at work
    if position is None or position.token != places.tree_token():
        return rebuild()
    part = ledger.streams_since(position.index, limit)
    mine = Position.objects.filter(pk=1, index=position.index, token=position.token, until=position.until)
    if not part:
        if now - position.at >= _TOUCH:  # nothing happened: the figures are of now
            mine.update(at=now)
        return 0
    last, at = part[-1][0], part[-1][2]
    with transaction.atomic():
        if not mine.update(index=last + 1, at=at if len(part) >= limit else now):
            return 0
        _apply(sorted({stream for _index, stream, _at in part}))
    return len(part)


def _apply(matter_ids: Sequence[int]) -> None:
    """Replace the images of these matters, and the sums with them."""
    new = images(matter_ids)
    old = _facts(sorted(new))
    changed = [pk for pk in sorted(new) if old.get(pk) != new[pk]]
    if not changed:
        return
    moved = [(old[pk], -1) for pk in changed if pk in old] + [(new[pk], 1) for pk in changed]
    scopes = scopes_of(image.place_id for image, _sign in moved)
    sums: dict[int, tuple[cube.Cells, cube.Stocks]] = {}
    typed: dict[int, bool] = {}
    for image, sign in moved:
        for scope, by_type in scopes[image.place_id]:
            typed[scope] = by_type
            cells, stocks = sums.setdefault(scope, ({}, {}))
            cube.add(image, cells, stocks, sign)
    Fact.objects.bulk_create(
        [Fact(matter_id=pk, **asdict(new[pk])) for pk in changed],
        update_conflicts=True, unique_fields=["matter_id"], update_fields=_FACT, batch_size=500,
    )  # fmt: skip
    _write_flows({s: _kept(cells, typed[s]) for s, (cells, _stocks) in sums.items()})
    _write_stocks({s: {n: v for n, v in stocks.items() if typed[s] or not n} for s, (_cells, stocks) in sums.items()})


def _facts(matter_ids: Sequence[int]) -> dict[int, cube.Image]:
    rows = Fact.objects.filter(pk__in=matter_ids).order_by("pk").values_list("matter_id", *_FACT)
    return {row[0]: cube.Image(**dict(zip(_FACT, row[1:], strict=True))) for row in rows}


def _kept(cells: cube.Cells, by_type: bool) -> cube.Cells:
    return {key: vector for key, vector in cells.items() if vector and (by_type or not key[0])}


def _chosen(names: dict[int, Iterable[str]]) -> Iterator[Q]:
    """The rows of these scopes and slices: those of all types apart, so that few rows are read in vain."""
    yield Q(scope__in=sorted(names), slice="")
    slices = sorted({name for of_scope in names.values() for name in of_scope if name})
    with_types = sorted(scope for scope, of_scope in names.items() if any(of_scope))
    if slices:
        yield Q(scope__in=with_types, slice__in=slices)


def _write_flows(changes: dict[int, cube.Cells]) -> None:
    wanted = {
        (scope, name, month): days for scope in sorted(changes) for name, month, days in cube.months(changes[scope])
    }
    if not wanted:
        return
    months = sorted({month for _scope, _name, month in wanted})
    names: dict[int, Iterable[str]] = {s: {name for name, _day in cells} for s, cells in changes.items() if cells}
    for chosen in _chosen(names):
        rows = Flow.objects.filter(chosen, month__in=months).values_list("scope", "slice", "month", "days")
        for scope, name, month, text in rows.order_by("scope", "slice", "month"):
            if (days := wanted.get((scope, name, month))) is not None:
                for day, vector in cube.days_of(text).items():
                    days[day] = days.get(day, 0) + vector
    Flow.objects.bulk_create(
        [flow(scope, name, month, days) for (scope, name, month), days in wanted.items()],
        update_conflicts=True, unique_fields=["scope", "slice", "month"], update_fields=["total", "days"],
        batch_size=150,
    )  # fmt: skip
    if any(not any(days.values()) for days in wanted.values()):
        Flow.objects.filter(scope__in=sorted(changes), total="0").delete()


def flow(scope: int, name: str, month: int, days: dict[int, int]) -> Flow:
    """The row of a month (not saved)."""
    return Flow(scope=scope, slice=name, month=month, total=str(sum(days.values())), days=cube.text_of(days))


def _write_stocks(changes: dict[int, cube.Stocks]) -> None:
    wanted = {(s, name): vector for s in sorted(changes) for name, vector in sorted(changes[s].items()) if vector}
    if not wanted:
        return
    names: dict[int, Iterable[str]] = {scope: set() for scope, _name in wanted}
    for scope, name in wanted:
        names[scope] = {*names[scope], name}
    for chosen in _chosen(names):
        for row in Stock.objects.filter(chosen).order_by("scope", "slice"):
            if (row.scope, row.slice) in wanted:
                wanted[row.scope, row.slice] += cube.light_vector({n: getattr(row, n) for n in cube.LIGHTS})
    Stock.objects.bulk_create(
        [stock(scope, name, vector) for (scope, name), vector in wanted.items()],
        update_conflicts=True, unique_fields=["scope", "slice"], update_fields=list(cube.LIGHTS), batch_size=150,
    )  # fmt: skip


def stock(scope: int, name: str, vector: int) -> Stock:
    """The row of what is in hand (not saved)."""
    return Stock(scope=scope, slice=name, **cube.lights(vector))
