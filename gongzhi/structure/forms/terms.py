"""Forms of terms of office: appoint, fill a seat, note a duty, renew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Choices, Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.people import day_input, person_field

ROLES = [("member", _("Member")), ("deputy", _("Deputy secretary"))]
REASONS = [("vacancy", _("A seat is vacant")), ("inactive", _("A member does not fulfil the duties"))]


class DescribeForm(Form):
    """Where a member comes from."""

    source = forms.ChoiceField(label=_("Where from"))
    unit = forms.CharField(label=_("Unit or organisation"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)

    def __init__(self, *args: Any, rules: packs.Concurrent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "source", [(s.key, s.title) for s in rules.sources], empty=_("please choose"))


class MemberForm(DescribeForm):
    """A concurrent member for a term; with `matter` it ends the procedure that fills the seat."""

    person = person_field()
    starts_on = forms.DateField(label=_("From"), widget=day_input(), initial=clock.today)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=day_input(), help_text=_("Leave empty: as the rules say.")
    )
    matter = forms.TypedChoiceField(label=_("Ends the procedure"), coerce=int, empty_value=None, required=False)
    field_order = ("person", "source", "unit", "role", "starts_on", "ends_on", "matter")

    def __init__(self, *args: Any, rules: packs.Concurrent, matters: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, rules=rules, **kwargs)
        if matters:
            choose(self, "matter", matters, empty=_("none"))
        else:
            del self.fields["matter"]


class ChangeForm(Form):
    """Why a seat is to be filled; of whom, where a member is to be replaced."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    leaves = forms.TypedChoiceField(label=_("Who is to be replaced"), coerce=int, empty_value=None, required=False)
    words = forms.CharField(label=_("Reason in words"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "leaves", members, empty=_("nobody: a seat is vacant"))


class DutyForm(Form):
    """What a member did."""

    appointment = forms.TypedChoiceField(label=_("Person"), coerce=int)
    duty = forms.ChoiceField(label=_("Duty"))
    done_on = forms.DateField(label=_("On"), widget=day_input(), initial=clock.today)
    text = forms.CharField(label=_("What was done"), max_length=200)

    def __init__(self, *args: Any, rules: packs.Concurrent, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "appointment", members)
        choose(self, "duty", [(d.key, d.title) for d in rules.duties])


class ElectionForm(Form):
    """When the committee is elected next."""

    next_on = forms.DateField(label=_("Next election of the committee"), widget=day_input())


STATUSES = [
    ("unclear", _("not clear")),
    ("agency", _("state agency")),
    ("institution", _("public institution")),
    ("society", _("social organisation")),
    ("company", _("company")),
    ("autonomy", _("body of residents' self-government")),
]


class StatusForm(Form):
    """What a body is in law."""

    status = forms.ChoiceField(label=_("Legal status"), choices=STATUSES)


class RenewForm(Form):
    """The first day of the new term, and who goes on."""

    starts_on = forms.DateField(label=_("First day of the new term"), widget=day_input())
    months = forms.IntegerField(
        label=_("Term of the committee, in months"), required=False, min_value=1, max_value=120,
        help_text=_("Concurrent members have the term that the rules give them."),
    )  # fmt: skip
    continuing = forms.TypedMultipleChoiceField(
        label=_("Who goes on"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is not ticked leaves with the day before."),
    )  # fmt: skip

    def __init__(self, *args: Any, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "continuing", holders)


class AskForm(Form):
    """Which bodies the list shows."""

    q = forms.CharField(label=_("Name of the body"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("Which bodies"),
        required=False,
        choices=[
            ("", _("all bodies")),
            ("short", _("too few concurrent members")),
            ("ending", _("a term ends within 90 days")),
            ("vacant", _("with vacant seats")),
        ],
    )
