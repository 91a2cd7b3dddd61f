"""D7: duty day and night, handed over and signed; check points walked every week; the three ledgers fill themselves.
C6: what patrols found was mended and seen again."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.access.public import Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.duty import public as duty
from gongzhi.packs import public as packs
from gongzhi.patrol import public as patrol
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World

HOUR = timedelta(hours=1)
MANY = 0.1  # of all requests come by patrols: then some come from a grid with check points
SIGNED = 0.95  # of the shifts: somebody may leave in the middle of one


def d7(world: World) -> Row:
    """The rota of the main community, its notes, its patrols, its ledgers, as their pages show them."""
    row, place = Row(), places.get(world.settled.places[world.community.main])
    first, last = clock.local(world.begin).date(), clock.local(world.end).date() - timedelta(days=1)
    try:
        rota = duty.rota_of(place)
    except NotFound:
        return row
    source = source_of(rota)
    (one,) = duty.rotas([place], first, (last - first).days + 1)
    row.equal("shifts_without_anybody", len(one.empty), 0, source)
    hours = round((clock.begin_of(last) - clock.begin_of(first)) / HOUR) - 9  # the first shift begins in the morning
    kept = [s for s in one.seats if s.filled]
    bare = (clock.begin_of(first) + (9 + n) * HOUR for n in range(hours))
    row.equal("hours_without_anybody", sum(not any(s.span.holds(at) for s in kept) for at in bare), 0, source)
    _notes(world, row, place, (first, last))
    if points := world.community.check_points:
        rule = next((s for s in world.pack.standards if s.measure == "patrol_points_missed"), None)
        _walked(world, row, len(points), (first, last), rule)
    return row


def _notes(world: World, row: Row, place: places.Place, span: tuple[date, date]) -> None:
    """The notes of all shifts, read by who plans the rota."""
    post = world.nearest(world.kinds_with(Permission.ROTA_PLAN), place.pk)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return row.least("shifts_handed_over", 0, 1)
    shown = duty.handed(place, actor, back=(clock.today() - span[0]).days)
    shown = [h for h in shown if span[0] <= h.span.on < span[1]]
    row.least("shifts_handed_over", sum(h.note is not None for h in shown), len(shown) * SIGNED)
    row.least("signed_by_the_next", sum(h.state == "signed" for h in shown), len(shown) * SIGNED)
    row.least("notes_that_left_something_open", sum(bool(h.left) for h in shown), 1 if len(shown) > 40 else 0)
    for ledger in duty.ledgers.ledgers_of(place):
        month, lines = span[0].replace(day=1), 0
        while month <= span[1]:
            lines += len(duty.ledgers.lines(place, ledger, month))
            month = (month + timedelta(days=32)).replace(day=1)
        row.least(f"lines_of_{ledger.key}", lines, 1, source_of(ledger))
    return None


def _walked(world: World, row: Row, points: int, span: tuple[date, date], rule: packs.Standard | None) -> None:
    """Weeks in which every check point was looked at: all, where a clause asks for it every week."""
    grids = list(dict.fromkeys(world.settled.places[p.grid] for p in world.community.check_points))
    weeks, whole = 0, 0
    week = week_of(span[0])
    while week + WEEK <= span[1]:
        shown = patrol.weeks(grids, week)
        weeks += 1
        whole += sum(len(w.stops) for w in shown) >= points and all(s.state for w in shown for s in w.stops)
        week += WEEK
    if rule is not None:
        row.equal("weeks_walked_whole", whole, weeks, source_of(rule))
    else:
        row.least("weeks_walked_whole", whole, weeks - 1)


def c6(world: World) -> Row:
    """What was found at check points became requests, was mended, and was seen again."""
    row = Row()
    if not world.community.check_points:
        return row
    found = patrol.hazards([world.settled.places[world.community.main]], world.begin, world.clock())
    full = (world.end - world.begin).days >= 90 and world.plan.channel_shares.get(patrol.CHANNEL, 0) > MANY
    row.least("found_on_patrol", len(found), 1 if full else 0)
    row.equal("found_and_not_ended", sum(h.matter.state in procedures.LIVE for h in found), 0)
    row.equal("mended_and_not_seen_again", sum(h.seen_again is None for h in found), 0)
    return row
