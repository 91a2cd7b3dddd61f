"""Every act of the management of estates. A home's rating asks for its code, whoever sends it."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core.numbers import new_number
from gongzhi.procedures import public as procedures
from gongzhi.property.actions import checks, estates, money, objections, orders, ratings
from gongzhi.property.models import Contract, Estate, Order, Subsidy
from gongzhi.property.rules.lines import IncomeLine
from gongzhi.property.rules.words import ORDER
from tests.matrix.acts import Act, W, any_of, nobody
from tests.matrix.acts_world import body, held, save

PACKAGE = "gongzhi.property.actions"
MANAGE, CHECK = any_of(P.PROPERTY_MANAGE), any_of(P.PROPERTY_CHECK)
DAY, QUARTER = date(2026, 1, 1), date(2026, 1, 1)


def prepare(w: W) -> None:
    """An estate with a company that has an order to mend, and one that waits to be looked at."""
    w.managed = save(Estate(place=w.own, area_m2=9, households=9))
    company = body("property_company", "物业", w.own)
    w.mending_post, w.mending = held(company, "property_manager", "项目经理")
    w.looking_post, w.looking = held(body("x", "物业办", w.own), "x", "督导员")
    w.contract = save(
        Contract(estate=w.managed, company=company, starts_on=DAY, ends_on=date(2099, 1, 1), fee_fen=100)
    )  # fmt: skip
    given = {"purpose": "x", "amount_fen": 1, "given_on": DAY}
    w.given = save(Subsidy(estate=w.managed, quarter=QUARTER, giver=company, **given))
    w.judging_post, w.judging = held(body("x", "街道办", w.own), "x", "分管领导")
    w.to_judge = _order(w, w.judging_post, "objection")
    w.to_mend, w.to_look = _order(w, w.mending_post, "mend"), _order(w, w.looking_post, "recheck")


def _order(w: W, post: Any, step: str) -> Order:
    matter = procedures.open_matter(
        kind=ORDER, procedure="property-order", place_id=w.own.pk, title="整改", holder_post=post.pk, actor=SYSTEM
    )
    procedures.Matter.objects.filter(pk=matter.pk).update(step=step)
    return Order.objects.create(
        matter=matter, number=new_number(), contract=w.contract, about="cleaning", words="x", issuer=w.looking_post,
        company_post=w.mending_post,
    )  # fmt: skip


def _estate(w: W) -> Estate:
    return Estate.objects.select_related("place").get(pk=w.managed.pk)


def on(rule: Any, act: Any, *more: Any, **fields: Any) -> Act:
    """An act on the estate."""
    return Act(rule, lambda w, a: act(_estate(w), *more, actor=a, **fields))


def _of(name: str, act: Any, *more: Any) -> Act:
    def call(w: W, a: Actor) -> Any:
        return act(Order.objects.select_related("matter").get(pk=getattr(w, name).pk), *more, actor=a)

    return Act(nobody, call, {"to_mend": ("mending",), "to_look": ("looking",), "to_judge": ("judging",)}[name])


ACTS: dict[str, Act] = {
    "estates.take_in": Act(MANAGE, lambda w, a: estates.take_in(w.own.pk, area_m2=0, households=0, actor=a)),
    "estates.correct": on(MANAGE, estates.correct, area_m2=0, households=0),
    "estates.contract": on(MANAGE, estates.contract, estates.ContractDraft(5, DAY, DAY, 0)),
    "estates.end_contract": Act(
        MANAGE, lambda w, a: estates.end_contract(_estate(w), w.contract.pk, on=DAY, why="", actor=a)
    ),
    "money.enter_income": on(MANAGE, money.enter_income, QUARTER, due=-1, collected=0),
    "money.take_over": Act(
        MANAGE,
        lambda w, a: money.take_over([IncomeLine(w.managed.pk, QUARTER, 0, 0, 0)], actor=a),
    ),
    "money.give": on(MANAGE, money.give, money.SubsidyDraft(QUARTER, 5, "x", 0, DAY)),
    "money.strike_subsidy": Act(MANAGE, lambda w, a: money.strike_subsidy(_estate(w), w.given.pk, why="", actor=a)),
    "money.enter_jobs": on(MANAGE, money.enter_jobs, QUARTER, hired=-1, without_work=0),
    "ratings.add_dwellings": on(MANAGE, ratings.add_dwellings, ["x"] * 0),
    "ratings.print_slips": on(MANAGE, ratings.print_slips, ""),
    "ratings.rate_on_paper": on(CHECK, ratings.rate_on_paper, "x", {}),
    "checks.check": on(CHECK, checks.check, DAY, {}),
    "orders.issue": on(MANAGE, orders.issue, orders.OrderDraft("x", "", 0)),
    "orders.reply": _of("to_mend", orders.reply, ""),
    "objections.object_to": _of("to_mend", objections.object_to, ""),
    "objections.decide": _of("to_judge", objections.decide, "x", ""),
    "orders.recheck": _of("to_look", orders.recheck, "x", ""),
}
# parts of the acts on orders; a home rates by the code of its slip: gongzhi/property/tests/test_acts.py
INSIDE = {"ratings.rate", "shared.goes_to", "shared.holds"}
