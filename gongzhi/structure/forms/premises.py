"""Forms of premises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import HoursForm, area, day, of_pack, one_body, scan_field


class RoomForm(HoursForm):
    """A room, entered or changed."""

    name = forms.CharField(label=_("Name of the room"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of room"))
    square_metres = area(_("Area in square metres"))
    address = forms.CharField(label=_("Address and floor"), max_length=200)
    basis = forms.ChoiceField(label=_("How the community came to it"))
    lender = one_body(_("Lent by"), required=False, help_text=_("Where a unit lends it."))
    since = forms.DateField(label=_("In use since"), widget=day())
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = (
        "name", "kind", "square_metres", "address", "basis", "lender", "since", "days", "opens", "closes", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack = packs.active()
        choose(self, "kind", of_pack(pack.room_kinds))
        choose(self, "basis", of_pack(pack.room_bases))
        choose(self, "lender", bodies, empty=_("nobody"))


class EndForm(Form):
    """The last day of something."""

    until = forms.DateField(label=_("Last day of use"), widget=day())


class EstateForm(Form):
    """A new estate."""

    name = forms.CharField(label=_("Name of the estate"), max_length=80)
    developer = forms.CharField(label=_("Developer"), max_length=120)
    households = forms.IntegerField(label=_("Households planned"), min_value=1, max_value=1_000_000)
    expected_on = forms.DateField(label=_("Hand-over agreed for"), widget=day())
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class StageForm(Form):
    """The next stage of an estate's rooms."""

    stage = forms.ChoiceField(label=_("Stage"))
    on = forms.DateField(label=_("Date"), widget=day())
    square_metres = area(_("Area in square metres"))
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=200,
        required=False,
        help_text=_("Number of the permit, the drawing, the record of the hand-over."),
    )
    photo = scan_field(_("Scan or photo"), required=False, told=True)

    def __init__(self, *args: Any, following: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "stage", of_pack(s for s in packs.active().estate_stages if s.key == following))


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class SignForm(Form):
    """A plate or board."""

    kind = forms.ChoiceField(label=_("Kind of sign"))
    words = forms.CharField(label=_("What it says"), max_length=120)
    where = forms.CharField(label=_("Where it hangs"), max_length=120)
    since = forms.DateField(label=_("There since"), widget=day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", of_pack(packs.active().sign_kinds))
