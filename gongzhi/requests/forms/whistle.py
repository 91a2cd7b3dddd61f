"""Input of the whistle: to arrive, to accept or send back, to dispute and rule, to grade."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

GRADES = [(5, _("5: very good")), (4, _("4: good")), (3, _("3: fair")), (2, _("2: poor")), (1, _("1: very poor"))]


def _words(label: Any, help_text: Any = "", **more: Any) -> forms.CharField:
    more.setdefault("max_length", 2000)
    return forms.CharField(label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ArriveForm(Form):
    """On the spot: who came, where; by the map or the telephone's position if it is at hand."""

    where = forms.CharField(label=_("Where you are"), max_length=200, help_text=_("A gate, a house number, a corner."))
    words = forms.CharField(
        label=_("Who came"), max_length=300, help_text=_("Unit and number of people, such as: four of the team.")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)


class GradeForm(Form):
    """One unit grades another."""

    stars = forms.TypedChoiceField(label=_("Grade"), coerce=int, choices=[("", _("Choose…")), *GRADES])
    words = forms.CharField(
        label=_("In a few words"), max_length=300, required=False, help_text=_("Of the unit, not of a person.")
    )


class RuleForm(Form):
    """Whose duty it is."""

    to_post = forms.TypedChoiceField(label=_("Whose duty it is"), coerce=int)
    words = _words(
        _("Reasons of the ruling"), _("By which list of duties; the units read it, and so do later rulings.")
    )

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), ("0", _("None of them: whoever asked does it alone")), *posts]


class BatchForm(Form):
    """One answer to several parts."""

    answer = _words(_("Answer to all that are ticked"), _("What was found and done; residents do not see it."))
