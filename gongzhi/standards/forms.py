"""What the list of gaps is narrowed by; an exemption."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.standards.queries.lists import ORDERS

STATES = {
    "open": _("Short"),
    "unknown": _("Number missing"),
    "exempt": _("Exempted"),
    "mended": _("Mended"),
}
SORTS = {
    "since": _("Longest first"),
    "newest": _("Latest first"),
    "rule": _("By clause"),
    "unit": _("By unit"),
    "place": _("By place"),
}
assert list(SORTS) == list(ORDERS)  # noqa: S101 - one word for each order


class ListForm(Form):
    """The filters of the list; all may stay empty."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=list(STATES.items()))
    rule = forms.ChoiceField(label=_("Clause"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(SORTS.items()))
    mine = forms.BooleanField(label=_("Mine to mend"), required=False)

    def __init__(self, *args: Any, rules: list[tuple[str, str]], places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("rule", rules), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("All")), *choices]


class ExemptForm(Form):
    """Until when, and why."""

    until = forms.DateField(label=_("Does not count until"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=_("Reason"), max_length=200)
