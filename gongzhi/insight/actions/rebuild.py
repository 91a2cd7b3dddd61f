"""All figures anew from the tables: after a bulk load, after places moved, or where somebody doubts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from gongzhi.core import clock
from gongzhi.insight.models import Fact, Flow, Position, Stock
from gongzhi.insight.queries.images import Scopes, all_images, scopes_of
from gongzhi.insight.rules import cube
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places

LEASE = timedelta(minutes=15)
_FACT = ("matter_id", "place_id", "type_key", "light", "came", "reopened", "done", "late", "hours", "grades", "ratings",
         "stars", "entered")  # fmt: skip
_VALUES = 900  # of a statement


def rebuild() -> int:
    """Make facts and sums from the requests; how many requests (0: another process is at it).

    Requests are read once in order of id, the facts once in order of the place tree, so that at any moment only the
    sums of one line of ancestors are in memory. A million requests: see docs/performance.md.
    """
    now = clock.now()
    Position.objects.bulk_create([Position(id=1, index=0, at=now)], ignore_conflicts=True)
    free = Q(until=None) | Q(until__lte=now)
    if not Position.objects.filter(free, pk=1).update(until=now + LEASE):
        return 0
    index, token = ledger.head().size, places.tree_token()  # what comes later is taken in again, which changes nothing
    try:
        with transaction.atomic():
            for model in (Fact, Flow, Stock):
                model.objects.all().delete()
            known = _fill_facts()
            _fill_sums()
            Position.objects.filter(pk=1).update(index=index, token=token, at=now, until=None)
    except Exception:
        Position.objects.filter(pk=1).update(until=None)
        raise
    return known


def _fill_facts() -> int:
    known = 0
    for part in all_images():
        known += _insert(
            Fact._meta.db_table, _FACT, ((pk, *(getattr(image, name) for name in _FACT[1:])) for pk, image in part)
        )
    return known


def _insert(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Insert many rows in statements of several; how many (names are ours, never from outside)."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    number, waiting = 0, list[Any]()
    most = _VALUES // len(columns) * len(columns)

    def send() -> None:
        sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * (len(waiting) // len(columns)))}"  # noqa: S608
        cursor.execute(sql, waiting)

    with connection.cursor() as cursor:
        for row in rows:
            waiting += row
            number += 1
            if len(waiting) >= most:
                send()
                waiting.clear()
        if waiting:
            send()
    return number


@dataclass(slots=True)
class _Node:
    """The sums of a scope while its places are read."""

    scope: int
    by_type: bool
    cells: cube.Cells = field(default_factory=dict)
    stocks: cube.Stocks = field(default_factory=dict)


def _fill_sums() -> None:
    stocks: list[tuple[Any, ...]] = []
    _insert(Flow._meta.db_table, ("scope", "slice", "month", "total", "days"), _flows(stocks))
    _insert(Stock._meta.db_table, ("scope", "slice", *cube.LIGHTS), stocks)


def _flows(stocks: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows of `Flow`; those of `Stock` are put into `stocks`."""
    order = Fact.objects.order_by("place__path", "place_id")
    found = scopes_of(Fact.objects.order_by().values_list("place_id", flat=True).distinct())
    facts = order.values_list("place_id", *_FACT[2:]).iterator(chunk_size=5000)
    line: list[_Node] = []
    for place_id, rows in groupby(facts, key=lambda row: row[0]):
        scopes = found[place_id]
        while line and not _leads_to(line, scopes):
            yield from _close(line, stocks)
        line += [_Node(scope, by_type) for scope, by_type in scopes[len(line) :]]
        top = line[-1]
        for row in rows:
            cube.add(cube.Image(*row), top.cells, top.stocks)
    while line:
        yield from _close(line, stocks)


def _leads_to(line: list[_Node], scopes: Scopes) -> bool:
    return len(line) <= len(scopes) and line[-1].scope == scopes[len(line) - 1][0]


def _close(line: list[_Node], stocks: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Nothing more comes below the last scope: its rows, and its sums to the one above."""
    node = line.pop()
    if line:
        cube.merge(line[-1].cells, node.cells, line[-1].stocks, node.stocks)
    for name, month, days in cube.months(node.cells):
        if node.by_type or not name:
            yield node.scope, name, month, str(sum(days.values())), cube.text_of(days)
    for name, vector in sorted(node.stocks.items()):
        if node.by_type or not name:
            stocks.append((node.scope, name, *cube.lights(vector).values()))
