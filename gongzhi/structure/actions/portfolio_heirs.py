"""Portfolios, lines of business and surge teams of a place that ends (row A17): they go on where such things stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from gongzhi.places import public as tree
from gongzhi.structure.models import Portfolio, StaffLine, SurgeMember, SurgeTeam
from gongzhi.structure.queries.portfolios import LEVELS


def portfolios_to(places: Mapping[int, int], appointments: Mapping[int, int | None], *, on: date) -> int:
    """From each place to the one that takes over, from each appointment to the same person's next; how many rows.

    A portfolio ends on the eve, a team is released, where the place that takes over has one for that line already or
    is of a level that has none (a county)."""
    kinds = {pk: place.kind for pk, place in tree.get_many(places.values()).items()}
    number = 0
    for old, new in places.items():
        fits = kinds.get(new) in LEVELS
        taken = set(Portfolio.objects.filter(place=new, until=None).values_list("line", flat=True))
        here = Portfolio.objects.filter(place=old, until=None)
        number += here.exclude(line__in=sorted(taken)).update(place=new) if fits else 0
        number += Portfolio.objects.filter(place=old, until=None).update(until=on - timedelta(days=1))
        teams = SurgeTeam.objects.filter(place=old, released_on=None)
        number += teams.update(place=new) if fits else _release(list(teams.values_list("id", flat=True)), on)
    return number + _people(appointments)


def _release(team_ids: list[int], on: date) -> int:
    SurgeMember.objects.filter(team__in=team_ids).update(active=False)
    return SurgeTeam.objects.filter(pk__in=team_ids).update(released_on=on)


def _people(appointments: Mapping[int, int | None]) -> int:
    """Who goes on in a new post knows the same lines and stays in the team; who does not leaves it."""
    number = 0
    for old, new in appointments.items():
        mine = SurgeMember.objects.filter(appointment=old, active=True)
        if new is None:
            number += mine.update(active=False)
            continue
        number += mine.update(appointment=new)
        if not StaffLine.objects.filter(appointment=new).exists():
            number += StaffLine.objects.filter(appointment=old).update(appointment=new)
    return number
