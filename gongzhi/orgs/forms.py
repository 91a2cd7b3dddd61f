"""Forms of the desk: appoint, name a substitute, be away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.orgs.rules import AbsenceReason, Basis

BASES = [
    (Basis.ASSIGNED.value, _("assigned")),
    (Basis.ELECTED.value, _("elected")),
    (Basis.CONCURRENT.value, _("concurrent")),
    (Basis.CLAIMED.value, _("volunteered")),
]
REASONS = [
    (AbsenceReason.LEAVE.value, _("leave")),
    (AbsenceReason.DUTY.value, _("official duty elsewhere")),
    (AbsenceReason.TRAINING.value, _("training")),
    (AbsenceReason.OTHER.value, _("other reason")),
]


_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class AppointForm(Form):
    """Who gets a seat of a post, and for which time."""

    person = forms.CharField(
        label=_("User name or phone"), help_text=_("Of somebody who is known to the platform."), max_length=200
    )
    starts_on = forms.DateField(label=_("From"), widget=_day())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=_day())
    basis = forms.ChoiceField(label=_("How appointed"), choices=BASES)


class SubstituteForm(Form):
    """B of A."""

    substitute = forms.TypedChoiceField(label=_("Substitute (B)"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("nobody")), *choices]  # type: ignore[attr-defined]


class PhoneForm(Form):
    """The work phone of a post."""

    phone = forms.CharField(
        label=_("Work phone"),
        help_text=_("Of the office, not a private one: it stands on notices and pages for everybody."),
        max_length=20,
        required=False,
    )


class AbsenceForm(Form):
    """From when to when, and why; for oneself, or for one of `people`."""

    person = forms.TypedChoiceField(label=_("Who is away"), coerce=int, required=False, empty_value=None)
    starts_at = forms.DateTimeField(label=_("From"), widget=_moment(), input_formats=_FORMATS)
    until = forms.DateTimeField(
        label=_("Until when"),
        help_text=_("Leave empty if it is not known yet."),
        required=False,
        widget=_moment(),
        input_formats=_FORMATS,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["person"].choices = [("", _("myself")), *people]  # type: ignore[attr-defined]
        else:
            del self.fields["person"]
