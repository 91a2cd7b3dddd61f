"""Classes of disclosure of the pack in force, and how long a posting of each stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.core.errors import Invalid
from gongzhi.disclosure import queries
from gongzhi.disclosure.rules import duties
from gongzhi.packs.public import Disclosure, named


def classes(board: str = "") -> tuple[Disclosure, ...]:
    """The classes of the pack, or those of one board."""
    return tuple(d for d in queries.pack().disclosures if not board or d.board == board)


def class_of(key: str) -> Disclosure | None:
    """The class; None where the pack has none of that key (any more)."""
    return next((d for d in queries.pack().disclosures if d.key == key), None)


def class_title(key: str) -> str:
    """Its title in the reader's language; the key where it is gone."""
    found = class_of(key)
    return named(found) if found else key


def least_days(board: str, disclosure: str = "", period: str = "") -> int:
    """How many days a posting stands at least: the board's or the class's, whichever is longer.

    Raises Invalid where there is no such board or class, the class stands on another board, or its period is none."""
    least = queries.board(board).days_min
    if not disclosure:
        if period:
            raise Invalid("Only a class of disclosure has a period.", field="period")
        return least
    item = class_of(disclosure)
    if item is None or item.by != "posting":
        raise Invalid("There is no such class of disclosure.", field="disclosure")
    if item.board != board:
        raise Invalid("This class stands on another board.", field="board")
    if item.every == "event":
        if period:
            raise Invalid("This class has no periods: leave the period empty.", field="period")
    elif not period:
        raise Invalid("Choose the period that it is for.", field="period")
    elif duties.kind_of(period) != item.every:
        raise Invalid("This is not a period of the class.", field="period")
    return max(least, item.days_min)


def period_words(key: str) -> str:
    """A period's key in words: 2026年第二季度."""
    found = duties.period(key)
    if found is None:
        return key
    year = found.first.year
    match duties.kind_of(key):
        case "month":
            return _("%(year)s-%(month)s") % {"year": year, "month": found.first.month}
        case "quarter":
            n = (found.first.month + 2) // 3
            name = {1: _("first quarter"), 2: _("second quarter"), 3: _("third quarter"), 4: _("fourth quarter")}[n]
            return _("%(name)s of %(year)s") % {"year": year, "name": name}
        case "half_year":
            name = _("first half") if found.first.month == 1 else _("second half")
            return _("%(name)s of %(year)s") % {"year": year, "name": name}
    return _("year %(year)s") % {"year": year}
