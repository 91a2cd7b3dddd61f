"""What the schema allows and hardly anybody means: said as a warning. Yields (location, code, params)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from gongzhi.packs.schema import Community, CommunityPost, Limit, Pack, StepKind, Unit

Loc = tuple[int | str, ...]
Problem = tuple[Loc, str, dict[str, Any]]
HOLDS = ("request:handle", "request:register")  # who has one of these may come to hold a matter


def doubts(pack: Pack) -> Iterator[Problem]:
    """Joins that take longer than the promise, kinds that are named and do not accept, boxes that nobody may hang,
    lateness that nobody hears."""
    yield from _joins(pack)
    yield from _accepts(pack)
    yield from _routed(pack)
    yield from _boxes(pack)
    if pack.community is not None:
        yield from _superiors(pack, pack.community)


def _joins(pack: Pack) -> Iterator[Problem]:
    day = _hours_a_day(pack)
    for p, procedure in enumerate(pack.procedures):
        types = [t for t in pack.request_types if t.procedure == procedure.key]
        for s, step in enumerate(procedure.steps):
            if step.kind is not StepKind.JOIN or step.joins is None:
                continue
            limits = (step.joins.sign_in, step.joins.arrive, step.joins.answer, step.joins.accept)
            took = sum(_hours(limit, day) for limit in limits if limit)
            short = [f"{t.title}（{t.key}）" for t in types if _hours(t.limit, day) < took]
            if short:
                here = ("procedures", p, "steps", s, "joins")
                yield here, "join_longer", {"took": round(took), "types": "、".join(short)}


def _accepts(pack: Pack) -> Iterator[Problem]:
    kinds = {k.key: k for k in pack.post_kinds}
    for p, procedure in enumerate(pack.procedures):
        if not any(t.procedure == procedure.key for t in pack.request_types):
            continue
        for s, step in enumerate(procedure.steps):
            kind = kinds.get(step.by)
            if kind is not None and step.kind is StepKind.TASK and procedure.key not in kind.accepts:
                named = {"name": kind.title, "procedure": procedure.key}
                yield ("procedures", p, "steps", s, "by"), "not_accepting", named
    said = set()
    for t, type_ in enumerate(pack.request_types):
        for key in type_.routes_to:
            if (key, type_.procedure) in said:
                continue
            said.add((key, type_.procedure))
            named = {"name": kinds[key].title, "procedure": type_.procedure}
            if "request:handle" not in kinds[key].permissions:
                yield ("request_types", t, "routes_to"), "cannot_handle", named
            elif type_.procedure not in kinds[key].accepts:
                yield ("request_types", t, "routes_to"), "not_accepting", named


def _routed(pack: Pack) -> Iterator[Problem]:
    kinds = {k.key: k for k in pack.post_kinds}
    for n, line in enumerate(pack.routing):
        for key in line.to:
            if "request:handle" not in kinds[key].permissions:
                yield ("routing", n, "to"), "cannot_handle", {"name": kinds[key].title, "procedure": "-"}


def _boxes(pack: Pack) -> Iterator[Problem]:
    """Ways with boxes for papers (意见箱) in a pack in which nobody may hang one."""
    if pack.post_kinds and not any("premises:edit" in k.permissions for k in pack.post_kinds):
        for n, channel in enumerate(pack.channels):
            if channel in pack.paper_channels:
                yield ("channels", n), "box_nobody", {"name": channel.title}


def _superiors(pack: Pack, town: Community) -> Iterator[Problem]:
    """Posts that may hold a matter and have nobody above who hears that it is late, as the engine looks for them."""
    breaches = [*pack.escalation, *(b for p in pack.procedures for b in p.on_breach)]
    if not any(b.to == "superior" for b in breaches):
        return
    kinds = {k.key: k for k in pack.post_kinds}
    tops = {key for k in pack.post_kinds for key in k.superiors}
    for n, post in enumerate(town.posts):
        kind = kinds[post.kind]
        if not set(HOLDS) & set(kind.permissions) or (kind.key in tops and not kind.superiors):
            continue
        above = _above(town, post)
        if not any(o.key != post.key and o.kind in kind.superiors and _place(town, o) in above for o in town.posts):
            named = {"name": post.title, "key": post.key, "kinds": "、".join(kind.superiors) or "-"}
            yield ("community", "posts", n), "no_superior", named


def _place(town: Community, post: CommunityPost) -> str:
    return post.place or town.body(post.body).place


def _above(town: Community, post: CommunityPost) -> list[str]:
    """The place of the post and those above it."""
    found: list[str] = []
    here: str | None = _place(town, post)
    while here is not None and here not in found:
        found.append(here)
        here = town.place(here).parent
    return found


def _hours(limit: Limit, day: float) -> float:
    """A limit in working hours, roughly."""
    each = {
        Unit.WORKING_MINUTES: 1 / 60,
        Unit.WORKING_HOURS: 1.0,
        Unit.WORKING_DAYS: day,
        Unit.CALENDAR_DAYS: day * 5 / 7,
        Unit.MONTHS: day * 21,
    }
    return limit.amount * each[limit.unit]


def _hours_a_day(pack: Pack) -> float:
    """The longest working day of the week, in hours."""
    if pack.calendar is None:
        return 7.0
    days = [sum(_minutes(b) - _minutes(a) for a, b in pack.calendar.intervals(day)) for day in range(7)]
    return max(days) / 60 or 7.0


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
