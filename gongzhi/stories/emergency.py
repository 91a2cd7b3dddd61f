"""A flood in the middle of a story (row A15): a plan on an order, branches, members who report in, needs; it expires.

As in the document each estate has its temporary branch, and as many members report in for each as there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from gongzhi.access.public import ANONYMOUS, Permission
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import public as requests
from gongzhi.stories import staff
from gongzhi.stories.names import full_name
from gongzhi.stories.world import Act, Case, Fate, World, local
from gongzhi.structure import public as structure

DAYS = 10
AFTER = 0.4  # of the story
UNITS = ("县水务局", "县教育局", "县住房和城乡建设局", "县自然资源局", "县交通运输局")
NEEDS = ("雨大出不了门，家里老人需要送菜和饮水。", "停电后水泵停了，高层用不上水。", "地下室进水，需要抽水。")


@dataclass(slots=True)
class Flood:
    """The plan of a story, for its figures."""

    place: int
    estates: tuple[int, ...]
    per_branch: float
    plan_id: int = 0


def before(world: World) -> None:
    """Plan the flood, where the pack has a plan and the document says how many took part."""
    figures = {f.key: f.value for f in world.pack.figures}
    if not world.pack.emergencies or not figures.get("emergency_branches") or "emergency_cadres" not in figures:
        return
    rule = world.pack.emergencies[0]
    place = next(p for p in world.community.places if p.level in rule.levels)
    on = world.begin.date() + timedelta(days=round((world.end - world.begin).days * AFTER))
    while not world.calendar.is_working_day(on):
        on += timedelta(days=1)
    if local(on + timedelta(days=DAYS + 1), 12) >= world.end:
        return
    kinds = [world.pack.level(level).kind for level in rule.estate_levels]
    place_id = world.settled.places[place.key]
    estates = tuple(p.pk for p in places.within(place_id, kinds))
    share = figures["emergency_cadres"] / figures["emergency_branches"]
    world.flood = flood = Flood(place_id, estates, share)
    world.at(local(on, 8.6), lambda: _ask(world, flood, rule, on))


def _later(world: World, act: Act) -> None:
    world.in_work(60, act)


def _ask(world: World, flood: Flood, rule: packs.EmergencyPlan, on: date) -> None:
    post = world.nearest(world.kinds_with(Permission.EMERGENCY_OPEN), flood.place)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return _later(world, lambda: _ask(world, flood, rule, on))
    order = structure.EmergencyOrder(f"澄汛令〔{on.year}〕1号", rule.issuers[0], on)
    today = world.clock().astimezone(local(on, 0).tzinfo).date()
    flood.plan_id = structure.emergency.ask(
        actor=actor, kind=rule.key, place_id=flood.place, order=order, starts_on=today,
        ends_on=today + timedelta(days=DAYS - 1), words="低洼路段和河道边请勿停留；听楼栋长安排转移。",
    ).pk  # fmt: skip
    return world.in_work(20, lambda: _confirm(world, flood, rule))


def _confirm(world: World, flood: Flood, rule: packs.EmergencyPlan) -> None:
    post = world.nearest(world.kinds_with(Permission.EMERGENCY_CONFIRM), flood.place)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return _later(world, lambda: _confirm(world, flood, rule))
    structure.emergency.confirm(structure.emergency_of(flood.plan_id, actor), actor=actor)
    return world.in_work(30, lambda: _set_up(world, flood, rule))


def _set_up(world: World, flood: Flood, rule: packs.EmergencyPlan) -> None:
    """Branches in every estate, members report in, secretaries, the rota of tomorrow in the first estates."""
    post = world.nearest(world.kinds_with(Permission.EMERGENCY_RUN), flood.place)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return _later(world, lambda: _set_up(world, flood, rule))
    row, chance = structure.emergency_of(flood.plan_id, actor), random.Random("flood")  # names of its own
    units = [b for b in world.community.bodies if b.kind in rule.unit_kinds]
    seats = [(s.key, n) for s in rule.shifts for n in range(s.seats)]
    done = 0
    for number, estate in enumerate(flood.estates):
        structure.emergency_areas.form_branch(row, estate, actor=actor)
        unit = world.settled.bodies[units[number % len(units)].key] if units else None
        structure.emergency_areas.set_area(row, estate, actor=actor, unit_id=unit)
        wanted = round(flood.per_branch * (number + 1)) - done
        came = [_reports_in(row, chance, done + n) for n in range(wanted)]
        done += wanted
        for helper in came:
            structure.emergency_people.assign(row, helper, estate, actor=actor)
        structure.emergency_areas.set_secretary(row, estate, came[0], actor=actor)
        for helper, (shift, _n) in zip(came, seats, strict=False):
            structure.emergency_people.put_on_duty(
                row, helper, actor=actor, place_id=estate, on=row.starts_on + timedelta(days=1), shift=shift
            )
    structure.emergency_people.settle(row, row.starts_on + timedelta(days=1), actor=actor)
    for n, words in enumerate(NEEDS):
        world.in_work(40 * (n + 1), _needs(world, flood, rule, n, words))
    return None


def _reports_in(row: structure.Emergency, chance: random.Random, n: int) -> int:
    return structure.emergency_people.report_in(
        row, actor=ANONYMOUS, role=structure.EmergencyRole.CADRE, name=full_name(chance), phone=f"1370000{n:04d}",
        unit=UNITS[n % len(UNITS)], agreed=True,
    ).pk  # fmt: skip


def _needs(world: World, flood: Flood, rule: packs.EmergencyPlan, n: int, words: str) -> Act:
    """Somebody who stays at home asks on the plan's page; then it is the staff's turn, as with every request."""

    def act() -> None:
        who = world.residents[-1 - n]
        key, estate = rule.needs[n % len(rule.needs)], flood.estates[0]
        need = structure.EmergencyNeed(key, words, estate, f"{n + 1}栋1单元", who.name, who.phone)
        row = structure.emergency_of(flood.plan_id)
        taken = structure.emergency_needs.take_need(row, need, actor=ANONYMOUS)
        kind = world.pack.request_type(key)
        spot = places.get(estate)
        draft = requests.Draft(
            words, type_key=key, place_id=estate, address=need.address, name=who.name, contact_phone=who.phone
        )
        case = Case(
            taken.matter_id, taken.number, kind, spot.name, (spot.lon or 0.0, spot.lat or 0.0), Fate("solved"), [],
            draft,
        )  # fmt: skip
        world.cases.append(case)
        staff.begin(world, case)

    return act
