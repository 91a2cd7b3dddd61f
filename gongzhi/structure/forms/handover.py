"""Forms of handing over a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.fields import scan_field
from gongzhi.structure.forms.people import day_input, person_field

KINDS = {
    "matter": _("Open matter"),
    "promise": _("Promise with a date"),
    "key": _("Keys"),
    "agreement": _("Agreement"),
    "paper": _("Papers and seals"),
    "other": _("Other things"),
}
BASES = [
    ("assigned", _("assigned")),
    ("elected", _("elected")),
    ("concurrent", _("concurrent")),
    ("claimed", _("volunteered")),
]


class OpenForm(Form):
    """Who hands over which post to whom, before whom."""

    appointment = forms.TypedChoiceField(label=_("Who hands over"), coerce=int)
    receiver = person_field(_("Who takes over (user name or phone)"))
    witness = person_field(_("Witness (user name or phone)"))
    basis = forms.ChoiceField(label=_("How appointed"), choices=BASES)
    ends_on = forms.DateField(
        label=_("Last day of the new term"), required=False, widget=day_input(), help_text=_("Empty: no end is set.")
    )

    def __init__(self, *args: Any, holders: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].choices = [("", _("please choose")), *holders]  # type: ignore[attr-defined]


class LineForm(Form):
    """A line typed in."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[(k, KINDS[k]) for k in ("key", "agreement", "paper", "other")]
    )
    text = forms.CharField(label=_("What is handed over"), max_length=300)
    due_on = forms.DateField(label=_("Date, where there is one"), required=False, widget=day_input())


class PaperForm(Form):
    """The scan of a list signed on paper."""

    scan = scan_field(_("Photo or scan of the signed list"), told=True)
