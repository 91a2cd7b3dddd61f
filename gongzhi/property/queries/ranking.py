"""The ranking of companies, with the numbers that it is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time

from django.db.models import Count, F, Q, QuerySet

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.property.models import Contract, Estate, Order
from gongzhi.property.queries import estates, ratings
from gongzhi.property.rules import quarters
from gongzhi.property.rules.ranking import Numbers, Placed, ranked
from gongzhi.property.rules.words import CLOSED, LIFTED, OBJECTION, REQUEST


def weights() -> dict[str, int]:
    """The published formula."""
    return {part.key.value: part.weight for part in estates.rules().formula}


def span_of(quarter: date) -> tuple[datetime, datetime]:
    """The first moment of a quarter, and the first after it."""
    ends = [datetime.combine(d, time(0), clock.SHANGHAI) for d in (quarter, quarters.following(quarter))]
    return ends[0], ends[1]


def held_in(rows: QuerySet[Estate], quarter: date) -> list[Contract]:
    """The contracts of these estates that held on some day of a quarter, with company and estate. One query."""
    last = quarters.following(quarter)
    begun = Contract.objects.filter(estate__in=rows.order_by().values("pk"), starts_on__lt=last, ends_on__gte=quarter)
    lasted = Q(ended_on=None) | Q(ended_on__gte=quarter)
    return list(begun.filter(lasted).select_related("company", "estate__place").order_by("starts_on", "id"))


def companies(rows: QuerySet[Estate], quarter: date) -> list[tuple[Placed, str, list[str]]]:
    """(place and numbers, the company's name, its estates) of a quarter that is over, the best first. Six queries."""
    contracts = held_in(rows, quarter)
    numbers = _numbers(contracts, quarter)
    names = {c.company_id: c.company.name for c in contracts}
    served: dict[int, list[str]] = defaultdict(list)
    for c in contracts:
        if c.estate.name not in served[c.company_id]:
            served[c.company_id].append(c.estate.name)
    return [
        (p, names[p.numbers.company_id], served[p.numbers.company_id])
        for p in ranked(list(numbers.values()), weights())
    ]


def _numbers(contracts: list[Contract], quarter: date) -> dict[int, Numbers]:
    found = {c.company_id: Numbers(c.company_id) for c in contracts}
    graded = ratings.sums_by_contract(contracts, quarter)
    for c in contracts:
        n, (homes, grades, sums) = found[c.company_id], graded[c.pk]
        found[c.company_id] = replace(n, homes=n.homes + homes, grades=n.grades + grades, grade_sum=n.grade_sum + sums)
    for company, (orders, in_time) in _orders(contracts, quarter).items():
        found[company] = replace(found[company], orders=orders, orders_in_time=in_time)
    for company, (asked, in_time) in _requests(contracts, quarter).items():
        found[company] = replace(found[company], requests=asked, requests_in_time=in_time)
    return found


def _orders(contracts: list[Contract], quarter: date) -> dict[int, tuple[int, int]]:
    """Orders whose day fell into the quarter, but for those that were lifted, or whose objection is being decided; in
    time: accepted, and the reply that was accepted had come by that day."""
    begin, end = span_of(quarter)
    fell = Order.objects.filter(contract__in=[c.pk for c in contracts], matter__due_at__gte=begin)
    counted = fell.filter(matter__due_at__lt=end).exclude(result=LIFTED).exclude(matter__step=OBJECTION, result="")
    rows = counted.values("contract__company").annotate(
        n=Count("pk"), ok=Count("pk", filter=Q(result=CLOSED, replied_at__lte=F("matter__due_at")))
    )  # fmt: skip
    return {r["contract__company"]: (r["n"], r["ok"]) for r in rows}


def _requests(contracts: list[Contract], quarter: date) -> dict[int, tuple[int, int]]:
    """Requests about property from these estates whose promised day fell into the quarter."""
    begin, end = span_of(quarter)
    by_place = {c.estate.place_id: c.company_id for c in contracts}
    types = estates.rules().request_types
    if not by_place or not types:
        return {}
    rows = (
        procedures.Matter.objects.filter(
            places.inside(by_place, "place__"), kind=REQUEST, type_key__in=types, due_at__gte=begin, due_at__lt=end
        )
        .values("place")
        .annotate(n=Count("pk"), ok=Count("pk", filter=Q(closed_at__lte=F("due_at"))))
    )
    found: dict[int, tuple[int, int]] = {}
    for r in rows:
        company = next((by_place[a] for a in reversed(places.ancestors(r["place"])) if a in by_place), None)
        if company is not None:
            n, ok = found.get(company, (0, 0))
            found[company] = n + r["n"], ok + r["ok"]
    return found


def formula() -> list[tuple[packs.FormulaPart, str]]:
    """The parts of the formula with their words."""
    from gongzhi.property.queries.labels import part_words

    return [(part, part_words(part.key.value)) for part in estates.rules().formula]
