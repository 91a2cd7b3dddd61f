"""C3: urgent, hard and special matters, as the pages of leaders' reception count them."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.core import clock
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import overseer
from gongzhi.stories.world import World

SHARE = (0.2, 0.95)  # solved of all hard matters: neither none nor nearly all is honest


def c3(world: World) -> Row:
    """Each hard matter has an answer with an honest ending; leaders received, items were answered one by one."""
    row = Row()
    group = next((g for g in world.pack.request_groups if g.key == world.plan.hard_group), None)
    if group is None:
        return row
    types = [t.key for t in world.pack.request_types if t.group == group.key]
    seen = procedures.visible_to(overseer(world))
    hard = requests.Request.objects.filter(type_key__in=types, matter__in=seen)
    row.least("hard_cases", hard.count(), 5 if _full(world) else 0, source_of(group))
    unanswered = hard.filter(answer="") | hard.filter(ending="")
    row.equal("hard_cases_without_answer", unanswered.count(), 0, source_of(group))
    endings = hard.exclude(ending="").order_by("ending").values_list("ending", flat=True).distinct()
    row.least("hard_endings_in_use", len(endings), 2 if _full(world) else 0)
    station = next((s for s in world.pack.receptions if group.key in s.groups), None)
    if station is not None:
        _held(world, row, station)
        _said(row, station, list(hard.order_by("pk").values_list("pk", flat=True)))
        _ended(world, row, hard.exclude(answered_at=None).count())
        _looked(world, row)
    return row


def _full(world: World) -> bool:
    return (world.end - world.begin).days >= 90


def _held(world: World, row: Row, station: packs.Reception) -> None:
    """The roster up to the end, who stands on its sheets, the weeks whose list its leader went through."""
    place = places.get(world.settled.places[world.community.main])
    first, last = clock.local(world.begin).date(), clock.local(world.end).date() - timedelta(days=1)
    shown = [s for s in reception.roster([place.pk], first, last) if not s.day.off]
    hours = {h.pk: h for h in reception.Hours.objects.filter(place=place.pk).order_by("pk")}
    lines = [line for s in shown for line in reception.came(hours[s.day.hours.id], s.day.day)]
    working = sum(world.calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))
    row.least("receptions_held", len(shown), working, source_of(station))
    row.least("came_with_a_request", sum(bool(line.number) for line in lines), 3 if _full(world) else 0)
    row.least("told_at_once", sum(not line.number for line in lines), 5 if _full(world) else 0)
    weeks, week = [], week_of(first)
    while week + WEEK <= last:
        weeks.append(bool(reception.weekly_list(place, week).seen))
        week += WEEK
    row.equal("weekly_lists_confirmed", sum(weeks), len(weeks))


def _said(row: Row, station: packs.Reception, hard: list[int]) -> None:
    """项项有答复: what stands beside the matters of the station."""
    spoken = [reception.spoken_of(pk) for pk in hard]
    items = [i for s in spoken for i in s.items if not i.struck]
    source = source_of(station)
    row.least("items_raised", len(items), len(hard), source)
    row.equal("items_without_answer", sum(s.unanswered for s in spoken), 0, source)
    row.least("policies_explained", sum(len(s.explained) for s in spoken), 1 if len(hard) >= 5 else 0, source)
    row.least("visits_made", sum(len(s.visits) for s in spoken), 1 if len(hard) >= 5 else 0, source)


def _ended(world: World, row: Row, answered: int) -> None:
    """How they ended, as the page of endings counts it: each kind that only such matters know, the share solved."""
    place = world.settled.places[world.community.main]
    top = places.chain(place)[0]
    units, total = reception.endings([top.pk], clock.local(world.begin).date(), clock.today(), [top])
    row.equal("ended_on_the_page", total.total, answered)
    row.equal("ended_at_its_places", sum(u.total for u in units), total.total)
    types = set(reception.hard_types(world.pack))
    ways = {True: set[str](), False: set[str]()}
    for kind in world.pack.request_types:
        steps = world.pack.procedure(kind.procedure).steps
        ways[kind.key in types] |= {o.ending for s in steps for o in s.outcomes if o.ending}
    for key in sorted(ways[True]):
        own = key not in ways[False]  # it would never occur otherwise
        least = 1 if own and _full(world) else 0
        row.least(f"ended_{key}", total.kinds[key], least, source_of(world.pack.ending(key)))
    if (share := total.rate(world.pack)) is not None:
        row.between("solved_share", share, *SHARE)


def _looked(world: World, row: Row) -> None:
    """挂账: looked at every quarter; what was planned is looked at on its day."""
    top = places.chain(world.settled.places[world.community.main])[0]
    planned, listed = reception.followed([top.pk], clock.local(world.begin).date(), clock.today())
    full = 1 if _full(world) else 0
    row.least("on_the_list", listed.planned - listed.put_off, full)  # a look that goes on begins another wait
    row.least("looked_at_after_a_quarter", listed.put_off, full)
    row.least("planned_and_kept", planned.kept, full)
    row.equal("looks_overdue", planned.overdue + listed.overdue, 0)
