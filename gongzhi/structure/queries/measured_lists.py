"""What standards ask of responsibility lists and signs (rows A7, A13), for all units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import DutySheet, Sign
from gongzhi.structure.rules.duties import SheetState


def duty_lists(asked: Asked) -> Iterator[Measured]:
    """How many of the pack's kinds of lists were issued for the year of the day, each body of `body_kinds`."""
    sheets = DutySheet.objects.filter(year=asked.on.year, state=SheetState.ISSUED.value)
    issued: dict[int, set[str]] = defaultdict(set)
    for body, template in sheets.order_by("id").values_list("body", "template").iterator():
        issued[body].add(template)
    pack = packs.active()
    bodies = orgs.Body.objects.filter(
        places.inside(asked.within, "place__"), Q(ends_on=None) | Q(ends_on__gte=asked.on), kind__in=asked.body_kinds,
        starts_on__lte=asked.on,
    )  # fmt: skip
    for pk, kind, name, place in bodies.order_by("id").values_list("id", "kind", "name", "place").iterator():
        missing = [d.title for d in pack.duty_lists if kind in d.body_kinds and d.key not in issued[pk]]
        yield Measured(pk, name, place, len(issued[pk]), link="/desk/structure/duties/", detail=_(", ").join(missing))


def signs_missing(asked: Asked) -> Iterator[Measured]:
    """Kinds of signs of which a community has fewer than the pack asks, each place of `place_kinds`."""
    up = Sign.objects.filter(Q(until=None) | Q(until__gte=asked.on), since__lte=asked.on).order_by("place", "kind")
    number = {(r["place"], r["kind"]): r["n"] for r in up.values("place", "kind").annotate(n=Count("id"))}
    kinds = [kind for kind in packs.active().sign_kinds if kind.least]
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        missing = [kind.title for kind in kinds if number.get((place.pk, kind.key), 0) < kind.least]
        link = f"/desk/structure/premises/{place.pk}/"
        yield Measured(place.pk, place.name, place.pk, len(missing), link=link, detail=_(", ").join(missing))


MEASURES: dict[str, MeasureFunction] = {"duty_lists": duty_lists, "signs_missing": signs_missing}
