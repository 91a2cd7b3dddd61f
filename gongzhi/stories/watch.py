"""Keeping watch: the duty rota of every week, notes handed over and signed, the weekly patrol of the check points (rows
D7, C6). Nothing here is drawn by chance."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.access.public import SYSTEM, Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.duty import public as duty
from gongzhi.orgs import public as orgs
from gongzhi.patrol import public as patrol
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.words import kept
from gongzhi.stories.world import Case, World, local

DAY = timedelta(days=1)
REFILLS = 3  # days ahead for which an empty shift is filled
SOON = timedelta(minutes=10)  # before a shift ends its note is written; so long after it is signed
LEFT_EVERY = 3  # of the notes names an open request
WALKS = (1, 2, 3, 4)  # weekdays of patrols, by turns of the grids


def before(world: World) -> None:
    """Plan the rota from the first day on, and the check points with their weekly patrol."""
    first = clock.local(world.begin).date()
    place = places.get(world.settled.places[world.community.main])
    try:
        duty.rota_of(place)
    except NotFound:
        pass
    else:
        world.at(local(first, 8), lambda: _daily(world, place, first))
    if world.community.check_points:
        world.at(local(first, 8.2), lambda: _points(world, first))


def _who(world: World, permission: Permission, place_id: int) -> Actor | None:
    post = world.nearest(world.kinds_with(permission), place_id)
    return world.staff(post) if post is not None else None


# -- duty ------------------------------------------------------------------------------------------------------------


def _daily(world: World, place: places.Place, day: date) -> None:
    """On Mondays the week after is planned, every day what became empty is filled; then the shifts of the day."""
    if not day < clock.local(world.end).date() + DAY:
        return
    planner = _who(world, Permission.ROTA_PLAN, place.pk)
    if planner is not None:
        first = day == clock.local(world.begin).date()
        if first or day.weekday() == 0:
            _weeks(world, place, planner, first)
        _refill(place, planner, day)
        world.at(local(day, 18), lambda: _evening(world, place, day))
    for span in duty.spans_of(place, duty.rota_of(place), day, 1):
        key = (span.on, span.key)
        world.at(span.ends_at - SOON, lambda key=key: _hand(world, place, *key))  # type: ignore[misc]
        world.at(span.ends_at + SOON, lambda key=key: _take(world, place, *key))  # type: ignore[misc]
    world.at(local(day + DAY, 8), lambda: _daily(world, place, day + DAY))


def _evening(world: World, place: places.Place, day: date) -> None:
    """Once more before the night: somebody may have fallen ill during the day."""
    planner = _who(world, Permission.ROTA_PLAN, place.pk)
    if planner is not None:
        _refill(place, planner, day)


def _weeks(world: World, place: places.Place, planner: Actor, first: bool) -> None:
    """In turn, everybody of the pack's posts; nobody keeps two shifts that touch."""
    rota = duty.rota_of(place)
    staff = [pk for pk, _name in duty.staff_of(place, rota)]
    if len(staff) <= 2 * len(rota.shifts):
        return
    monday = week_of(clock.today())
    for week in (monday, monday + WEEK) if first else (monday + WEEK,):
        wanted: dict[tuple[date, str, int], int | None] = {}
        for span in duty.spans_of(place, rota, week, 7):
            for seat in range(1, span.seats + 1):
                wanted[span.on, span.key, seat] = staff[world.lived["seats"] % len(staff)]
                world.lived["seats"] += 1
        duty.plan_week(place.pk, week, wanted, actor=planner)
    if first and world.community.phone:
        duty.set_phone(place.pk, world.community.phone, actor=planner)


def _refill(place: places.Place, planner: Actor, day: date) -> None:
    """Somebody left, or is away with nobody to stand in: who keeps no shift of these days takes it."""
    (one,) = duty.rotas([place], day - DAY, REFILLS + 2)
    empty = [
        s for s in one.seats if not s.filled and s.span.starts_at > clock.now() and s.span.on < day + REFILLS * DAY
    ]
    if not empty:
        return
    busy = {s.appointment_id for s in one.seats}
    away = {a for a in busy if a is not None and any(s.appointment_id == a and not s.filled for s in one.seats)}
    free = [pk for pk, _name in duty.staff_of(place, duty.rota_of(place)) if pk not in busy and pk not in away]
    free = [pk for pk in free if orgs.Appointment.objects.get(pk=pk).person_id not in {s.person_id for s in one.seats}]
    for seat, who in zip(empty, free, strict=False):
        wanted = {(seat.span.on, seat.span.key, seat.number): who}
        duty.plan_week(place.pk, week_of(seat.span.on), wanted, actor=planner)


def _keeper(world: World, seat: duty.Seat) -> Actor | None:
    """Who keeps a seat now: its holder, or who stands in."""
    if seat.appointment_id is None or seat.person_id is None:
        return None
    post = orgs.Appointment.objects.get(pk=seat.appointment_id).post_id
    for actor in (orgs.actor_of(seat.person_id), world.staff(post)):
        if actor is not None and any(seat.appointment_id in (p.appointment_id, p.standing_in_for) for p in actor.posts):
            return actor
    return None


def _hand(world: World, place: places.Place, on: date, shift: str) -> None:
    """Shortly before the shift ends who keeps it writes what it hands over."""
    (one,) = duty.rotas([place], on, 1)
    keepers = (_keeper(world, s) for s in one.seats if s.span.key == shift)
    actor = next((a for a in keepers if a is not None), None)
    if actor is None:
        return
    number = world.lived["notes"]
    world.lived["notes"] += 1
    left = _open_of(actor) if number % LEFT_EVERY == 0 else ""
    duty.write(place.pk, on, shift, words=kept.NOTES[number % len(kept.NOTES)], things=kept.THINGS, numbers=left,
               actor=actor)  # fmt: skip


def _open_of(actor: Actor) -> str:
    """The number of the request that is due first of those that the actor holds."""
    mine = procedures.Matter.objects.filter(
        holder_post__in=sorted(actor.post_ids), kind="request", state__in=procedures.LIVE
    )
    first = mine.order_by("due_at", "id").values_list("pk", flat=True).first()
    return requests.Request.objects.values_list("number", flat=True).get(pk=first) if first else ""


def _take(world: World, place: places.Place, on: date, shift: str) -> None:
    """Who keeps the next shift signs; where nobody does, who plans the rota."""
    note = duty.Note.objects.filter(place=place, on=on, shift=shift, taken_at=None).first()
    if note is None:
        return
    (one,) = duty.rotas([place], on, 2)
    after = [s for s in one.seats if s.span.ends_at > note.ends_at and s.span.starts_at <= clock.now()]
    actor = next((a for s in after if (a := _keeper(world, s)) is not None), None)
    actor = actor or _who(world, Permission.ROTA_PLAN, place.pk)
    if actor is not None:
        duty.take(note.pk, remark=kept.TAKEN, actor=actor)


# -- patrols ---------------------------------------------------------------------------------------------------------


def _points(world: World, first: date) -> None:
    """Who draws the grids sets the check points up; every week each grid with some is walked, on its own weekday."""
    for point in world.community.check_points:
        grid = world.settled.places[point.grid]
        actor = _who(world, Permission.GRID_EDIT, grid)
        if actor is not None:
            patrol.add_point(grid, patrol.PointDraft(point.title, point.look_for, point.kind), actor=actor)
    for n, grid in enumerate(_grids(world)):
        weekday = WALKS[n % len(WALKS)]
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        world.at(local(day, 9.7), lambda grid=grid, day=day: _walk(world, grid, day))  # type: ignore[misc]
    world.at(local(first, 16), lambda: _see_again(world, first))


def _grids(world: World) -> list[int]:
    """The grids with check points."""
    return list(dict.fromkeys(world.settled.places[p.grid] for p in world.community.check_points))


def _walk(world: World, grid: int, day: date) -> None:
    """Every check point once."""
    actor = _who(world, Permission.REQUEST_REGISTER, grid)
    if actor is None:
        return world.in_work(60, lambda: _walk(world, grid, day))
    for point in patrol.Point.objects.filter(place=grid, ends_on=None).order_by("id"):
        patrol.visit(point.pk, fine=True, actor=actor)
    if day < clock.local(world.end).date():
        world.at(local(day + WEEK, 9.7), lambda: _walk(world, grid, day + WEEK))
    return None


def _see_again(world: World, day: date) -> None:
    """What was found and is answered is looked at again the same afternoon, or the next one."""
    for grid in _grids(world):
        for finding in patrol.findings([grid], due=True):
            actor = _who(world, Permission.REQUEST_REGISTER, grid)
            if actor is not None:
                patrol.see_again(int(finding.id), mended=True, actor=actor)
    world.at(local(day + DAY, 16), lambda: _see_again(world, day + DAY))


def found(world: World, case: Case, channel: str, actor: Actor) -> None:
    """A request of the patrol's way that lies in a grid with check points was found at one of them."""
    if channel != patrol.CHANNEL or not world.community.check_points:
        return
    grid = procedures.get(case.matter_id, SYSTEM).place_id
    if grid not in _grids(world):
        return
    week = week_of(clock.today())
    free = patrol.Point.objects.filter(place=grid, ends_on=None)
    free = free.exclude(visits__week=week, visits__fine=False).order_by("id")
    kinds = {h.key: h.request_type for h in world.pack.hazards}
    point = next((p for p in free if kinds.get(p.kind) in (None, case.kind.key)), None)
    if point is not None and not case.fate.twin:
        patrol.visit(point.pk, fine=False, found=case.matter_id, actor=actor)
