"""The form of a photo of the paper board."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.disclosure.rules.proofs import At
from gongzhi.kit.forms import Form

ENDS = [(At.BEGIN.value, _("The beginning of the period")), (At.END.value, _("The end of the period"))]


class ProofForm(Form):
    """A photo with day and place."""

    at = forms.ChoiceField(label=_("What the photo proves"), choices=ENDS, widget=forms.RadioSelect)
    taken_on = forms.DateField(
        label=_("Taken on"), initial=clock.today, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    where = forms.CharField(
        label=_("Where the board hangs"), max_length=80, help_text=_("Such as: the board beside the door of the hall.")
    )
    photo = forms.FileField(
        label=_("Photo of the board"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("The whole sheet, readable. No faces, no number plates."),
    )  # fmt: skip
