"""Words of states, as pages and papers show them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.core import clock
from gongzhi.property.models import Contract
from gongzhi.property.queries import estates
from gongzhi.property.rules.words import LIFTED, MEND, OBJECTION, RECHECK, UPHELD


def part_words(key: str) -> str:
    """A part of the formula."""
    words = {
        "rating": _("the grades that homes gave, 1 to 5 put on 0 to 100"),
        "orders": _("orders to mend that were answered in time and then accepted"),
        "requests": _("requests about property that were answered in time"),
    }
    return words.get(key, key)


def quarter_words(quarter: date) -> str:
    """2026年第3季度."""
    return _("Q%(n)s %(year)s") % {"n": (quarter.month + 2) // 3, "year": quarter.year}


def step_words(step: str, result: str) -> str:
    """Where an order stands."""
    words = {
        "closed": pgettext("order", "mended, closed"), "lifted": pgettext("order", "lifted"),
        MEND: _("to be mended by the company"), RECHECK: _("reported as mended, to be looked at"),
        OBJECTION: _("objection being decided"),
    }  # fmt: skip
    return words.get(result or step, step)


def decision_words(decision: str) -> str:
    """What was decided on an objection."""
    words = {UPHELD: _("not accepted, the order stands"), LIFTED: _("accepted, the order is lifted")}
    return words.get(decision, _("objection being decided"))


def contract_light(contract: Contract | None) -> tuple[str, str]:
    """The colour and words of a contract."""
    if contract is None:
        return "red", _("no contract in force")
    today = clock.today()
    last = estates.last_day(contract)
    if contract.starts_on > today:
        return "blue", _("begins later")
    if last < today:
        return "grey", _("over")
    left = (last - today).days
    nearest = max((d for d in estates.rules().tell_days if d), default=0)
    if left > nearest:
        return "green", _("contract in force")
    return "yellow", _("ends in %(n)s days") % {"n": left} if left else _("ends today")
