"""Forms of a plan of adjustment: its head, and one form for each kind of line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

Choices = Sequence[tuple[str, str]]


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class HeadForm(Form):
    """What it is called, the document it follows, and from which day it holds."""

    title = forms.CharField(label=_("Title of the adjustment"), max_length=120)
    basis = forms.CharField(label=_("Document (title and number)"), max_length=120)
    effective_on = forms.DateField(label=_("First day on which it holds"), widget=_day())


class WhyForm(Form):
    """Why a plan is taken back."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)


class LineForm(Form):
    """Base: `places` to choose from (those that stand), `targets` (and those that the plan sets up)."""

    def __init__(self, *args: Any, places: Choices, targets: Choices, ended: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"place": places, "places": places, "to": targets, "ended": ended}
        for name, choices in rows.items():
            if name in self.fields:
                first = [] if name == "places" else [("", _("Please choose"))]
                self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]


class EstablishForm(LineForm):
    """A new place with its bodies."""

    kind = forms.ChoiceField(label=_("Level"))
    name = forms.CharField(label=_("Name of the new place"), max_length=80)
    code = forms.CharField(label=_("Code"), max_length=32, required=False)
    to = forms.ChoiceField(label=_("Stands in"))
    bodies = forms.MultipleChoiceField(
        label=_("Bodies that are set up with it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is named after the place and gets the posts that such bodies have elsewhere here."),
    )  # fmt: skip

    def __init__(self, *args: Any, levels: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = levels  # type: ignore[attr-defined]
        self.fields["bodies"].choices = bodies  # type: ignore[attr-defined]


class AbolishForm(LineForm):
    """A place ends."""

    place = forms.ChoiceField(label=_("Place that ends"))
    to = forms.ChoiceField(
        label=_("What stands there goes to"),
        help_text=_("Places below it, open matters, postings and companies; its offices and their posts end."),
    )


class MoveForm(LineForm):
    """A place stands elsewhere."""

    place = forms.ChoiceField(label=_("Place that moves"))
    to = forms.ChoiceField(label=_("Stands in from then on"))


class RenameForm(LineForm):
    """Another name."""

    place = forms.ChoiceField(label=_("Place that is renamed"))
    name = forms.CharField(label=_("New name"), max_length=80)


class SplitForm(LineForm):
    """Several places in place of one."""

    place = forms.ChoiceField(label=_("Place that is split"))
    parts = forms.CharField(
        label=_("New places"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text=_("One on a line: name, a comma, code. What stands below is shared out in the next step."),
    )  # fmt: skip

    def clean_parts(self) -> list[tuple[str, str]]:
        rows = [line.replace("，", ",").partition(",") for line in self.cleaned_data["parts"].splitlines()]
        return [(name.strip(), code.strip()) for name, _comma, code in rows if name.strip()]


class MergeForm(LineForm):
    """Several places become one that stands, or that the plan sets up."""

    places = forms.MultipleChoiceField(label=_("Places that end"), widget=forms.CheckboxSelectMultiple)
    to = forms.ChoiceField(label=_("Place into which they go"))


class RestoreForm(LineForm):
    """A place that ended is there again."""

    ended = forms.ChoiceField(
        label=_("Place that is restored"),
        help_text=_("With its name, code, bodies and posts of its last day; what stood below it comes back."),
    )


LINE_FORMS: dict[str, tuple[type[LineForm], Any, Any]] = {
    "establish": (EstablishForm, _("Set up a place"), _("Set up")),
    "abolish": (AbolishForm, _("Abolish a place"), _("Abolish")),
    "move": (MoveForm, _("Move a place to another parent"), _("Move")),
    "split": (SplitForm, _("Split a place"), _("Split")),
    "merge": (MergeForm, _("Merge places"), _("Merge")),
    "rename": (RenameForm, _("Rename a place"), _("Rename")),
    "restore": (RestoreForm, _("Restore a place"), _("Restore")),
}


class SelectsForm(Form):
    """A select for each of `rows` (name, label, choices, initial): who takes what, where what goes."""

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str, Choices, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices, initial in rows:
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)


class PeopleForm(Form):
    """For each new post (name, label, choices, chosen) those who come to it, and one more by user name or phone."""

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str, Choices, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices, chosen in rows:
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, initial=chosen, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"{name}-other"] = forms.CharField(
                label=_("Somebody else: user name or phone"), max_length=200, required=False
            )
