"""What the page of figures is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.insight.rules import periods
from gongzhi.insight.rules.periods import PeriodKind
from gongzhi.kit.errors import add_to_form
from gongzhi.kit.forms import Form


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AskForm(Form):
    """A place and a period; every field may stay empty: the first place, this month."""

    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    period = forms.ChoiceField(required=False, choices=[(k.value, k.value) for k in PeriodKind])
    day = _date(_("A day in it"))
    since = _date(_("From day"))
    until = _date(_("To day"))
    sort = forms.CharField(required=False, max_length=12)

    def clean(self) -> dict[str, Any]:
        """The period itself, under `span`."""
        data = super().clean() or {}
        try:
            days = {name: data.get(name) for name in ("day", "since", "until")}
            data["span"] = periods.asked(PeriodKind(data.get("period") or "month"), **days, today=clock.today())
        except Invalid as error:
            add_to_form(self, error)
            data["span"] = periods.period_of(PeriodKind.MONTH, clock.today())
        return data
