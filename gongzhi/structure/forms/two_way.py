"""Forms of messages between the levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.meetings import Choices, words


class _WriteForm(Form):
    line = forms.ChoiceField(label=_("Network and own post"))
    subject = forms.CharField(label=_("Subject"), max_length=120)
    words = words(
        _("What it says"), rows=6, most=5000, help_text=_("No names, phones or other personal data of residents.")
    )
    days = forms.IntegerField(label=_("Answer within (working days)"), min_value=1, max_value=60)
    photo1 = forms.FileField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP, up to 10 MB each."))
    photo2 = forms.FileField(label=_("Second photo"), required=False)

    def __init__(self, *args: Any, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        if len(lines) == 1:
            self.fields["line"].initial = lines[0][0]
            self.fields["line"].widget = forms.HiddenInput()


class DownForm(_WriteForm):
    """To posts below: of which kinds, where."""

    kinds = forms.MultipleChoiceField(label=_("To which posts"), widget=forms.CheckboxSelectMultiple)
    places = forms.TypedMultipleChoiceField(
        label=_("In which places"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: the whole area of the post."),
    )  # fmt: skip
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        self.fields["places"].choices = places  # type: ignore[attr-defined]
        if not places:
            del self.fields["places"]
        self.order_fields(["line", "kinds", "places", "subject", "words", "days", "photo1", "photo2", "sure"])


class UpForm(_WriteForm):
    """To one office above."""

    office = forms.TypedChoiceField(label=_("To which office"), coerce=int)

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("Choose…")), *offices]  # type: ignore[attr-defined]
        self.order_fields(["line", "office", "subject", "words", "days", "photo1", "photo2"])


class AnswerForm(Form):
    """The answer, with pictures."""

    words = words(_("What was answered"), rows=4, most=5000)
    photo1 = forms.FileField(label=_("Photo"), required=False, help_text=_("JPEG, PNG or WebP, up to 10 MB each."))
    photo2 = forms.FileField(label=_("Second photo"), required=False)


class AskForm(Form):
    """A question to what was answered."""

    words = words(_("What is asked once more"), rows=3)


class NarrowForm(Form):
    """What a list of messages is narrowed by."""

    q = forms.CharField(label=_("Key words"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)

    def __init__(self, *args: Any, states: Choices, networks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]
        self.fields["network"].choices = [("", _("all")), *networks]  # type: ignore[attr-defined]
        if not networks:
            del self.fields["network"]
