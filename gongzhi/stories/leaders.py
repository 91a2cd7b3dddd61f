"""Leaders paired with communities: visits, problems found and struck off, the monthly report (row A12)."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.access.public import Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.stories.sitting import report
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

EVERY = 14  # days between two visits
DUE = 12  # days that a problem has
WHAT = ("停车难", "楼道照明", "排水不畅", "飞线充电", "街面停车占道", "健身器材损坏", "垃圾清运不及时", "体制不顺")
INSTRUCTION = "请街道把停车问题一并研究，下月报结果"


def before(world: World) -> None:
    """Plan the pairing of the first leader with the main community, a visit every fortnight, a report every month."""
    for rule in world.pack.pairings:
        world.at(local(world.begin.date() + timedelta(days=1), 11.5), lambda rule=rule: _pair(world, rule))  # type: ignore[misc]


def _pair(world: World, rule: packs.Pairing) -> None:
    place_id = world.settled.places[world.community.main]
    post = world.nearest(world.kinds_with(Permission.ORG_APPOINT), place_id)
    actor = world.staff(post) if post is not None else None
    leaders = structure.pairing_reads.leaders(rule.key, place_id)
    if actor is None or not leaders:
        return
    made = structure.pairing.pair(
        actor=actor, kind=rule.key, post_id=leaders[0][0], place_id=place_id, starts_on=clock.today()
    )
    days = list(range(2, (world.end - world.clock()).days - EVERY, EVERY)) or [2]
    found = _problems(world)
    for n, day in enumerate(days):
        share = found * (n + 1) // len(days) - found * n // len(days)
        world.at(local(clock.today() + timedelta(days=day), 10), lambda share=share: _visit(world, made, share))  # type: ignore[misc]
    month = (clock.today().replace(day=1) + timedelta(days=32)).replace(day=1)
    while local(month, 10) < world.end:
        world.at(local(month, 10), lambda month=month: _report(world, made, month))  # type: ignore[misc]
        month = (month + timedelta(days=32)).replace(day=1)


def _problems(world: World) -> int:
    """How many problems the document counts; in a shorter story as many as its part of a quarter."""
    try:
        counted = int(world.pack.figure("problems_solved").value)
    except KeyError:
        counted = 6
    days = (world.end - world.begin).days
    return counted if days >= 90 else max(2, counted * days // 91)


def _visit(world: World, pair: structure.LeaderPair, number: int) -> None:
    """The leader goes round; each problem gets an owner and a day."""
    actor = world.staff(pair.post_id)
    if actor is None:
        return world.in_work(300, lambda: _visit(world, pair, number))
    visit = structure.pairing.visit(pair, actor=actor, on=clock.today(), words="走访小区和驻区单位，听居民说")
    able = set(world.kinds_with(Permission.REQUEST_HANDLE))
    owners = [pk for pk, _label in structure.pairing_reads.owners(pair)]
    kinds = dict(orgs.Post.objects.filter(pk__in=owners).order_by("pk").values_list("pk", "kind"))
    holders = [p for p in owners if kinds[p] in able and world.staff(p) is not None]
    for n in range(number):
        place = world.community.streets[n % len(world.community.streets)] if world.community.streets else ""
        task = structure.pairing.problem(
            visit, actor=actor, title=f"{place}{WHAT[n % len(WHAT)]}", owner=holders[n % len(holders)],
            due_on=clock.today() + timedelta(days=DUE),
        )  # fmt: skip
        world.in_work(300 + 200 * n, lambda task=task: report(world, task.pk))  # type: ignore[misc]
    return None


def _report(world: World, pair: structure.LeaderPair, month: date) -> None:
    """The report of the month that is over; the leader's instruction on the first one becomes a task."""
    actor = world.staff(pair.post_id)
    if actor is None:
        return world.in_work(300, lambda: _report(world, pair, month))
    over = month - timedelta(days=1)
    first = not structure.MonthReport.objects.filter(pair=pair).exists()
    sent = structure.pairing.send(pair, actor=actor, month=over, words="本月走访发现的问题逐件交办")
    if first:
        owner = structure.pairing_reads.owners(pair)
        held = next(pk for pk, _label in owner if world.staff(pk) is not None)
        due = clock.today() + timedelta(days=DUE)
        task = structure.pairing.instruct(sent, actor=actor, words=INSTRUCTION, owner=held, due_on=due)
        world.in_work(900, lambda: report(world, task.pk))
    return None
