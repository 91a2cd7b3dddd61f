"""Forms of the yearly review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.deliberation.rules.reviews import REPORT_MAX
from gongzhi.kit.forms import Form


class StartForm(Form):
    """Which body, which year; who runs it declares that nobody of the supervisors is related."""

    body = forms.ChoiceField(label=_("Body"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    no_kin = forms.BooleanField(
        label=_("Nobody of the supervisory committee is a member of this body, or a close relative of one"),
        required=False,
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], years: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["year"].choices = [(y, str(y)) for y in years]  # type: ignore[attr-defined]


class ReportForm(Form):
    """What a member did in the year."""

    text = forms.CharField(
        label=_("Report"), max_length=REPORT_MAX, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was done in the year, in numbers where there are any. It is published with the ballots."),
    )  # fmt: skip


class BallotsForm(Form):
    """Who votes, until when, by which ways."""

    register = forms.TypedChoiceField(label=_("Register of voters"), coerce=int)
    closes_at = forms.DateTimeField(
        label=_("Ballots until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    channels = forms.MultipleChoiceField(
        label=_("Ways to vote"), widget=forms.CheckboxSelectMultiple,
        choices=[("online", _("on line")), ("paper", _("on paper"))], initial=["online", "paper"],
    )  # fmt: skip

    def __init__(self, *args: Any, registers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = registers  # type: ignore[attr-defined]
        self.fields["closes_at"].initial = clock.local(clock.now() + timedelta(days=7)).replace(second=0, microsecond=0)
