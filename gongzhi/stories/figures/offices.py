"""Concurrent members and their terms, staff and the ladder."""

from __future__ import annotations

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.measures import Asked
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.together import handed_over
from gongzhi.stories.world import World
from gongzhi.structure import public as structure


def a6(world: World) -> Row:
    """Members within the bounds in every committee, one replaced by procedure, told before the term ends."""
    row, rules = Row(), world.pack.concurrent
    if rules is None:
        return row
    row.of_pack(world.pack, "concurrent_members_min", rules.least)
    row.of_pack(world.pack, "concurrent_members_max", rules.most)
    row.of_pack(world.pack, "concurrent_term", structure.months(rules.term) // 12)
    posts = [p for p in world.community.posts if p.kind in rules.post_kinds]
    bodies = {world.settled.bodies[p.body] for p in posts}
    kinds = tuple(sorted({world.community.body(p.body).kind for p in posts}))
    found = {m.unit_id: m.value for m in structure.concurrent_members(Asked(clock.today(), body_kinds=kinds))}
    outside = sum(not rules.least <= (found.get(b) or 0) <= rules.most for b in sorted(bodies))
    row.equal("committees_out_of_bounds", outside, 0, source_of(rules))
    told = structure.terms_told(world.begin)
    if any(world.community.body(p.body).place == world.community.main for p in posts) and rules.procedure:
        row.equal("seats_filled_by_procedure", len(told.changes), 1)
        row.least("told_before_the_term_ends", told.warned, 1)
    return row


def a11(world: World) -> Row:
    """Everybody on the staff is recorded; steps of the ladder where the pack has one; an average that may be shown."""
    row, rules = Row(), world.pack.staff
    if rules is None or not rules.post_kinds:
        return row
    top = next(p for p in world.community.places if p.parent is None)
    figures = structure.staff_figures(SYSTEM, world.settled.places[top.key])
    line = dict(figures.groups)["staff"][0]
    if world.told is None:  # who came with an adjustment of levels is not recorded by the story
        row.equal("staff_with_year_of_birth", line.known, line.people)
    if line.known >= rules.figures_from:
        row.between("average_age", float(line.age or 0), 30, 58)
    handed_over(world, row)
    return row
