"""The property reform (row C7) and the two lists (row C8), as the pages' own queries have them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import F, Q

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.needs import public as needs
from gongzhi.property import public as property_
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World

BACK = 20  # quarters that are looked back on
ROUND = 80  # days after which the third party has gone round and every order has ended


def c7(world: World) -> Row:
    """From nearly nothing to ten million yuan of fees, subsidies apart; jobs; ratings; the third party; orders."""
    row, rules = Row(), world.pack.property_rules
    year = next((f for f in world.pack.figures if f.key == "fee_income_year"), None)
    if rules is None or year is None:
        return row
    first = world.pack.figure("fee_income_first")
    estates = property_.estate_reads.public()
    row.least("estates_under_the_office", estates.count(), 1, source_of(rules))
    lines = property_.figures.by_quarter(estates, property_.quarters.first_of(clock.today()), BACK)
    begun = round(100 * (lines[0].rate or 0), 2) if lines else 100.0
    row.between("fee_income_first", begun, 0, first.value, source_of(first))
    years = [sum(x.collected for x in lines[n : n + 4]) // 100 for n in range(max(1, len(lines) - 3))]
    row.least("fee_income_year", max(years), int(year.value), source_of(year))
    before = property_.quarters.first_of(world.begin.date())
    old = [x for x in lines if x.quarter is not None and x.quarter < before]
    row.least("quarters_before_the_story", len(old), 8)
    unmarked = sum(x.after_fact == 0 for x in old) + sum(x.after_fact > 0 for x in lines if x not in old)
    row.equal("quarters_not_marked_as_they_are", unmarked, 0)
    if rules.purposes:
        given = sum(x.subsidies for x in lines) // 100
        row.least("subsidies_apart", given, 1, source_of(rules.purposes[0]))
    jobs = [f for f in world.pack.figures if f.key == "jobs_found"]
    for figure in jobs:
        row.least("jobs_found", sum(x.hired for x in lines), int(figure.value), source_of(figure))
        row.least("without_work_before", sum(x.without_work for x in lines), 1, source_of(figure))
    _rated(world, row)
    if (world.end - world.begin).days >= ROUND:
        _watched(row)
    return row


def _rated(world: World, row: Row) -> None:
    """Each home once; the quarters that are over are read with their means, companies in their order."""
    quarter = property_.quarters.first_of(world.begin.date())
    if not property_.results.is_over(quarter) or quarter + timedelta(days=70) > world.end.date():
        return
    estates = list(property_.estate_reads.public())
    results = [property_.results.results_of(e) for e in estates]
    told = [r for rows in results for r in rows]
    silent = [rows for rows in results if not any(r.quarter == quarter and r.means for r in rows)]
    row.equal("estates_without_rating", len(silent), 0)
    row.equal("homes_that_rated_twice", world.lived["home rated twice"], 0)
    row.equal("results_of_fewer_than_ten_shown", sum(r.means is not None and r.homes < 10 for r in told), 0)
    ranked = property_.ranking.companies(property_.estate_reads.public(), quarter)
    row.least("companies_ranked", sum(p.place is not None for p, _name, _served in ranked), 2)


def _watched(row: Row) -> None:
    """The third party was everywhere; every finding led to an order; an order of each ending."""
    rules = property_.estate_reads.rules()
    estates = list(property_.estate_reads.public())
    seen = [property_.order_reads.checks_of(e, 50) for e in estates]
    row.equal("estates_never_checked", sum(not checks for checks in seen), 0, source_of(rules.checks[0]))
    row.equal("findings_without_order", sum(len(property_.order_reads.open_findings(e)) for e in estates), 0)
    orders = list(property_.order_reads.visible_to(SYSTEM))
    row.least("orders_to_mend", len(orders), len(rules.checks) and 3, source_of(rules))
    for result in ("closed", "lifted"):
        row.least(f"orders_{result}", sum(o.result == result for o in orders), 1)
    row.least("orders_sent_back", sum(o.rounds > 0 for o in orders), 1)
    row.equal("orders_not_ended", sum(not o.result for o in orders), 0)


def c8(world: World) -> Row:
    """Both lists have lines; matches of every ending; nobody was shown a contact before both had said yes."""
    row = Row()
    told = next((f for f in world.pack.figures if f.key == "two_lists"), None)
    if world.pack.needs is None or told is None:
        return row
    month, rows = world.begin.date().replace(day=1), list[Any]()
    while month <= clock.today():
        rows += needs.matches.figures(SYSTEM, month).rows
        month = (month + timedelta(days=32)).replace(day=1)
    entered = {"needs": sum(r.needs for r in rows), "services": sum(r.services for r in rows)}
    row.equal("two_lists", sum(n > 0 for n in entered.values()), int(told.value), source_of(told))
    if (world.end - world.begin).days < ROUND:
        return row
    for name, number in entered.items():
        row.least(f"{name}_entered", number, len(world.pack.needs.kinds) - 1, source_of(world.pack.needs))
    row.least("matches_agreed", sum(r.matched for r in rows), 3)
    row.least("matches_carried_out", sum(r.done for r in rows), 2)
    row.least("matches_given_up", sum(r.not_done for r in rows), 1)
    states = Counter(needs.matches.all_matches().values_list("state", flat=True))
    for state in (needs.MatchState.DECLINED, needs.MatchState.LAPSED):
        row.least(f"matches_{state.value}", states[state], 1)
    row.equal("matches_without_end", sum(states[s] for s in needs.LIVE), 0)
    row.least("carried_out_times", sum(r.used for r in rows), 3, source_of(told))
    row.least("needs_left_over", needs.lines.public_lines("need").count(), 1)
    row.least("services_left_over", needs.lines.public_lines("service").count(), 1)
    looks = needs.ContactLook.objects.exclude(match=None)
    row.least("contacts_shown", looks.count(), 3)
    early = looks.filter(Q(match__agreed_at=None) | Q(at__lt=F("match__agreed_at")))
    row.equal("contacts_shown_before_both_agreed", early.count(), 0)
    return row
