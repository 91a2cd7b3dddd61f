"""What standards ask of premises and portfolios (rows A13, A17), for all units at once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Estate, EstateStage, Room, StaffLine
from gongzhi.structure.queries import measured_exchange, measured_forming, measured_lists
from gongzhi.structure.queries.premises import areas_by_place


def _within(asked: Asked, path: str) -> Q:
    """At or below the places asked for."""
    if asked.within is None:
        return Q()
    inside = Q(pk__in=[])
    for place in places.get_many(asked.within).values():
        inside |= Q(**{f"{path}__gte": place.path, f"{path}__lt": f"{place.path}g"})
    return inside


def _area(asked: Asked, kind: str) -> Iterator[Measured]:
    here = places.Place.objects.filter(
        _within(asked, "path"), Q(ends_on=None) | Q(ends_on__gt=asked.on), kind__in=asked.place_kinds,
        starts_on__lte=asked.on,
    )  # fmt: skip
    entered = Room.objects.filter(since__lte=asked.on).filter(Q(until=None) | Q(until__gte=asked.on))
    areas = areas_by_place(entered.filter(_within(asked, "place__path")))
    for pk, name in here.order_by("path").values_list("id", "name").iterator():
        found = areas.get(pk)
        value = float(found.get(kind, Decimal(0))) if found is not None else None
        detail = "" if found is not None else _("No rooms are entered yet")
        yield Measured(pk, name, pk, value, link=f"/desk/structure/premises/{pk}/", detail=detail)


def office_area(asked: Asked) -> Iterator[Measured]:
    """Square metres of offices and service rooms in use, each place of `place_kinds`; unknown without any room."""
    return _area(asked, "office")


def hall_area(asked: Asked) -> Iterator[Measured]:
    """Square metres of the hall in use, each place of `place_kinds`; unknown without any room."""
    return _area(asked, "hall")


def estate_area(asked: Asked) -> Iterator[Measured]:
    """Square metres handed over for as many households as the pack's rule says (50), each estate that was to be
    handed over by the day."""
    pack = packs.active()
    rule, stages = next(iter(pack.estate_rules), None), [s.key for s in pack.estate_stages]
    if rule is None or not stages:
        return
    due = Estate.objects.filter(_within(asked, "place__path"), closed_on=None, expected_on__lte=asked.on)
    handed = EstateStage.objects.filter(estate__in=due, stage=stages[-1], on__lte=asked.on)
    areas = dict(handed.order_by("estate").values_list("estate", "square_metres"))
    for estate in due.order_by("id").iterator():
        value = areas.get(estate.pk, Decimal(0)) * rule.households / estate.households
        yield Measured(
            estate.pk, estate.name, estate.place_id, float(round(value, 2)), since=estate.expected_on,
            link=f"/desk/structure/premises/estates/{estate.pk}/", detail=estate.developer,
        )  # fmt: skip


def portfolios(asked: Asked) -> Iterator[Measured]:
    """Lines of business of who holds a post of `post_kinds` now: of several holders the fewest."""
    held = orgs.Appointment.objects.filter(
        _within(asked, "post__body__place__path"), Q(ends_on=None) | Q(ends_on__gte=asked.on), ended_at=None,
        post__kind__in=asked.post_kinds, starts_on__lte=asked.on,
    )  # fmt: skip
    rows = held.order_by("post", "id").values_list("id", "post", "post__title", "post__body__name", "post__body__place")
    known: dict[int, int] = {}
    for appointment in StaffLine.objects.order_by("id").values_list("appointment", flat=True).iterator():
        known[appointment] = known.get(appointment, 0) + 1
    fewest: dict[int, tuple[int, str, int]] = {}
    for pk, post, title, body, place in rows.iterator():
        number = known.get(pk, 0)
        if post not in fewest or number < fewest[post][0]:
            fewest[post] = (number, orgs.post_name(body, title), place)
    for post, (number, name, place) in fewest.items():
        yield Measured(post, name, place, float(number), link=f"/desk/structure/portfolios/{place}/")


MEASURES: dict[str, MeasureFunction] = {
    "office_area": office_area,
    "hall_area": hall_area,
    "estate_area": estate_area,
    "portfolios": portfolios,
    **measured_forming.MEASURES,
    **measured_lists.MEASURES,
    **measured_exchange.MEASURES,
}
