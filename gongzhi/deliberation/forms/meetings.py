"""Forms of meetings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

VOTES = [("show", _("by show of hands")), ("named", _("by name")), ("secret", _("by secret ballot"))]
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class CallForm(Form):
    """Which body meets, when and where."""

    body = forms.ChoiceField(label=_("Body"))
    title = forms.CharField(label=_("Title"), max_length=120)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=120)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]


class MoveForm(Form):
    """Another day or venue."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=120)


class TopicForm(Form):
    """A topic for the agenda, with the proposal as it is put to the vote."""

    topic = forms.ChoiceField(label=_("Topic"))
    text = forms.CharField(
        label=_("Proposal to be voted on"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]


class MotionForm(Form):
    """A motion of the meeting's own."""

    title = forms.CharField(label=_("Motion"), max_length=120)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)
    rule = forms.ChoiceField(label=_("Rule of decision"))
    vote = forms.ChoiceField(label=_("Vote"), choices=VOTES)

    def __init__(self, *args: Any, rules: list[tuple[str, str]], owners: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owners:  # the area of each counts
            self.fields["vote"].choices = VOTES[1:2]  # type: ignore[attr-defined]
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]


class NoticeForm(Form):
    """Telling the members."""

    reason = forms.CharField(
        label=_("Why it cannot wait"), max_length=300, required=False,
        help_text=_("Only where the notice is shorter than the rules ask. It is published with the minutes."),
    )  # fmt: skip


class HandsForm(Form):
    """Hands as they were counted."""

    agreed = forms.IntegerField(label=_("for"), min_value=0, max_value=100_000)
    against = forms.IntegerField(label=_("against"), min_value=0, max_value=100_000)
    abstained = forms.IntegerField(label=_("abstained"), min_value=0, max_value=100_000)


class OverrideForm(Form):
    """Setting a verdict aside."""

    passed = forms.ChoiceField(label=_("It stands as"), choices=[("no", _("not adopted")), ("yes", _("adopted"))])
    reason = forms.CharField(label=_("Reason, which is published"), max_length=300)


class CloseForm(Form):
    """The end of a meeting."""

    notes = forms.CharField(
        label=_("What else was said"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=8000
    )


class ReasonForm(Form):
    """Why it does not take place, or broke up."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ObjectionForm(Form):
    """What a member holds against the minutes."""

    words = forms.CharField(label=_("Objection"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
