"""F1: units that reported in claimed and did what residents had asked for. Read from the matches of the list."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.needs import public as needs
from gongzhi.stories import claims
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World

DAYS = 14  # working time of one unit from the first word to the last, with days off


def f1(world: World) -> Row:
    """The share of units that did at least one project: all, where the story is long enough for the last one."""
    row, told, units = Row(), claims.figure(world), claims.units(world)
    if told is None or not units:
        return row
    last = claims.FIRST + claims.BETWEEN * (len(units) - 1) + DAYS
    if world.end - world.begin < timedelta(days=last):
        return row
    posts = {world.settled.posts[key] for key in units}
    mine = needs.matches.all_matches().filter(service__post__in=posts)
    done = mine.filter(state=needs.MatchState.DONE)
    did = set(done.values_list("service__post", flat=True))
    row.equal("reported_in", len(did) / len(units), told.value, source_of(told))
    row.least("projects_carried_out", done.count(), len(units))
    row.equal("claims_without_end", mine.filter(state__in=needs.LIVE).count(), 0)
    return row
