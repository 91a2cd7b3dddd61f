"""What several pages of duty share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from gongzhi.access.public import Actor, actor_of
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.duty.queries import rota as queries
from gongzhi.duty.queries.rota import Rota, Seat
from gongzhi.duty.rules.shifts import DAY, WEEK
from gongzhi.packs import public as packs
from gongzhi.places import public as places


def staff(request: HttpRequest) -> Actor:
    """Who acts. Raises Forbidden for who holds no post, NotFound where the pack has no rota."""
    actor = actor_of(request)
    if not actor.posts:
        raise Forbidden("You hold no post.")
    if not packs.active().duty_rotas:
        raise NotFound("No duty rota is kept here.")
    return actor


def place_for(actor: Actor, place_id: int) -> places.Place:
    """A place whose rota the actor sees. Raises NotFound."""
    return queries.desk_for(actor, place_id)


def week_of(first: date) -> dict[str, Any]:
    """What templates say of a week."""
    return {"week": first, "last": first + WEEK - DAY, "before": first - WEEK, "next": first + WEEK}


def lines(rota: Rota) -> list[tuple[date, list[list[Seat]]]]:
    """(day, the seats of each shift) of a rota, one line a day."""
    days: dict[date, dict[str, list[Seat]]] = {}
    for seat in rota.seats:
        days.setdefault(seat.span.on, {}).setdefault(seat.span.key, []).append(seat)
    return [(on, list(shifts.values())) for on, shifts in days.items()]


def clocks(seat: Seat) -> str:
    """The two ends of a shift, as a clock shows them."""
    return f"{seat.span.starts_at:%H:%M}–{seat.span.ends_at:%H:%M}"
