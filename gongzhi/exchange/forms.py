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
    (rules.Scope.SEE.value, _("See the work of my own posts")),
    (rules.Scope.ACT.value, _("Act with my own posts")),
    (rules.Scope.EXPORT.value, _("Take out what my own posts may take out")),
]


class TokenForm(Form):
    """Access for a program."""

    name = forms.CharField(label=_("Which program"), max_length=rules.NAME_MAX)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES, widget=forms.CheckboxSelectMultiple, initial=["read", "create"]
    )
    post_id = forms.TypedChoiceField(
        label=_("With which post"), required=False, coerce=int, empty_value=None,
        help_text=_("For a token that sees, acts or takes out. It loses what you lose."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=3660, initial=365)
    per_minute = forms.IntegerField(
        label=_("Calls a minute"), min_value=1, max_value=rules.PER_MINUTE_MAX, initial=rules.PER_MINUTE
    )

    def __init__(self, *args: Any, posts: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["post_id"]
        choice.choices = [("", _("With all my posts")), *posts.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["bound"] = bool(rules.BOUND.intersection(data.get("scopes", [])))
        if not data["bound"]:
            data["post_id"] = None
        return data
