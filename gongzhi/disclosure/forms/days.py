"""Forms of open days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.access.public import Actor
from gongzhi.disclosure.queries import publishable_places
from gongzhi.disclosure.queries.classes import classes
from gongzhi.kit.forms import Form, OnceForm
from gongzhi.packs.public import named

AREA = forms.Textarea(attrs={"rows": 5})
WHY = forms.CharField(
    label=_("Why a marked passage may stand"), required=False, max_length=200,
    help_text=_("Only for passages that are marked as possible; recorded in the ledger."),
)  # fmt: skip


class DayForm(OnceForm):
    """Announce an open day."""

    disclosure = forms.ChoiceField(label=_("Class of disclosure"))
    place = forms.TypedChoiceField(label=_("For which place"), coerce=int)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hours = forms.CharField(label=_("From when to when"), max_length=40)
    venue = forms.CharField(label=_("Venue"), max_length=120)
    programme = forms.CharField(label=_("Programme"), widget=AREA, max_length=4000)
    laid_open = forms.CharField(
        label=_("What is laid open"), widget=AREA, max_length=4000,
        help_text=_("Accounts, lists, decisions that everybody may look through on the day."),
    )  # fmt: skip
    override_reason = WHY

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(d.key, named(d)) for d in classes() if d.by == "open_day"]
        self.fields["disclosure"].choices = kinds  # type: ignore[attr-defined]
        self.fields["place"].choices = [(p.pk, p.name) for p in publishable_places(actor)]  # type: ignore[attr-defined]


class ReportForm(Form):
    """What the open day was."""

    visitors = forms.IntegerField(
        label=_("How many visitors came?"), min_value=0, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    text = forms.CharField(
        label=_("Report"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000,
        help_text=_("What was laid open, what was asked, what was promised until when. No names."),
    )  # fmt: skip
    override_reason = WHY


class CancelForm(Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("Reason, which is published"), max_length=200)
