"""What hangs on a place, body or post that ends, and is no matter: it goes to whoever takes over.

Rooms, signs, estates, what is shared, agreements in force, grids of organisations, pairings, joint meetings to come
stand at the place that takes over; this year's responsibility lists and agreements go to its body of the same kind.
What has ended stays where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from gongzhi.structure.actions.portfolio_heirs import portfolios_to
from gongzhi.structure.models import (
    Agreement,
    DutySheet,
    Estate,
    EstateTie,
    Forming,
    FormingUnit,
    GivenTask,
    JointMeeting,
    LeaderPair,
    OrgGrid,
    Portfolio,
    Room,
    Shared,
    Sign,
    SurgeTeam,
)

Model = type[models.Model]


def pass_on(
    places: Mapping[int, int], bodies: Mapping[int, int], posts: Mapping[int, int], *, on: date,
    appointments: Mapping[int, int | None] | None = None,
) -> int:  # fmt: skip
    """From each of these to what takes over (`bodies`, `posts`: those for which there is something; `appointments`: the
    same person's new one, None where there is none); how many rows."""
    present = Q(until=None) | Q(until__gte=on)
    in_force = Q(ends_on=None) | Q(ends_on__gte=on)
    by_place: list[tuple[Model, str, Q]] = [
        (Room, "place", present),
        (Sign, "place", present),
        (Estate, "place", Q(closed_on=None)),
        (Shared, "place", Q()),
        (EstateTie, "place", Q(until=None)),
        (Agreement, "place", in_force),
        (OrgGrid, "community", in_force),
        (LeaderPair, "place", in_force),
        (JointMeeting, "place", ~Q(state__in=["held", "dropped"])),
        (DutySheet, "place", Q(year__gte=on.year)),
        (FormingUnit, "place", Q(closed_on=None) & ~Q(subject=F("place"))),  # what is the place itself ends with it
    ]
    by_body: list[tuple[Model, str, Q]] = [
        (DutySheet, "body", Q(year__gte=on.year, post=None)),
        (Agreement, "body", in_force),
        (Agreement, "unit", in_force),
        (Shared, "owner", present),
        (Portfolio, "office", Q(until=None)),
        (JointMeeting, "body", ~Q(state__in=["held", "dropped"])),
        (FormingUnit, "subject", Q(closed_on=None)),
        (FormingUnit, "organisation", Q(closed_on=None)),
        (Forming, "parent", Q(live=True)),
    ]
    by_post: list[tuple[Model, str, Q]] = [(GivenTask, "owner", Q()), (GivenTask, "giver", Q())]
    by_post += [(Portfolio, "leader", Q(until=None)), (SurgeTeam, "leader", Q(released_on=None))]
    shifted = sum(_shift(rows, heirs) for rows, heirs in ((by_place, places), (by_body, bodies), (by_post, posts)))
    return shifted + portfolios_to(places, appointments or {}, on=on)


def _shift(rows: list[tuple[Model, str, Q]], heirs: Mapping[int, int]) -> int:
    number = 0
    for model, field, live in rows:
        for old, new in heirs.items():
            mine = model._default_manager.filter(live, **{field: old})
            for pk in list(mine.order_by("pk").values_list("pk", flat=True)):
                number += _one(model, pk, field, new)
    return number


def _one(model: Model, pk: Any, field: str, new: int) -> int:
    try:
        with transaction.atomic():
            return model._default_manager.filter(pk=pk).update(**{field: new})
    except IntegrityError:  # the one that takes over has the same already: its own holds
        return 0
