"""The figures as rows of tables, tiles and charts: every number with the address of the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.insight.public import Figures, Period, Sums
from gongzhi.insight.queries.figures import NO_PAGE
from gongzhi.insight.rules import cube, links
from gongzhi.insight.rules.periods import PeriodKind
from gongzhi.insight.views.words import change, mean, share, span_words, step_words
from gongzhi.packs import public as packs

# The columns of a table: what stands there, and how it sorts.
SORTS: dict[str, Callable[[dict[str, int]], float]] = {
    "came": lambda n: n["came"],
    "done": lambda n: n["done"],
    "late": lambda n: n["late"],
    "rate": lambda n: n["in_time"] / n["done"] if n["done"] else -1,
    "grade": lambda n: n["stars"] / n["ratings"] if n["ratings"] else -1,
    "open": lambda n: n["open"],
    "yellow": lambda n: n["yellow"],
    "red": lambda n: n["red"],
}


STEP_COLUMNS = ("came", "done", "late", "rate")


def headings() -> dict[str, str]:
    """The head of the tables by type and by place, in order."""
    return {
        "came": _("Came in"),
        "done": pgettext("figures", "Closed"),
        "late": _("Closed late"),
        "rate": _("On-time rate"),
        "grade": _("Mean rating"),
        "open": _("In hand"),
        "yellow": _("Due soon"),
        "red": _("Overdue"),
    }


def shown(numbers: dict[str, int]) -> dict[str, str]:
    """The texts of those columns."""
    plain = {name: f"{numbers[name]:,}" for name in ("came", "done", "late", "open", "yellow", "red")}
    return plain | {
        "rate": share(numbers["in_time"], numbers["done"]),
        "grade": mean(numbers["stars"], numbers["ratings"]),
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table; without an address where no list shows it."""

    text: str
    label: str
    href: str = ""


def as_td(cells: Iterable[Cell]) -> SafeString:
    """The cells of a row: a page has hundreds, and a template's loop over them would be half of its time."""
    return SafeString(
        "".join(
            f'<td class="k-num"><a href="{escape(cell.href)}">{cell.text}</a></td>'
            if cell.href
            else f'<td class="k-num">{cell.text}</td>'
            for cell in cells  # texts are numbers of our own making
        )
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its name (with an address), its cells, and the numbers behind them."""

    name: str
    href: str
    cells: SafeString
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows of one page: whose lists may be opened, which period."""

    found: Figures
    linked: bool
    heads: dict[str, str]

    def line(self, name: str, sums: Sums, *, href: str = "", **where: Any) -> Line:
        """A row; `where` is what the lists behind it are narrowed to."""
        numbers = sums.numbers()
        texts = shown(numbers)
        cells = [Cell(texts[key], label, self.link(key, numbers, **where)) for key, label in self.heads.items()]
        return Line(name, href, as_td(cells), numbers)

    def link(self, key: str, numbers: dict[str, int], **where: Any) -> str:
        """The address of the list behind a number; none where there is nothing, or no list."""
        if not self.linked or not numbers.get(key) or key not in links.COUNTED:
            return ""
        where.setdefault("place_id", self.found.place.pk)
        return links.address_of(links.query_of(key, period=self.found.period, **where))


def maker(actor: Actor, found: Figures) -> Maker:
    """For this actor."""
    linked = may(actor, Permission.REQUEST_SEE, found.place.ancestors)
    return Maker(found, linked, headings())


def by_type(make: Maker, sort: str, most: int = 10_000) -> list[Line]:
    """A row for each of the first types with anything to show, the most frequent first; one that the pack has dropped
    has its key for a name, and no lists."""
    pack = packs.active()
    worth = SORTS.get(sort, SORTS["came"])
    kinds = sorted(make.found.types.items(), key=lambda item: (-worth(item[1].numbers()), item[0]))
    lines = []
    for key, sums in kinds[:most]:
        try:
            lines.append(make.line(packs.named(pack.request_type(key)), sums, type_key=key))
        except KeyError:
            lines.append(Maker(make.found, False, make.heads).line(key, sums))
    return lines


def by_place(make: Maker, sort: str) -> list[Line]:
    """A row for each place right below, in the order of the tree, and one for what lies in none of them."""
    lines = []
    for child in make.found.children:
        sums = make.found.places[child.pk]
        if child.kind in NO_PAGE:
            href = links.address_of({"state": "live", "place": str(child.pk)}) if make.linked else ""
        else:
            href = address(child.pk, make.found.period)
        lines.append(make.line(child.name, sums, href=href, place_id=child.pk))
    if sort in SORTS:
        lines.sort(key=lambda line: -SORTS[sort](line.numbers))
    if make.found.here.flow or make.found.here.stock:
        lines.append(make.line(_("Not in a smaller area"), make.found.here, here=True))
    return lines


def by_time(make: Maker) -> list[dict[str, Any]]:
    """A row for each part of the period."""
    rows = []
    for step, vector in make.found.steps:
        numbers = Sums(vector).numbers()

        def link(key: str, step: Period = step, numbers: dict[str, int] = numbers) -> str:
            if not make.linked or not numbers[key]:
                return ""
            return links.address_of(links.query_of(key, place_id=make.found.place.pk, period=step))

        texts, heads = shown(numbers), make.heads
        cells = [Cell(texts[k], heads[k], link(k) if k in links.COUNTED else "") for k in STEP_COLUMNS]
        ahead = step.first > clock.today()  # a line does not fall to zero where nothing has happened yet
        rows.append({"name": step_words(step), "cells": as_td(cells), "numbers": {} if ahead else numbers})
    return rows


def tiles(make: Maker) -> list[dict[str, Any]]:
    """The large numbers: what is in hand now, what happened in the period beside the one before."""
    found, numbers = make.found, make.found.total.numbers()
    before = Sums(found.before).numbers()

    def tile(key: str, label: str, value: str = "", note: str = "", light: str = "") -> dict[str, str]:
        text = value or f"{numbers[key]:,}"
        return {"label": label, "value": text, "note": note, "light": light, "href": make.link(key, numbers)}

    def compared(key: str) -> str:
        return _("before: %(n)s") % {"n": change(numbers[key], before[key])}

    grade = mean(numbers["stars"], numbers["ratings"])
    rate, earlier = (share(n["in_time"], n["done"]) for n in (numbers, before))
    return [
        {"label": _("Now"), "tiles": [
            tile("open", _("In hand")),
            tile("waiting", _("Waiting for the resident")),
            tile("yellow", _("Due soon"), light="yellow"),
            tile("red", _("Overdue"), light="red"),
        ]},
        {"label": span_words(found.period), "tiles": [
            tile("came", _("Came in"), note=compared("came")),
            tile("done", pgettext("figures", "Closed"), note=compared("done")),
            tile("in_time", _("On-time rate"), rate, _("before: %(n)s") % {"n": earlier}),
            tile("late", _("Closed late"), note=compared("late")),
            tile("", _("Mean days to close"), mean(numbers["hours"] / 24, numbers["done"]),
                 _("before: %(n)s") % {"n": mean(before["hours"] / 24, before["done"])}),
            tile("rated", _("Mean rating"), grade, _("%(n)s rated, %(share)s of those closed") % {
                "n": f"{numbers['rated']:,}", "share": share(numbers["rated"], numbers["done"])}),
            tile("reopened", _("Reopened"), note=compared("reopened")),
            tile("entered", _("Entered after the fact")),
        ]},
    ]  # fmt: skip


def by_grade(make: Maker) -> list[Cell]:
    """How many of those closed have a rating of so many stars, the best first."""
    numbers = make.found.total.numbers()
    return [
        Cell(f"{numbers[name]:,}", _("%(n)s stars") % {"n": 5 - n}, make.link(name, numbers))
        for n, name in enumerate(reversed(cube.STARS))
    ]


def address(place_id: int, period: Period, **more: str) -> str:
    """The page of a place and a period."""
    query = {"place": str(place_id), "period": period.kind.value}
    if period.kind is PeriodKind.CUSTOM:
        query |= {"since": period.first.isoformat(), "until": period.last.isoformat()}
    else:
        query["day"] = period.first.isoformat()
    return f"/desk/insight/?{urlencode(query | more)}"


def charts(types: Iterable[Line], places: Iterable[Line], steps: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the charts draw, as the script reads it: names, and two rows of numbers each."""
    heads, unit = headings(), _("requests")

    def of(lines: Iterable[Any], most: int) -> dict[str, Any]:
        rows = [(row["name"], row["numbers"]) if isinstance(row, dict) else (row.name, row.numbers) for row in lines]
        rows = rows[:most]
        series = [{"name": heads[key], "data": [n[key] if n else None for _, n in rows]} for key in ("came", "done")]
        return {"names": [name for name, _numbers in rows], "unit": unit, "series": series}

    return {"types": of(types, 15), "places": of(places, 30), "time": of(steps, 400)}
