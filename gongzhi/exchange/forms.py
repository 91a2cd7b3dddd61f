"""Input of the desk's page of tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.exchange.rules import tokens as rules
from gongzhi.kit.forms import Form

SCOPES = [
    (rules.Scope.READ.value, _("Read what is public")),
    (rules.Scope.CREATE.value, _("Send requests in (Open311 and API)")),
    (rules.Scope.ACT.value, _("Act with my own posts")),
]


class TokenForm(Form):
    """Access for a program."""

    name = forms.CharField(label=_("Which program"), max_length=rules.NAME_MAX)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES, widget=forms.CheckboxSelectMultiple, initial=["read", "create"]
    )
    days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=3660, initial=365)
    per_minute = forms.IntegerField(
        label=_("Calls a minute"), min_value=1, max_value=rules.PER_MINUTE_MAX, initial=rules.PER_MINUTE
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["bound"] = rules.Scope.ACT.value in data.get("scopes", [])
        return data
