"""Input at the telephone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm


class NumberForm(Form):
    """A number that no exchange announced, and why it is looked up."""

    number = forms.CharField(
        label=_("Number of the caller"), max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "accesskey": "n"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as: calls on the old telephone of the hall. It is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class SeatForm(Form):
    """Which telephone is mine, as the exchange names it; empty: none any more."""

    seat = forms.CharField(
        label=_("My telephone"), max_length=40, required=False,
        help_text=_("Its extension or name at the exchange, such as 8001. Kept for today."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class CallNoteForm(OnceForm):
    """Words of the caller for an open request."""

    words = forms.CharField(
        label=_("What the caller adds"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
