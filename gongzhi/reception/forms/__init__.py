"""Input of the pages of reception."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm
from gongzhi.reception.rules.texts import ANSWER_MAX, HEARD_MAX, ITEM_MAX


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, by the browser's calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ItemsForm(OnceForm):
    """What the resident raised, an item a line."""

    words = forms.CharField(
        label=_("Items raised"), max_length=ITEM_MAX * 10, widget=_area(3),
        help_text=_("One on each line. Each is answered apart."),
    )  # fmt: skip


class ItemAnswerForm(Form):
    """The answer to one item."""

    answer = forms.CharField(label=_("Answer to this item"), max_length=ANSWER_MAX, widget=_area(2))


class PolicyForm(OnceForm):
    """A policy that was explained."""

    policy = forms.CharField(label=_("Policy"), max_length=120)
    paper = forms.CharField(
        label=_("By which document"), max_length=120, required=False, help_text=_("Title and number of the document.")
    )
    words = forms.CharField(label=_("What was explained"), max_length=ANSWER_MAX, widget=_area(3))


class VisitForm(OnceForm):
    """A visit that was made, and the next one."""

    on = day_field(_("Day of the visit"))
    heard = forms.CharField(
        label=_("What was heard"), max_length=HEARD_MAX, widget=_area(3),
        help_text=_("Only what the matter needs; nothing about health, belief or family."),
    )  # fmt: skip
    next_on = day_field(_("Next visit"), required=False)


class PlanForm(Form):
    """The day of the next visit."""

    on = day_field(_("Next visit"))


class LookForm(Form):
    """What a look at something that waits gave."""

    how = forms.ChoiceField(label=_("What you found"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why, in words that the reporter reads"), max_length=ANSWER_MAX, widget=_area(3))
    due_on = day_field(_("New day"), required=False, help_text=_("Only where it waits on."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], listed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = choices
        if listed:  # the next look follows from the rules
            del self.fields["due_on"]


class SpanForm(Form):
    """The days and the place; empty: this year, everything one sees."""

    since = day_field(_("From day"), required=False)
    until = day_field(_("To day"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All"))] + [(str(i), name) for i, name in places]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", gettext("The last day lies before the first."))
        return data
