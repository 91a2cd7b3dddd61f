"""Forms of topics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.rules.topics import TITLE_MAX, WORDS_MAX, Channel
from gongzhi.kit.forms import Form, OnceForm

AREA = forms.Textarea(attrs={"rows": 4})
ENTERED = [(Channel.PAPER, _("On paper")), (Channel.PHONE, _("By phone")), (Channel.DOOR, _("At the door"))]


class ProposeForm(OnceForm):
    """What a resident proposes; the contact is only for telling what came of it."""

    place = forms.ChoiceField(label=_("Community"))
    kind = forms.ChoiceField(label=_("Way of deliberating"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title of your topic"), max_length=TITLE_MAX)
    words = forms.CharField(label=_("What do you propose, and why?"), widget=AREA, max_length=WORDS_MAX)
    name = forms.CharField(label=_("Your name or an alias"), max_length=30, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, required=False,
        help_text=_("Only to tell you what comes of it. It is not shown to anybody."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], ways: list[tuple[str, str]],
                 signed_in: bool = False, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if len(ways) > 1:
            self.fields["kind"].choices = ways  # type: ignore[attr-defined]
            self.fields["kind"].initial = ways[0][0]
        else:
            del self.fields["kind"]
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["place"].initial = places[0][0]
        if signed_in:
            del self.fields["name"], self.fields["phone"]


class RegisterForm(ProposeForm):
    """The same, entered by staff for somebody who came, called or wrote."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(
        label=_("Where it came from"), max_length=200, help_text=_("Which sheet, whose call, which door, and when.")
    )
    field_order = ("submission", "place", "kind", "channel", "source", "title", "words", "name", "phone")


class CommentForm(OnceForm):
    """One voice about a topic."""

    words = forms.CharField(label=_("What do you say?"), widget=AREA, max_length=WORDS_MAX)


class EnterCommentForm(CommentForm):
    """The same, entered by staff."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(label=_("Where it came from"), max_length=200)


class ReasonForm(Form):
    """Why something is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class RateForm(Form):
    """Satisfaction with what came of it."""

    stars = forms.ChoiceField(
        label=_("How satisfied are you?"), widget=forms.RadioSelect,
        choices=[("5", _("Very satisfied")), ("4", _("Satisfied")), ("3", _("So-so")), ("2", _("Not satisfied")),
                 ("1", _("Not at all satisfied"))],
    )  # fmt: skip
    words = forms.CharField(label=_("Why?"), max_length=300, required=False)


class BoardForm(Form):
    """What goes to the board."""

    title = forms.CharField(label=_("Title"), max_length=100)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    override_reason = forms.CharField(
        label=_("Reason for showing what was marked"), max_length=200, required=False,
        help_text=_("Only where the check for personal data warns and you have looked at it."),
    )  # fmt: skip


class ListForm(Form):
    """Narrows the list of topics."""

    q = forms.CharField(label=_("Words or number"), max_length=60, required=False)
    shown = forms.ChoiceField(label=_("In public"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [
            ("", _("All")),
            ("waiting", _("to be looked at")),
            ("shown", _("shown")),
            ("refused", _("not to be shown")),
        ]
        self.fields["shown"].choices = shown  # type: ignore[attr-defined]
        states = [("", _("All")), ("open", _("under way")), ("closed", _("closed"))]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
