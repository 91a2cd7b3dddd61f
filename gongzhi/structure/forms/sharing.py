"""Forms of what is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import HoursForm, day, of_pack, one_body
from gongzhi.structure.rules.cobuilding import SLOT_MINUTES

Choices = Sequence[tuple[int, str]]


class SharedForm(HoursForm):
    """Something offered to others."""

    name = forms.CharField(label=_("Name of what is offered"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"))
    owner = one_body(_("Offered by"))
    room = one_body(_("Room of the register"), required=False)
    where = forms.CharField(label=_("Where to find it"), max_length=200)
    words = forms.CharField(
        label=_("What to know"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    slot_minutes = forms.TypedChoiceField(
        label=_("Length of a slot, in minutes"), coerce=int, choices=[(n, str(n)) for n in SLOT_MINUTES], initial=60
    )
    ahead_days = forms.IntegerField(
        label=_("How many days ahead it can be booked"), min_value=1, max_value=180, initial=30
    )
    approval = forms.BooleanField(label=_("The owner confirms each booking"), required=False)
    residents = forms.BooleanField(label=_("Residents may book it too"), required=False)
    since = forms.DateField(label=_("Offered since"), widget=day())
    field_order = (
        "name", "kind", "owner", "room", "where", "words", "days", "opens", "closes", "slot_minutes", "ahead_days",
        "approval", "residents", "since",
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Choices, rooms: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", of_pack(packs.active().shared_kinds))
        choose(self, "owner", owners)
        choose(self, "room", rooms, empty=_("none"))


class BookForm(Form):
    """What a booking is for; the slots stand in the calendar."""

    purpose = forms.CharField(label=_("What for"), max_length=120)
    body = one_body(_("For which body"), required=False)

    def __init__(self, *args: Any, bodies: Choices, as_resident: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bodies:
            del self.fields["body"]
        else:
            choose(self, "body", bodies, empty=_("for myself") if as_resident else None)


class DecideForm(Form):
    """Confirm, or refuse with a reason."""

    reason = forms.CharField(label=_("Reason of a refusal or cancellation"), max_length=200, required=False)
