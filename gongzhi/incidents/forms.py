"""Input of the pages of incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.incidents.rules import REASON_MAX
from gongzhi.kit.forms import Form


class LevelForm(Form):
    """Another level, and why. `number`: the step that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30000)
    level = forms.ChoiceField(label=_("Incident level"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What happened, and how far it reaches; no names of residents."),
    )  # fmt: skip

    def __init__(self, *args: Any, levels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = levels


class PlainForm(Form):
    """A button alone."""


class FilterForm(Form):
    """What of the list one wants to see."""

    level = forms.ChoiceField(label=_("Incident level"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(
        label=_("Which"), required=False,
        choices=[("", _("Going on")), ("waiting", _("Nobody has it yet")), ("over", _("Over"))],
    )  # fmt: skip

    def __init__(self, *args: Any, levels: list[tuple[str, str]], places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("level", levels), ("place", places)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
