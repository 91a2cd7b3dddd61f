"""Forms of the calendar."""

from __future__ import annotations

import re
from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})")


class DayForm(Form):
    """One day that differs from the week."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("What kind of day"),
        choices=[("holiday", _("holiday")), ("workday", _("makeup workday")), ("half", _("shorter hours"))],
    )
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=80,
        help_text=_("Like 09:00-12:00, 13:30-17:00; for shorter hours."),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=200, help_text=_("The notice it follows."))

    def clean_hours(self) -> list[tuple[time, time]]:
        """Pairs of times; full-width signs are taken too."""
        text = (
            self.cleaned_data["hours"]
            .translate(str.maketrans("：，；－０１２３４５６７８９", ":,;-0123456789"))
            .strip()
        )
        found = _HOURS.findall(text)
        if text and (not found or re.sub(r"[\s,;、]", "", _HOURS.sub("", text))):
            raise forms.ValidationError(_("Write hours like 09:00-12:00, 13:30-17:00."))
        try:
            return [(time(int(a), int(b)), time(int(c), int(d))) for a, b, c, d in found]
        except ValueError:
            raise forms.ValidationError(_("Write hours like 09:00-12:00, 13:30-17:00.")) from None
