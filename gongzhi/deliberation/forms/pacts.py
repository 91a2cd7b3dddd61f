"""Forms of pacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form


class PactsForm(Form):
    """Narrows the list of places and their pacts."""

    q = forms.CharField(label=_("Name of the place"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    have = forms.ChoiceField(
        label=_("What holds now"), required=False, choices=[("", _("All")), ("yes", _("in force")), ("no", _("none"))]
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]


class BeginForm(Form):
    """What a new draft begins from."""

    basis = forms.ChoiceField(label=_("Begin from"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = bases  # type: ignore[attr-defined]
        self.fields["basis"].initial = bases[0][0]


class RepealForm(Form):
    """Why a pact is to hold no more."""

    note = forms.CharField(label=_("Why is it to be repealed?"), max_length=300)


class ForceForm(Form):
    """The day."""

    on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("What held before ends on this day. Until it comes the day can be changed."),
    )  # fmt: skip


class TakeForm(Form):
    """A pact that is in force already."""

    text = forms.CharField(
        label=_("The text, a line each article"), max_length=4000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("As it stands on the paper. Numbers are put by the platform."),
    )  # fmt: skip
    on = forms.DateField(
        label=_("In force since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    passed_by = forms.CharField(
        label=_("Who passed it, and when"), max_length=120,
        help_text=_("Everybody reads it. The meeting and its day, no names of residents."),
    )  # fmt: skip
    source = forms.CharField(label=_("Where the paper is kept"), max_length=200)
    photo = forms.FileField(
        label=_("Photo or PDF of the paper"),
        error_messages={"required": _("Add a photo or a PDF of the paper.")},
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_("For the office alone: names on it are not shown to anybody else."),
    )  # fmt: skip

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = not again  # the paper of the first entry stays


class CompareForm(Form):
    """Which two versions."""

    a = forms.ChoiceField(label=_("This text"), required=False)
    b = forms.ChoiceField(label=_("beside this one"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
