"""`/desk/needs/tables/WHAT.xlsx`: both lists, what is left over, matches, the figures of a month as Excel tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.core.numbers import spoken
from gongzhi.kit import excel
from gongzhi.needs.forms import MatchListForm
from gongzhi.needs.queries import lines, matches
from gongzhi.needs.rules.lines import Side
from gongzhi.needs.views.desk import asked, asked_matches, reader
from gongzhi.needs.views.page import state_words, time_words
from gongzhi.orgs import public as orgs

Sheet = tuple[str, Sequence[str], Sequence[int], Iterable[Sequence[Any]]]


@login_required
@require_safe
def export(request: HttpRequest, what: str) -> FileResponse:
    """One table. Raises NotFound, Forbidden, Invalid (too many rows)."""
    actor = reader(request)
    build = {"lines": _lines, "matches": _matches, "figures": _figures}.get(what)
    if build is None:
        raise NotFound("There is no such list.")
    title, heads, widths, rows = build(request, actor)
    book = excel.new()
    labels = orgs.post_labels(p.post_id for p in actor.posts[:1])
    by_line = _("Unit: %(unit)s    Date: %(day)s") % {
        "unit": next(iter(labels.values()), ""), "day": f"{clock.today():%Y-%m-%d}",
    }  # fmt: skip
    sheet = excel.begin(
        book, title[:30], title=title, by_line=by_line, heads=heads, widths=widths, footer=_("Page &P of &N")
    )
    for n, values in enumerate(rows):
        if n == excel.ROWS_MOST:
            raise Invalid(
                "These are more than %(most)s rows. Narrow the list, for example by month.", most=excel.ROWS_MOST
            )
        excel.append(sheet, values)
    return excel.download(book, title)


def _lines(request: HttpRequest, actor: Actor) -> Sheet:
    _form, rows, _data = asked(request, actor)
    titles = lines.titles()
    heads = [
        _("No."), _("Number"), _("List"), _("Kind"), _("What exactly?"), _("From whom"), _("Where"), _("How far"),
        _("When"), _("How much"), _("Still free"), _("Stands since"), _("State"),
    ]  # fmt: skip
    found = rows.order_by("-id")[: excel.ROWS_MOST + 1]
    rules = lines.rules()
    names = {Side.NEED.value: rules.need_list, Side.SERVICE.value: rules.service_list}
    made = (
        [
            n, spoken(r.number), names.get(r.side, r.side), titles.get(r.kind, r.kind), r.words,
            r.body or _("a resident"), r.place.name, r.reach.name, time_words(r), r.amount, r.left,
            clock.local(r.shown_at).date() if r.shown_at else "", state_words(r.state),
        ]
        for n, r in enumerate(found, start=1)
    )  # fmt: skip
    return _("Needs and services"), heads, (6, 14, 12, 14, 40, 20, 18, 18, 36, 8, 8, 12, 14), made


def _matches(request: HttpRequest, actor: Actor) -> Sheet:
    titles = lines.titles()
    form = MatchListForm(request.GET, kinds=list(titles.items()))
    heads = [
        _("No."), _("Kind"), _("The need"), _("The service"), _("Offered by"), _("How much"), _("Proposed on"),
        _("State"), _("Used"), _("Ended on"), _("How it went"),
    ]  # fmt: skip
    found = asked_matches(form, actor).order_by("-id")[: excel.ROWS_MOST + 1]
    made = (
        [
            n, titles.get(m.need.kind, m.need.kind), m.need.words, m.service.words, m.service.body, m.amount,
            clock.local(m.proposed_at).date(), state_words(m.state), "" if m.used is None else m.used,
            clock.local(m.ended_at).date() if m.ended_at else "", m.words,
        ]
        for n, m in enumerate(found, start=1)
    )  # fmt: skip
    return _("Needs and services brought together"), heads, (6, 14, 36, 36, 24, 8, 12, 14, 8, 12, 36), made


def _figures(request: HttpRequest, actor: Actor) -> Sheet:
    month = matches.month_asked(request.GET.get("month", ""), clock.today())
    heads = [
        _("Kind"), _("Needs entered"), _("Services entered"), _("Agreed"), _("Was carried out"), _("Came to nothing"),
        _("Used"), _("Counted in"), _("Needs left over now"), _("Services left over now"),
    ]  # fmt: skip
    made = (
        [r.title, r.needs, r.services, r.matched, r.done, r.not_done, r.used, r.unit, r.needs_left, r.services_left]
        for r in matches.figures(actor, month).rows
    )
    title = _("Needs and services in %(month)s") % {"month": f"{month:%Y-%m}"}
    return title, heads, (20, 12, 12, 10, 10, 12, 10, 10, 14, 14), made
