"""`/desk/reception/endings/`: how hard matters ended, by place and period; what became of what waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.kit import excel
from gongzhi.packs import public as packs
from gongzhi.reception.forms import SpanForm
from gongzhi.reception.queries import waits
from gongzhi.reception.queries.waits import FEWEST, Ended, Followed


@dataclass(frozen=True, slots=True)
class Table:
    """What page and Excel show. `kinds`: key and title of each ending of the pack."""

    form: SpanForm
    first: date
    last: date
    kinds: list[tuple[str, str]]
    rows: list[Ended]
    total: Ended
    planned: Followed
    listed: Followed
    query: str


def _table(request: HttpRequest) -> Table:
    actor = actor_of(request)
    units = waits.seen_units(actor)
    pack = packs.active()
    form = SpanForm(request.GET, places=[(p.pk, p.name) for p in units])
    data = form.cleaned_data if form.is_valid() else {}
    place = data.get("place")
    found = waits.table(actor, place, data.get("since"), data.get("until"))
    first, last, rows, total = found.first, found.last, found.rows, found.total
    kinds = [(e.key, packs.named(e)) for e in pack.endings if total.kinds[e.key] or e.key in _offered(pack)]
    query = f"since={first:%Y-%m-%d}&until={last:%Y-%m-%d}" + (f"&place={place}" if place else "")
    return Table(form, first, last, kinds, rows, total, found.planned, found.listed, query)


def _offered(pack: packs.Pack) -> set[str]:
    """The endings that the procedures of these matters offer."""
    groups = {g for station in pack.receptions for g in station.groups}
    ways = {t.procedure for t in pack.request_types if t.group in groups}
    return {o.ending for p in pack.procedures if p.key in ways for s in p.steps for o in s.outcomes if o.ending}


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The tables."""
    table, pack = _table(request), packs.active()
    lines = [(r, [r.kinds[k] for k, _t in table.kinds], r.rate(pack)) for r in (*table.rows, table.total) if r.total]
    context = {"table": table, "lines": lines, "fewest": FEWEST, "kinds": [t for _k, t in table.kinds]}
    return render(request, "reception/endings.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The same for Excel; a share of fewer than ten is left out."""
    table, pack = _table(request), packs.active()
    book = excel.new()
    title = _("How urgent, hard and special matters ended")
    heads = [_("Place"), _("Ended in all"), *(t for _k, t in table.kinds), _("Share solved")]
    sheet = excel.begin(book, title[:31], title=title, by_line=f"{table.first:%Y-%m-%d} — {table.last:%Y-%m-%d}",
                        heads=heads, widths=(24, *(12,) * (len(heads) - 1)), footer=_("Page &P of &N"))  # fmt: skip
    for row in (*table.rows, table.total):
        rate = row.rate(pack)
        counts = [row.kinds[k] for k, _t in table.kinds]
        excel.append(sheet, [row.place or _("All"), row.total, *counts, "—" if rate is None else rate])
    return excel.download(book, title)
