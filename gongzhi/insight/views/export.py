"""The figures as an Excel workbook, as officials print it: by type, by place, by time, and the requests themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.insight.public import Figures, Sums, note_export
from gongzhi.insight.queries.matters import came_or_closed
from gongzhi.insight.views import rows
from gongzhi.insight.views.page import asked
from gongzhi.insight.views.words import days_words, span_words
from gongzhi.kit import excel
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs

MOST = 5000  # rows of requests
NUMBERS = ("came", "done", "late", "rate", "grade", "open", "yellow", "red")
WIDTHS = (28, *(12,) * len(NUMBERS))


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The workbook of the place and period of the page. Raises Forbidden without `request:export` there, NotFound."""
    actor, _form, found, _tops = asked(request)
    require(actor, Permission.REQUEST_EXPORT, found.place.ancestors)
    book, number = _book(actor, found)
    note_export(actor=actor, place_id=found.place.pk, since=found.period.first, until=found.period.last, rows=number)
    name = f"{_('Figures of the area')}-{found.period.first:%Y%m%d}-{found.period.last:%Y%m%d}"
    return excel.download(book, name, dated=False)


def _book(actor: Actor, found: Figures) -> tuple[Any, int]:
    """The workbook, and how many requests it names."""
    book = excel.new()
    make = rows.maker(actor, found)
    by_line = _by_line(actor, found)
    total = found.total.numbers()
    parts = [
        (_("By type"), _("Type"), [(line.name, line.numbers) for line in rows.by_type(make, "")]),
        (_("By place"), _("Place"), [(line.name, line.numbers) for line in rows.by_place(make, "")]),
        (_("By time"), _("Time"), [(row["name"], row["numbers"] or Sums().numbers()) for row in rows.by_time(make)]),
    ]
    for n, (name, first, lines) in enumerate(parts):
        of_time = n == len(parts) - 1  # what is in hand now belongs to no part of the period
        _sheet(book, found, name, first, by_line, lines, total, NUMBERS[:5] if of_time else NUMBERS)
    return book, _matters(book, actor, found, by_line)


def _title(found: Figures, what: str) -> str:
    values = {"place": found.place.name, "span": span_words(found.period), "what": what}
    return _("%(place)s: requests %(what)s (%(span)s)") % values


def _by_line(actor: Actor, found: Figures) -> str:
    """Unit and date of compiling, the days counted, as of when."""
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    values = {
        "unit": next(iter(labels.values()), ""),
        "day": f"{clock.today():%Y-%m-%d}",
        "span": days_words(found.period),
        "at": f"{clock.local(found.at):%Y-%m-%d %H:%M}" if found.at else "—",
    }
    return _("Compiled by: %(unit)s    Date: %(day)s    Days: %(span)s    As of: %(at)s    Unit: requests") % values


def _sheet(
    book: Any,
    found: Figures,
    name: str,
    first: str,
    by_line: str,
    lines: Iterable[tuple[str, dict[str, int]]],
    total: dict[str, int],
    columns: tuple[str, ...],
) -> None:
    heads = rows.headings()
    sheet = excel.begin(
        book,
        name,
        title=_title(found, name),
        by_line=by_line,
        heads=[first, *(heads[key] for key in columns)],
        widths=WIDTHS[: len(columns) + 1],
        footer=_("Page &P of &N"),
    )
    for label, numbers in lines:
        excel.append(sheet, [label, *(_value(key, numbers) for key in columns)])
    excel.append(sheet, [_("Total"), *(_value(key, total) for key in columns)], bold=True)
    for note in [*notes(), _("5. Entered after the fact among those that came in: %(n)s.") % {"n": total["entered"]}]:
        sheet.append([excel.cell(sheet, note, size=10)])


def _value(key: str, numbers: dict[str, int]) -> float | int | str | Decimal:
    if key == "rate":
        return numbers["in_time"] / numbers["done"] if numbers["done"] else "—"
    if key == "grade":
        return round(Decimal(numbers["stars"]) / numbers["ratings"], 1) if numbers["ratings"] else "—"
    return numbers[key]


def notes() -> list[str]:
    """What the columns count, below each table."""
    return [
        _("Notes"),
        _("1. Came in: received in these days. Closed: ended in these days and not reopened since."),
        _("2. Late: closed after the promised moment; time runs in working time as the procedure counts it."),
        _("3. On-time rate: those closed in time out of all closed. Mean rating: of five stars, present answers."),
        _("4. In hand, due soon, overdue: at the moment named above, whatever the days."),
    ]


def _matters(book: Any, actor: Actor, found: Figures, by_line: str) -> int:
    """The requests, without anybody who reported one; how many."""
    name = _("Requests")
    sheet = excel.begin(
        book,
        name,
        title=_title(found, _("one by one")),
        by_line=by_line,
        heads=[
            _("No."), _("Number"), _("Received on"), _("Type"), _("Request"), _("Place"), _("Responsible"), _("Due"),
            _("Closed on"), _("Result"),
        ],
        widths=(6, 14, 17, 20, 34, 16, 30, 17, 17, 16),
        footer=_("Page &P of &N"),
    )  # fmt: skip
    found_rows = came_or_closed(actor, found.place.pk, found.period)
    number = 0
    for values in _values(found_rows[: MOST + 1].iterator(chunk_size=500)):
        if number == MOST:
            text = _("More than %(most)s requests: the rest is in the list of requests.") % {"most": MOST}
            sheet.append([excel.cell(sheet, text, bold=True)])
            break
        number += 1
        excel.append(sheet, [number, *values])
    return number


def _values(found: Iterable[Any]) -> Iterator[list[Any]]:
    pack = packs.active()
    kinds = {t.key: packs.named(t) for t in pack.request_types}
    endings = {e.key: packs.named(e) for e in pack.endings}
    for about in found:
        matter, post = about.matter, about.matter.holder_post
        kind = kinds.get(about.type_key, about.type_key)
        yield [
            about.number,
            _local(about.created_at),
            kind,
            kind if disclosure.scan(matter.title) else matter.title,
            matter.place.name,
            post.label,
            _local(matter.due_at),
            _local(matter.closed_at),
            endings.get(about.ending, about.ending) if matter.closed_at else "",
        ]


def _local(moment: datetime | None) -> datetime | None:
    """A real date for Excel, which knows no zones: the time in Shanghai."""
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None
