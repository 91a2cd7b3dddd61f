"""Forms of forming organisations: units, counts, applications, approval, election."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.core import clock
from gongzhi.kit.forms import Form, choose
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import day, of_pack
from gongzhi.structure.forms.people import person_field
from gongzhi.structure.queries.forming import FIGURES

Choices = Sequence[tuple[Any, str]]
PLEASE = _("please choose")


class AskForm(Form):
    """Which units the list shows."""

    show = forms.ChoiceField(
        label=_("Which units"),
        required=False,
        choices=[
            ("due", _("due, and none stands")),
            ("formed", _("with an organisation")),
            ("looked", _("looked at, without a threshold")),
            ("below", _("below a threshold")),
            ("unknown", _("a number is missing")),
            ("new", _("not entered yet")),
        ],
    )
    kind = forms.ChoiceField(label=_("Kind of unit"), required=False)
    q = forms.CharField(label=_("Name or place"), required=False, max_length=40)

    def __init__(self, *args: Any, rules: packs.Forming, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", of_pack(rules.units), empty=_("all kinds"))


class UnitForm(Form):
    """A unit that is entered by name."""

    kind = forms.ChoiceField(label=_("Kind of unit"))
    name = forms.CharField(label=_("Name of the unit"), max_length=120)
    place = forms.TypedChoiceField(label=_("Place"), coerce=int, empty_value=None)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    since = forms.DateField(label=_("There since"), widget=day(), initial=clock.today)

    def __init__(self, *args: Any, kinds: Sequence[Any], places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", of_pack(kinds), empty=PLEASE)
        choose(self, "place", places)


class CountForm(Form):
    """What was counted on a day: numbers only."""

    members = forms.IntegerField(label=FIGURES["members"], required=False, min_value=0)
    residents = forms.IntegerField(label=FIGURES["residents"], required=False, min_value=0)
    employed = forms.IntegerField(label=FIGURES["employed"], required=False, min_value=0)
    occupied = forms.IntegerField(label=FIGURES["occupied"], required=False, min_value=0, max_value=100)
    on = forms.DateField(label=_("Counted on"), widget=day(), initial=clock.today)
    source = forms.CharField(label=_("Where the number comes from"), max_length=120)

    def __init__(self, *args: Any, wanted: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in FIGURES:
            if figure != "members" and figure not in wanted:
                del self.fields[figure]
        if "members" not in wanted:
            self.fields["members"].help_text = _("How many, never who. A branch of its own takes three.")

    def counts(self) -> dict[str, int]:
        """figure -> number, of those that were filled in."""
        return {f: self.cleaned_data[f] for f in FIGURES if self.cleaned_data.get(f) is not None}


class KnownForm(Form):
    """An organisation that stood before the platform."""

    body = forms.TypedChoiceField(label=_("Organisation"), coerce=int, empty_value=None)
    form = forms.ChoiceField(label=pgettext_lazy("of an organisation", "Form"))
    mode = forms.ChoiceField(label=_("Mode"))
    tie = forms.ChoiceField(label=_("Tie"), required=False)

    def __init__(self, *args: Any, rules: packs.Forming, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "body", bodies, empty=PLEASE)
        _how(self, rules)


def _how(form: Form, rules: packs.Forming) -> None:
    choose(form, "form", of_pack(rules.forms))
    choose(form, "mode", of_pack(rules.modes))
    if rules.ties:
        choose(form, "tie", of_pack(rules.ties), empty=PLEASE)
    else:
        del form.fields["tie"]


class ProposalForm(Form):
    """How an organisation is to be formed."""

    mode = forms.ChoiceField(label=_("Mode"), widget=forms.RadioSelect)
    form = forms.ChoiceField(label=pgettext_lazy("of an organisation", "Form"), widget=forms.RadioSelect)
    tie = forms.ChoiceField(label=_("Tie"))
    partners = forms.TypedMultipleChoiceField(
        label=_("Other units that it covers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    post_title = forms.CharField(
        label=_("Post of its head"), max_length=30, required=False, help_text=_("Leave empty: secretary or head.")
    )
    parent = forms.TypedChoiceField(label=_("Organisation above it"), coerce=int, empty_value=None, required=False)
    host = forms.TypedChoiceField(
        label=_("Organisation that takes it in"), coerce=int, empty_value=None, required=False,
        help_text=_("Only where it is attached to another."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What the survey found"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500,
        help_text=_("Numbers and reasons; no names of members."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, rules: packs.Forming, parents: Choices, hosts: Choices, partners: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _how(self, rules)
        choose(self, "parent", parents)
        self.hosting = {m.key for m in rules.modes if m.partners == "host"}
        for name, choices in (("host", hosts), ("partners", partners)):
            if choices:
                choose(self, name, choices, empty=PLEASE if name == "host" else None)
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The host stands for the organisation above where the mode has one."""
        data = super().clean() or {}
        host = data.pop("host", None)
        if data.get("mode") in self.hosting:
            if not host:
                self.add_error(
                    "host" if "host" in self.fields else "mode", _("Choose the organisation that takes it in.")
                )
            data["parent"] = host
        return data


class EstablishForm(Form):
    """The approval."""

    starts_on = forms.DateField(label=_("It stands from"), widget=day(), initial=clock.today)
    words = forms.CharField(label=_("Number and words of the approval"), max_length=500)


class ElectForm(Form):
    """Who heads it."""

    person = person_field()
    basis = forms.ChoiceField(
        label=_("How the head came"), choices=[("elected", _("election")), ("assigned", _("appointment"))]
    )
    starts_on = forms.DateField(label=_("From"), widget=day(), initial=clock.today)


class PublishForm(Form):
    """What stands on the board."""

    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    override_reason = forms.CharField(
        label=_("Why a marked passage may stand"), required=False, max_length=200,
        help_text=_("Only where the platform takes something for personal data that is none."),
    )  # fmt: skip


class WithdrawForm(Form):
    """Why an application is taken back."""

    words = forms.CharField(label=_("Why"), max_length=500)
