"""Forms of emergency plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm, choose
from gongzhi.structure.forms.fields import scan_field
from gongzhi.structure.forms.meetings import Choices, day_field, words
from gongzhi.structure.rules.emergency import NAME, UNIT


class OrderForm(Form):
    """A numbered order, as it stands on the paper."""

    number = forms.CharField(label=_("Number of the order"), max_length=60, help_text=_("As it stands on the paper."))
    issuer = forms.ChoiceField(label=_("Issued by"), help_text=_("Only those whom the rules name may order it."))
    issued_on = day_field(_("Date of the order"))
    photo = scan_field(_("Scan or photo of the order"), required=False, told=True)

    def __init__(self, *args: Any, issuers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "issuer", issuers, empty=_("Choose…"))


class OpenForm(OrderForm):
    """Which plan opens, where, from when until when."""

    kind = forms.ChoiceField(label=_("Plan"))
    place = forms.TypedChoiceField(label=_("Place"), coerce=int)
    starts_on = day_field(_("First day"))
    ends_on = day_field(
        _("Last day of the plan"), help_text=_("It ends by itself after this day; only another order extends it.")
    )
    words = words(
        _("What everybody should know and do"), required=False, help_text=_("Stands on the public page; no names.")
    )
    field_order = ("kind", "place", "number", "issuer", "issued_on", "photo", "starts_on", "ends_on", "words")

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", kinds, empty=_("Choose…"))
        choose(self, "place", places, empty=_("Choose…"))


class ExtendForm(OrderForm):
    """Until when the further order allows it."""

    ends_on = day_field(_("New last day"))


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class WordsForm(Form):
    """What the public page says."""

    words = words(
        _("What everybody should know and do"), required=False, help_text=_("Stands on the public page; no names.")
    )


class AreaForm(Form):
    """Who takes a place."""

    leader = forms.TypedChoiceField(label=_("Leader who takes it"), coerce=int, empty_value=None, required=False)
    unit = forms.TypedChoiceField(label=_("Unit that takes it"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, leaders: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "leader", leaders, empty=_("nobody"))
        choose(self, "unit", units, empty=_("nobody"))


class HelperForm(Form):
    """One of those who reported in."""

    helper = forms.TypedChoiceField(label=_("Person"), coerce=int)

    def __init__(self, *args: Any, helpers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "helper", helpers, empty=_("Choose…"))


class AssignForm(Form):
    """An area for a helper."""

    place = forms.TypedChoiceField(label=_("Sector"), coerce=int)

    def __init__(self, *args: Any, areas: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", areas, empty=_("Choose…"))


class DutyForm(HelperForm):
    """Who is on duty where, in which shift."""

    place = forms.TypedChoiceField(label=_("Sector"), coerce=int)
    shift = forms.ChoiceField(label=_("Shift"))
    field_order = ("place", "shift", "helper")

    def __init__(self, *args: Any, areas: Choices, shifts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", areas, empty=_("Choose…"))
        choose(self, "shift", shifts, empty=_("Choose…"))


class VolunteerForm(Form):
    """Who wants to help, where, and what they agree to."""

    name = forms.CharField(label=_("Name"), max_length=NAME)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    wanted = forms.TypedChoiceField(
        label=_("Where you would like to help"), coerce=int, empty_value=None, required=False
    )
    agreed = forms.BooleanField(
        label=_("I agree that name and phone are kept for this emergency alone, and deleted when it ends."),
        error_messages={"required": _("Without consent nothing is kept, and nobody can be assigned.")},
    )

    def __init__(self, *args: Any, areas: Choices, by_staff: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "wanted", areas, empty=_("anywhere"))
        if by_staff:
            self.fields["wanted"].label = _("Area that is wanted")
            self.fields["agreed"].label = _("The person agreed: kept for this emergency alone, deleted when it ends.")


class CadreForm(VolunteerForm):
    """A Party member whom a unit sends."""

    unit = forms.CharField(label=_("Unit that sends you"), max_length=UNIT)
    field_order = ("name", "unit", "phone", "wanted", "agreed")


class NeedForm(OnceForm):
    """What somebody needs who stays at home."""

    type_key = forms.ChoiceField(label=_("What is needed"), widget=forms.RadioSelect)
    words = words(_("In your own words"), rows=3, most=1000)
    place_id = forms.TypedChoiceField(label=_("Estate"), coerce=int)
    address = forms.CharField(label=_("Building and door"), max_length=80)
    name = forms.CharField(label=_("Name or how to call you"), max_length=NAME)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type_key"].choices = list(kinds)  # type: ignore[attr-defined]
        choose(self, "place_id", places, empty=_("Choose…"))
