"""Concurrent members and their terms, staff and the ladder."""

from __future__ import annotations

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.measures import Asked
from gongzhi.orgs import public as orgs
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.together import handed_over
from gongzhi.stories.world import World
from gongzhi.structure import public as structure

YEAR = 2026  # in which the stories begin where no other day is said


def _leading(world: World, row: Row, years: list[structure.YearLine]) -> None:
    """The average age of the street's leading group in the first year that the pack knows, and in the story's."""
    group = world.plan.leading
    if not group or (world.end - world.begin).days < 28:
        return
    age = {line.year: float(line.age or 0) for line in years}
    first = min(one.since for one in group).year
    row.of_pack(world.pack, "age_before", age.get(first, 0))
    if clock.today().year == YEAR:  # persons grow older: the figure of now is of this year
        row.of_pack(world.pack, "age_now", age[YEAR])
    left = sum(line.left for line in years)
    gone = sum(one.until is not None or one.leaves is not None for one in group)
    row.equal("left_the_leading_group", left, gone)


def a5(world: World) -> Row:
    """Who qualifies has an organisation, but for those that the story leaves out; as many as the document counts."""
    row, rules = Row(), world.pack.forming
    if rules is None:
        return row
    due = list(
        structure.MEASURES["organisations_due"](Asked(clock.today(), unit_kinds=tuple(u.key for u in rules.units)))
    )
    lacking = sorted(m.unit for m in due if m.value == 0)
    left_out = [told.unit for told in world.plan.forms if not told.organisation]
    row.equal("due_and_none", len(lacking), len(left_out), source_of(rules))
    row.equal("due_and_none_besides_those_left_out", sum(unit not in left_out for unit in lacking), 0)
    formed = [told.organisation for told in world.plan.forms if told.organisation]
    bodies = orgs.Body.objects.filter(name__in=formed, ends_on=None)
    row.equal("formed_by_the_procedure", bodies.count(), len(formed), source_of(rules))
    headed = orgs.Appointment.objects.filter(post__body__in=bodies, ended_at=None).values("post__body").distinct()
    row.equal("formed_and_headed", headed.count(), len(formed))
    main = world.settled.places[world.community.main]
    for key, kind in (("general_branches", "general_branch"), ("new_branches", "new_branch"),
                      ("yard_branches", "yard_branch")):  # fmt: skip
        row.of_pack(world.pack, key, sum(b.kind == kind for b in orgs.bodies_then([main], clock.today())))
    return row


def a16(world: World) -> Row:
    """Mass organisations stand and have a head; a body whose status in law is not clear is told as such."""
    row, pack = Row(), world.pack
    termed = {kind for post in pack.post_kinds if post.term is not None for kind in post.body_kinds}
    kinds = [k for k in pack.body_kinds if k.group == "society" and k.key in termed]
    if kinds:
        bodies = orgs.Body.objects.filter(kind__in=[k.key for k in kinds], ends_on=None)
        row.equal("mass_organisations", bodies.count(), len(kinds), source_of(kinds[0]))
        headed = orgs.Appointment.objects.filter(post__body__in=bodies, ended_at=None).values("post__body").distinct()
        row.equal("mass_organisations_headed", headed.count(), len(kinds))
    if any(s.measure == "legal_status" for s in pack.standards):
        unclear = [m for m in structure.legal_status(_asked(world, "legal_status")) if m.value == 0]
        told = [k for k in pack.body_kinds if k.legal_status]
        row.equal("bodies_of_unclear_status", len(unclear), len(told), source_of(told[0]))
    return row


def a17(world: World) -> Row:
    """Two lines of business for everybody on the staff, a surge team formed and released."""
    row = Row()
    if not any(s.measure == "portfolios" for s in world.pack.standards):
        return row
    lines = [m.value or 0 for m in structure.MEASURES["portfolios"](_asked(world, "portfolios"))]
    row.of_pack(world.pack, "lines_of_business", min(lines, default=0))
    row.least("staff_with_lines", len(lines), 4)
    teams = list(structure.SurgeTeam.objects.order_by("id"))
    row.least("surge_teams", len(teams), 1)
    row.equal("surge_teams_not_released", sum(t.released_on is None for t in teams), 0)
    return row


def _asked(world: World, measure: str) -> Asked:
    """As the first standard with this measure asks."""
    rule = next(s for s in world.pack.standards if s.measure == measure)
    kinds = tuple(lv.kind for lv in world.pack.levels if lv.key in rule.levels)
    return Asked(clock.today(), place_kinds=kinds, body_kinds=rule.body_kinds, post_kinds=rule.post_kinds)


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
    _leading(world, row, dict(figures.groups)["leading"])
    handed_over(world, row)
    return row
