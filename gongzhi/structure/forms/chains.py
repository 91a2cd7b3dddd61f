"""Forms of the chains of responsibility."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form


class WhyForm(Form):
    """Why a phone is shown in clear."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=4,
        max_length=200,
        help_text=_("It is kept, and the person concerned can read it."),
    )
