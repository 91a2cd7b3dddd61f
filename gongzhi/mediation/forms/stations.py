"""Input of stations, shifts and hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Choices, Form, OnceForm
from gongzhi.mediation.rules.stations import ShiftDraft

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class StationForm(OnceForm):
    """A station is opened."""

    kind = forms.ChoiceField(label=_("Kind of help"))
    place = forms.TypedChoiceField(label=_("Community"), coerce=int)
    title = forms.CharField(label=_("Name of the station"), max_length=60)
    venue = forms.CharField(label=_("Where the station is"), max_length=120)
    phone = forms.CharField(label=_("Phone of the station"), max_length=20, required=False)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class ShiftForm(OnceForm):
    """Who helps on a day of the week."""

    weekday = forms.TypedChoiceField(
        label=_("Day of the week"), coerce=int, choices=[(n + 1, word) for n, word in WEEKDAYS.items()]
    )
    starts = forms.TimeField(label=_("From"), widget=TIME)
    ends = forms.TimeField(label=_("Until"), widget=TIME)
    post = forms.TypedChoiceField(label=_("Post that helps"), coerce=int, required=False, empty_value=None)
    helper = forms.CharField(
        label=_("Or a helper from outside: name"), max_length=30, required=False,
        help_text=_("Ask first: the name stands on the public page while the shift lasts."),
    )  # fmt: skip
    helper_body = forms.CharField(label=_("Sent by"), max_length=60, required=False)
    from_on = forms.DateField(label=_("First day of the shift"), widget=DAY, initial=clock.today)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]

    def draft(self) -> ShiftDraft:
        """What was entered."""
        d = self.cleaned_data
        return ShiftDraft(
            d["weekday"], d["starts"], d["ends"], d["from_on"], d["post"], d["helper"], d["helper_body"]
        )  # fmt: skip


class EndForm(Form):
    """The last day of a shift."""

    shift = forms.TypedChoiceField(label=_("Shift"), coerce=int)
    until_on = forms.DateField(label=_("Last day of the shift"), widget=DAY, initial=clock.today)

    def __init__(self, *args: Any, shifts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shift"].choices = list(shifts)  # type: ignore[attr-defined]


class TakeForm(OnceForm):
    """One of the free hours."""

    slot = forms.ChoiceField(label=_("Free hour"))
    about = forms.CharField(
        label=_("Number of the case or request"), max_length=20, required=False,
        help_text=_("Leave it empty for somebody who just came in."),
    )  # fmt: skip

    def __init__(self, *args: Any, slots: Choices, private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = list(slots)  # type: ignore[attr-defined]
        if private:
            del self.fields["about"]

    def hour(self) -> tuple[int, datetime]:
        """Shift and beginning of the chosen hour."""
        shift, at = self.cleaned_data["slot"].split("@")
        return int(shift), datetime.fromisoformat(at)


class BackForm(Form):
    """An hour is given back."""

    hour = forms.IntegerField(widget=forms.HiddenInput)
