"""Forms of staff: the record, a step, an event, leaving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs
from gongzhi.structure.forms.people import day_input

REASONS = {"entry": _("on entry"), "raise": _("regular raise"), "promotion": _("promotion"), "ladder": _("new ladder")}
EVENTS = {"training": _("Training"), "rotation": _("Rotation"), "promotion": _("Promotion")}


class RecordForm(Form):
    """How somebody came; the year of birth serves averages alone."""

    entry = forms.ChoiceField(label=_("Way of entry"), required=False)
    joined_on = forms.DateField(label=_("On the staff since"), required=False, widget=day_input())
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1900, max_value=2100,
        help_text=_("For the average age alone; shown to nobody. Empty: stays as it is."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: packs.StaffRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [("", "—"), *((e.key, e.title) for e in rules.entries)]  # type: ignore[attr-defined]


class StepForm(Form):
    """A step of the ladder from a day on."""

    post = forms.ChoiceField(label=_("Post of the ladder"))
    step = forms.IntegerField(label=_("Step of the ladder"), min_value=1, max_value=60)
    starts_on = forms.DateField(label=_("From"), widget=day_input(), initial=clock.today)
    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()))

    def __init__(self, *args: Any, ladder: packs.Ladder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(p.key, f"{p.title} {p.first}–{p.last}") for p in ladder.posts]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]


class EventForm(Form):
    """A training, a rotation, a promotion."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(EVENTS.items()))
    happened_on = forms.DateField(label=_("On"), widget=day_input(), initial=clock.today)
    title = forms.CharField(label=_("Subject, or where to"), max_length=120, required=False)
    hours = forms.IntegerField(label=_("Hours"), required=False, min_value=1, max_value=2000)
    key = forms.ChoiceField(label=_("Promoted to"), required=False)

    def __init__(self, *args: Any, rules: packs.StaffRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = [("", "—"), *((p.key, p.title) for p in rules.promotions)]  # type: ignore[attr-defined]
        if not rules.promotions:
            del self.fields["key"]


class LeaveForm(Form):
    """The last day, and why."""

    reason = forms.ChoiceField(label=_("Why"))
    left_on = forms.DateField(label=_("Last day"), widget=day_input(), initial=clock.today)

    def __init__(self, *args: Any, rules: packs.StaffRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("please choose")), *((e.key, e.title) for e in rules.exits)]  # type: ignore[attr-defined]
