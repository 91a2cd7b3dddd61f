"""Who comes when, by which way, with what, and what becomes of it: drawn from the pack's shares."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.stories.world import Fate, World, flip, local

# How matters end, as far as the procedure knows the ending; one that is not named here is rare.
ENDINGS = {"solved": 70, "explained": 14, "planned": 7, "not_ours": 6, "withdrawn": 3, "duplicate": 0}
RARE = 4
HANDED = 0.25  # to a department, where the story does not say how many
EACH = 3  # matters of each procedure in use, at least


def arrivals(world: World) -> list[datetime]:
    """The moments at which requests come, in order: the pack's number a day on average, fewer on days off."""
    days = [world.begin.date() + timedelta(days=n) for n in range((world.end - world.begin).days + 1)]
    days = [d for d in days if local(d, 0) < world.end]
    weights = [1.0 if world.calendar.is_working_day(d) else world.plan.weekend_share for d in days]
    number = round(world.plan.requests_per_day * (world.end - world.begin) / timedelta(days=1))
    chosen = world.chance.choices(days, weights, k=number)
    return sorted(_moment(world.chance, day) for day in chosen)


def _moment(chance: random.Random, day: date) -> datetime:
    hour = chance.choices((9.2, 11.0, 15.0, 19.5, 22.5, 6.5), (26, 18, 26, 18, 7, 5))[0]
    return local(day, hour + chance.uniform(-1.1, 1.3))


def channels(world: World, number: int) -> list[str]:
    """A way in for each request, in the pack's shares exactly but for rounding, shuffled."""
    ways = [(k, share) for k, share in world.plan.channel_shares.items()] or [("web", 1.0)]
    total = sum(share for _, share in ways)
    rows: list[str] = []
    for key, share in ways:
        rows += [key] * max(1, round(number * share / total))
    rows = (rows + [ways[0][0]] * number)[:number]
    world.chance.shuffle(rows)
    return rows


def kind(world: World, channel: str) -> packs.RequestType:
    """What it is about, in the shares of the groups; some ways bring certain groups alone."""
    kinds, groups = world.pack.request_types, world.plan.channel_groups.get(channel)
    number = Counter(k.group for k in kinds)
    if groups:
        kinds = tuple(k for k in kinds if k.group in groups)
    shares = world.plan.group_weights
    drawn = world.chance.choices(kinds, [shares.get(k.group, 1.0) / number[k.group] if shares else 1.0 for k in kinds])[
        0
    ]
    owed = next((k for k in kinds if world.owes(f"procedure:{k.procedure}", after=0.1, least=EACH)), None)
    world.lived[f"procedure:{(owed or drawn).procedure}"] += 1
    return owed or drawn


def office_hours(world: World, moment: datetime, channel: str) -> datetime:
    """The moment, or the next one at which that way is open."""
    if channel not in world.plan.office_channels:
        return moment
    return max(moment, world.work_moment(moment, world.chance.randint(1, 40)))


def fate(world: World, kind: packs.RequestType, channel: str) -> Fate:
    """What will become of it."""
    chance, plan = world.chance, world.plan
    steps = world.pack.procedure(kind.procedure).steps
    endings = list(dict.fromkeys(o.ending for step in steps for o in step.outcomes if o.ending))
    ending = chance.choices(endings, [ENDINGS.get(e, RARE) for e in endings])[0]
    first = {o.ending for o in steps[0].outcomes if o.ending and o.ending != "duplicate"}
    at_once = flip(chance, 0.08) and bool(first)
    if at_once:
        ending = chance.choice(sorted(first))
    owed = next((e for e in endings if e != "duplicate" and world.owes(f"ending:{e}")), None)
    if owed is not None:
        ending, at_once = owed, owed in first and not any(o.ending == owed for s in steps[1:] for o in s.outcomes)
    bad = chance.random()
    handed = plan.handed_shares.get(kind.procedure, HANDED)
    refused, lapsed = 0.10 <= bad < 0.16, 0.16 <= bad < (0.45 if world.hurried else 0.21)
    return Fate(
        ending=ending,
        at_once=at_once,
        late=not at_once and flip(chance, 0.35 if world.hurried else plan.late_share),
        asked=not at_once and flip(chance, 0.10),
        silent=flip(chance, 0.12),
        extended=not at_once and flip(chance, 0.06),
        retyped=not at_once and flip(chance, 0.04),
        returned=not at_once and flip(chance, plan.returned_share),
        refused=refused,
        lapsed=lapsed,
        department=not at_once and bool(kind.departments) and flip(chance, handed),
        joined=not kind.private and kind.duplicates is not None and flip(chance, plan.joined_share),
        reopened=ending in ("solved", "explained") and flip(chance, plan.reopened_share),
        released=kind.publishable and flip(chance, 0.6),
    )


def waking(moment: datetime, chance: random.Random) -> datetime:
    """The moment, moved into the hours in which a resident sits down to write."""
    here = clock.local(moment)
    if 7 <= here.hour < 22:
        return moment
    day = here.date() + timedelta(days=1 if here.hour >= 22 else 0)
    return local(day, 7.5 + chance.random() * 3)
