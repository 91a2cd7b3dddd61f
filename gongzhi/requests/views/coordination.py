"""Time lost in coordination by department, for leaders; and how both sides grade each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongzhi.access.public import Actor, Permission, actor_of, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.kit import excel
from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs
from gongzhi.requests.queries.coordination import askers, coordination

SORTS = ("lost", "asked", "refused", "grade")


class SpanForm(Form):
    """The days; empty: from the first day of this year until today."""

    since = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return data

    def span(self) -> tuple[date, date]:
        """First and last day."""
        today = clock.today()
        data = self.cleaned_data if self.is_valid() else {}
        last = data.get("until") or today
        return data.get("since") or last.replace(month=1, day=1), last


def _asked(request: HttpRequest) -> tuple[Actor, SpanForm, tuple[date, date], frozenset[int]]:
    actor = actor_of(request)
    here = scopes(actor, Permission.INSIGHT_SEE)
    if not here:
        raise Forbidden("None of your posts sees the figures of an area.")
    form = SpanForm(request.GET)
    return actor, form, form.span(), here


def weights(pack: packs.Pack) -> list[tuple[str, packs.Assessed]]:
    """What the grades weigh in the assessment of departments, by the title of each procedure that says so."""
    return [
        (packs.named(p), s.joins.assessed)
        for p in pack.procedures
        for s in p.steps
        if s.joins is not None and s.joins.assessed is not None
    ]


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """By department: asked, signed in, refused, came, answered, time lost, grade; by street: its grade."""
    _actor, form, (first, last), here = _asked(request)
    sort = request.GET.get("sort", "")
    rows = coordination(here, first, last)
    if sort in SORTS:
        rows.sort(key=lambda r: -(getattr(r, sort) or 0))
    query = f"since={first:%Y-%m-%d}&until={last:%Y-%m-%d}"
    context = {
        "form": form,
        "first": first,
        "last": last,
        "rows": rows,
        "askers": askers(here, first, last),
        "total": sum(r.lost for r in rows),
        "weights": weights(packs.active()),
        "query": query,
        "sort": sort,
        "sorts": [(key, label, f"?{query}&sort={key}") for key, label in
                  (("lost", _("Time lost")), ("refused", _("Times given back")), ("grade", _("Average grade")))],
    }  # fmt: skip
    return render(request, "requests/coordination.html", context)


def headings() -> tuple[str, ...]:
    """The columns of the table."""
    return (
        _("Department"), _("Times asked"), _("Times signed"), _("behind time"), _("Times given back"),
        _("Times on the spot"), _("behind time"), _("Times answered"), _("behind time"), _("Done again"),
        _("Hours lost"), _("Grades"), _("Average grade"),
    )  # fmt: skip


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The same table for Excel."""
    _actor, _form, (first, last), here = _asked(request)
    book = excel.new()
    days = f"{first:%Y-%m-%d} — {last:%Y-%m-%d}"
    title = _("Time lost in coordination")
    sheet = excel.begin(book, title[:31], title=title, by_line=days, heads=headings(), widths=(28, *(9,) * 12),
                        footer=_("Page &P of &N"))  # fmt: skip
    for r in coordination(here, first, last):
        excel.append(sheet, [
            r.name, r.asked, r.signed, r.sign_late, r.refused, r.arrived, r.arrive_late, r.answered, r.answer_late,
            r.again, str(r.hours), r.grades, str(r.grade) if r.grade is not None else "",
        ])  # fmt: skip
    return excel.download(book, title)
