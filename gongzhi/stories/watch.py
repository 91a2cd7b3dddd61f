"""At the end of the demo: the duty rota of this week and the next, the check points of patrols, as they stand today."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.duty import public as duty
from gongzhi.patrol import public as patrol
from gongzhi.places import public as places
from gongzhi.stories.world import World


def set_up(world: World) -> None:
    """Who plans the rota of the main community fills two weeks; who draws its grids sets the check points up."""
    place = places.get(world.settled.places[world.community.main])
    planner = _who(world, Permission.ROTA_PLAN, place.pk)
    if planner is not None and world.pack.duty_rotas:
        _rota(world, place, planner)
    for point in world.community.check_points:
        grid = world.settled.places[point.grid]
        actor = _who(world, Permission.GRID_EDIT, grid)
        if actor is not None:
            patrol.add_point(grid, patrol.PointDraft(point.title, point.look_for, point.kind), actor=actor)


def _who(world: World, permission: Permission, place_id: int) -> Actor | None:
    post = world.nearest(world.kinds_with(permission), place_id)
    return world.staff(post) if post is not None else None


def _rota(world: World, place: places.Place, planner: Actor) -> None:
    """In turn, everybody of the pack's posts; nobody keeps two shifts that touch."""
    rota = duty.rota_of(place)
    staff = [pk for pk, _name in duty.staff_of(place, rota)]
    monday = clock.today() - timedelta(days=clock.today().weekday())
    if len(staff) <= len(rota.shifts):
        return
    turn = 0
    for week in (monday, monday + timedelta(days=7)):
        wanted: dict[tuple[date, str, int], int | None] = {}
        for span in duty.spans_of(place, rota, week, 7):
            for seat in range(1, span.seats + 1):
                wanted[span.on, span.key, seat] = staff[turn % len(staff)]
                turn += 1
        duty.plan_week(place.pk, week, wanted, actor=planner)
    if world.community.phone:
        duty.set_phone(place.pk, world.community.phone, actor=planner)
