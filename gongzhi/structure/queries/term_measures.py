"""What standards ask of bodies and their concurrent members (rows A6, A16)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from gongzhi.core.measures import Asked, Measured
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models.terms import (
    LegalStatus,
)
from gongzhi.structure.queries.in_office import in_office


def legal_status(asked_: Asked) -> Iterable[Measured]:
    """Measure `legal_status`: 1 for each body of the kinds asked whose status is clear, else 0. Three queries."""
    found = list(_measured(asked_))
    clear = LegalStatus.objects.filter(body__in=[pk for pk, _n, _p in found]).exclude(status="unclear")
    known = dict(clear.values_list("body_id", "since"))
    for pk, name, place_id in found:
        yield Measured(pk, name, place_id, float(pk in known), known.get(pk), f"/desk/structure/terms/{pk}/")


def _measured(asked_: Asked) -> QuerySet[orgs.Body, tuple[int, str, int]]:
    rows = orgs.Body.objects.filter(Q(ends_on=None) | Q(ends_on__gte=asked_.on), kind__in=asked_.body_kinds)
    return rows.filter(places.inside(asked_.within, "place__")).order_by("id").values_list("pk", "name", "place_id")


def concurrent_members(asked_: Asked) -> Iterable[Measured]:
    """Measure `concurrent_members`: how many are in office in each body of the kinds asked. Three queries."""
    rules = packs.active().concurrent
    found = list(_measured(asked_))
    numbers: dict[int, int] = {}
    if rules is not None:
        held = orgs.Appointment.objects.filter(post__body__kind__in=asked_.body_kinds, post__kind__in=rules.post_kinds)
        counted = in_office(held, asked_.on).order_by().values("post__body").annotate(n=Count("pk"))
        numbers = {row["post__body"]: row["n"] for row in counted}
    for pk, name, place_id in found:
        yield Measured(pk, name, place_id, float(numbers.get(pk, 0)), link=f"/desk/structure/terms/{pk}/")
