"""Living a story: the community settles, residents and staff act, the worker's sweeps run at story times."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from gongzhi.core import clock, entropy, ids
from gongzhi.insight import public as insight
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.standards import public as standards
from gongzhi.stories import (
    adjust,
    boards,
    boxes,
    claims,
    elections,
    emergency,
    fates,
    handing,
    homes,
    incidents,
    leaders,
    leave,
    matched,
    messaging,
    offices,
    organisations,
    pacts,
    portfolios,
    quarrelling,
    receptions,
    residents,
    sitting,
    staff,
    stopped,
    topics,
    units,
    watch,
)
from gongzhi.stories.settle import settle
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

DRAIN = timedelta(days=120)  # at least; a story that ends lets everything be answered and archived
ROUNDS = 500  # of the worker at one moment
RESIDENTS = 260
log = logging.getLogger("gongzhi.stories")


@contextmanager
def on_stage(begin: datetime, seed: int) -> Iterator[clock.ManualClock]:
    """The story's own clock and chance for the whole process."""
    manual = clock.ManualClock(begin)
    ids.reset()
    with clock.use(manual), entropy.seeded(seed):
        procedures.forget_calendars()
        yield manual
    procedures.forget_calendars()


def begin(
    pack_name: str, manual: clock.ManualClock, *, seed: int, end: datetime, lang: str = "zh", quiet: bool = False
) -> World:
    """Install the pack and settle its community in an empty database; everything is ready to run until `end`.
    `quiet`: nobody reports anything and nobody goes on leave."""
    packs.install(pack_name)
    packs.forget()
    chance = random.Random(seed)
    start = manual()
    manual.set(start + timedelta(hours=7))
    world = World(packs.active(), settle(packs.active(), chance), chance, manual, start, end)
    world.folder, world.lang = pack_name, lang
    procedures.forget_calendars()
    adjust.before(world)
    units.before(world)
    offices.before(world)
    sitting.before(world)
    leaders.before(world)
    messaging.before(world)
    organisations.before(world)
    boards.before(world)
    portfolios.before(world)
    residents.populate(world, RESIDENTS)
    homes.before(world)
    matched.before(world)
    claims.before(world)
    if not quiet:
        handing.before(world)
        incidents.before(world)
        emergency.before(world)
        topics.before(world)
        elections.before(world)
        elections.recall_before(world)
        pacts.before(world)
        receptions.before(world)
        watch.before(world)
        quarrelling.before(world)
        moments = fates.arrivals(world)
        ways = zip(moments, fates.channels(world, len(moments)), strict=True)
        planned = [(fates.office_hours(world, moment, channel), channel) for moment, channel in ways]
        boxes.before(world, planned)
        for moment, channel in planned:
            _arrives(world, moment, channel)
        leave.plan(world)
    world.wakes = lambda: _tick(world)
    world.at(local(start.date(), 9), lambda: _sweeps(world, local(start.date(), 9)))
    return world


def _arrives(world: World, moment: datetime, channel: str) -> None:
    if moment < world.end:
        world.at(moment, lambda: residents.report(world, channel, staff.begin))


def _sweeps(world: World, moment: datetime) -> None:
    """The worker: what is due by the clock every hour of the day (and when a case says so, see `World.matter`),
    absences and messages from the morning on every third hour, terms in the morning, the ledger's day and the figures
    at midnight."""
    here = clock.local(moment)
    _tick(world)
    if here.hour % 3 == 0 and here.hour:
        orgs.run_absences(200)
        if here.hour == 9:
            structure.tell_terms()  # they end by days
        structure.close_emergencies()
        notices.deliver_due(10_000)
    if here.hour == 0:
        standards.sweep()
        ledger.close_day()
        while insight.bring_forward():
            pass
    following = moment + timedelta(hours=1 if 9 <= here.hour < 18 else {18: 3, 21: 3, 0: 9}[here.hour])
    world.at(following, lambda: _sweeps(world, following))


def catch_up() -> None:
    """What the worker would have done by now."""
    tick()
    orgs.run_absences(200)
    standards.sweep()
    notices.deliver_due(10_000)


def tick() -> bool:
    """What is due by the clock now; False where that never ends."""
    return any(procedures.run_ticks(200) < 200 for _ in range(ROUNDS))


def _tick(world: World) -> None:
    if not tick():
        raise stopped.Stopped(stopped.say(world, "ticks", until=str(clock.now())))


def finish(world: World) -> None:
    """Run on until nothing is open any more and every window has ended, the first look at a list among them. Raises
    Stopped where that never is."""
    last = world.clock() + drain(world.pack)
    left = procedures.Matter.objects.exclude(state="archived").order_by("id")
    while left.exists() or receptions.look_ahead():
        if world.clock() >= last:
            if not left.exists():
                break
            raise stopped.stuck(world, list(left.filter(parent=None)[:5]), left.count())
        world.run(world.clock() + timedelta(days=1))
    world.run(local(clock.today() + timedelta(days=1), 12))  # the last messages go out by day
    settle_ledger()


def drain(pack: packs.Pack) -> timedelta:
    """How long what is open may take at most: three times what the longest procedure waits and the longest promise."""
    waits = [sum(step.days or 0 for step in p.steps) for p in pack.procedures]
    promises = [_days(k.limit) for k in pack.request_types]
    return max(DRAIN, timedelta(days=3 * (max(waits, default=0) + max(promises, default=0))))


def _days(limit: packs.Limit) -> int:
    return limit.amount * {"calendar_days": 1, "working_days": 2, "months": 31}.get(limit.unit.value, 0) + 1


def settle_ledger() -> None:
    """Every entry has its place in the tree, under a signed head."""
    ledger.sequence_all()
    ledger.sign_now()


def swift() -> None:
    """This database is thrown away, or can be made again: commits do not wait for the disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
        else:
            cursor.execute("SET synchronous_commit TO off")
