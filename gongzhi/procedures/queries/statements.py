"""The SQL of a list's page: along an index of `Standing` in its order, or from the rows that another index gives. Plain
SQL that both databases understand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from gongzhi.core import clock
from gongzhi.core.ids import first_id
from gongzhi.kit.db.select import fence, marks
from gongzhi.procedures.models import NEVER
from gongzhi.procedures.queries.shelves import SLACK, Key
from gongzhi.procedures.rules.model import LIVE

OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Source:
    """Matters from another index: `sql` selects their ids as `matter_id`; `share` of all matters; `whole` where it says
    all that `Ask.where` says. With `on` it gives those of some shelves (`kit.word_index`), of which the lowest is that
    of the id `first`."""

    sql: str
    values: tuple[Any, ...]
    share: float
    whole: bool = False
    on: Callable[[Sequence[str]], tuple[str, tuple[Any, ...]]] | None = None
    first: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """What a list shows. `scopes`: of the reader, each a place or post; `within`: scopes that it must have as well (the
    place and the holder of a filter, each with its role); `where`/`given`: a condition on `s` (Standing)."""

    scopes: tuple[int, ...]
    states: tuple[str, ...]
    within: tuple[tuple[int, str], ...] = ()
    implied: bool = False  # whoever is in `within` is in `scopes` too
    kind: str = ""
    role: str = ""
    not_role: str = ""
    light: str = ""
    type_key: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    newest: bool = False
    where: str = ""
    given: tuple[Any, ...] = ()
    share: float = 1.0  # of the matters that `where` lets through
    sources: tuple[Source, ...] = ()


def _using(index: str) -> str:
    """SQLite has no statistics of its own: it is told. PostgreSQL has."""
    return f" INDEXED BY procedures_standing_{index}" if connection.vendor == "sqlite" else ""


def _conditions(ask: Ask, *, where: bool = True) -> tuple[str, list[Any]]:
    tests: list[tuple[str, Any]] = [
        ("s.type_key = %s", ask.type_key), ("s.channel = %s", ask.channel), ("s.light = %s", ask.light),
        ("s.kind = %s", ask.kind), ("s.role <> %s", ask.not_role), ("s.opened_at >= %s", ask.since),
        ("s.opened_at < %s", ask.until),
    ]  # fmt: skip
    used = [(sql, value) for sql, value in tests if value]
    sql = "".join(f" AND {test}" for test, _ in used) + (f" AND {ask.where}" if where and ask.where else "")
    return sql, [value for _, value in used] + (list(ask.given) if where else [])


def _order(ask: Ask) -> tuple[str, str, str]:
    return ("s.opened_at", "DESC", "<") if ask.newest else ("s.due_at", "ASC", ">")


def _beyond(ask: Ask, after: Key | None) -> tuple[str, list[Any]]:
    column, _way, sign = _order(ask)
    return ("", []) if after is None else (f" AND ({column}, s.matter_id) {sign} (%s, %s)", list(after))


def _check(checks: Sequence[tuple[tuple[int, ...], str]]) -> tuple[str, list[Any]]:
    sql, values = "", []
    for scopes, role in checks:
        sql += " AND EXISTS (SELECT 1 FROM procedures_standing v WHERE v.matter_id = s.matter_id"
        sql += f" AND v.scope IN ({marks(scopes)}){' AND v.role = %s' if role else ''}{fence()})"
        values += [*scopes, *([role] if role else [])]
    return sql, values


def along(
    ask: Ask,
    driver: Sequence[tuple[int, str]],
    checks: Sequence[tuple[tuple[int, ...], str]],
    after: Key | None,
    limit: int,
) -> tuple[str, list[Any]]:
    """A range of the index for each scope and state, merged."""
    column, way, _sign = _order(ask)
    tests, given = _conditions(ask)
    beyond, key = _beyond(ask, after)
    checked, scopes = _check(checks)
    order = f"ORDER BY k {way}, matter_id {way}"
    # PostgreSQL reads each range along its index only where that range alone is cut off; SQLite merges them as far as
    # the page needs them
    branches, one_by_one, values = [], connection.vendor == "postgresql", []
    for scope, role in driver:
        by = " AND s.role = %s" if role else ""
        for state in ask.states:
            for more, extra, index in _ranges(ask, state):
                branch = (
                    f"SELECT s.matter_id, {column} AS k FROM procedures_standing s{_using(index)}"  # noqa: S608
                    f" WHERE s.scope = %s AND s.state = %s{by}{more}{beyond}{tests}{checked}"
                )
                if index == "newest" and not ask.newest:  # few rows, sorted afterwards: OFFSET keeps the plans apart
                    fence = "LIMIT -1 OFFSET 0" if connection.vendor == "sqlite" else "OFFSET 0"
                    branch = f"SELECT matter_id, k FROM ({branch} {fence}) f"  # noqa: S608
                    one_by_one = True
                branches.append(branch)
                values += [scope, state, *([role] if role else []), *extra, *key, *given, *scopes]
    if one_by_one:
        each = [f"SELECT matter_id, k FROM ({b} {order} LIMIT {limit}) b{n}" for n, b in enumerate(branches)]  # noqa: S608
        return f"{' UNION '.join(each)} {order} LIMIT {limit}", values
    rows = f"{' UNION ALL '.join(branches)} {order} LIMIT {limit * (len(driver) + 1)}"  # a post may have it twice
    return f"SELECT DISTINCT matter_id, k FROM ({rows}) d {order} LIMIT {limit}", values  # noqa: S608


def _ranges(ask: Ask, state: str) -> list[tuple[str, list[Any], str]]:
    """(condition, values, index) of the ranges that make up a state. A span of days in the order of due dates: what has
    ended is due never, so sorted by its number, which grows with the time it came; what is open and old is little."""
    if ask.newest or not (ask.since or ask.until):
        return [("", [], "newest" if ask.newest else "urgent")]
    if state in LIVE:
        old = ask.until is not None and ask.until < clock.now() - OLD
        return [("", [], "newest" if old else "urgent")]
    low = first_id(ask.since - SLACK) if ask.since else 0
    high = first_id(ask.until + SLACK) if ask.until else (1 << 63) - 1
    ended = " AND s.due_at = %s AND s.matter_id >= %s AND s.matter_id < %s"
    return [(" AND s.due_at < %s", [NEVER], "urgent"), (ended, [NEVER, low, high], "urgent")]


def looked_up(ask: Ask, source: Source, after: Key | None, limit: int) -> tuple[str, list[Any]]:
    """Every row of the source looked up; then sorted."""
    column, way, _sign = _order(ask)
    tests, given = _conditions(ask, where=not source.whole)
    beyond, key = _beyond(ask, after)
    sides: list[tuple[tuple[int, ...], str]] = [((s,), role) for s, role in ask.within]
    first = (ask.scopes, ask.role)
    if ask.implied and sides:
        first, sides = sides[0], sides[1:]
    checked, scopes = _check(sides)
    rows = (
        f"procedures_standing s{_using('matter')} WHERE s.matter_id = c.matter_id AND s.scope IN ({marks(first[0])})"
        f" AND s.state IN ({marks(ask.states)}){' AND s.role = %s' if first[1] else ''}{beyond}{tests}{checked}"
    )
    if connection.vendor == "postgresql":  # read first, then looked up one by one, whatever the planner thinks of it
        rows = f"LATERAL (SELECT s.matter_id, {column} AS k FROM {rows} OFFSET 0) s"  # noqa: S608
        sql = f"SELECT DISTINCT s.matter_id, s.k FROM (SELECT matter_id FROM ({source.sql}) o OFFSET 0) c CROSS JOIN {rows}"  # noqa: S608, E501
    else:
        sql = f"SELECT DISTINCT s.matter_id, {column} AS k FROM ({source.sql}) c CROSS JOIN {rows}"  # noqa: S608
    sql += f" ORDER BY k {way}, s.matter_id {way} LIMIT {limit}"
    role = [first[1]] if first[1] else []
    return sql, [*source.values, *first[0], *ask.states, *role, *key, *given, *scopes]
