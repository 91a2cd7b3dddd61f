"""Input of the desk's pages of patrols."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs


class PointForm(Form):
    """A check point."""

    title = forms.CharField(label=_("Check point"), max_length=60)
    look_for = forms.CharField(label=_("What to look for"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of hazard"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((h.key, packs.named(h)) for h in packs.active().hazards)]


class PlanForm(Form):
    """Who walks this week, and when."""

    post = forms.TypedChoiceField(label=_("Who walks"), required=False, coerce=int, empty_value=None)
    planned_on = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The grid's own worker")), *((str(i), label) for i, label in posts)]
