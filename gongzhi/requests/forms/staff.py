"""Input of the staff's pages: one small form a verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.requests import rules


class OfferForm(Form):
    """Hand on: an offer until the receiver accepts."""

    to_post = forms.TypedChoiceField(label=_("Hand on to"), coerce=int)
    note = forms.CharField(label=_("Internal note"), required=False, max_length=500)

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *posts]


class DispatchForm(OfferForm):
    """Whom the matter goes to (派单): an offer with the outcome of the step, which is taken together with it."""

    note = None  # type: ignore[assignment]  # the reason takes its place
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    outcome = forms.ChoiceField(label=_("Next step"))

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = outcomes, outcomes[0][0] if outcomes else None
        if len(outcomes) == 1:
            field.widget = forms.HiddenInput()


class AskForm(Form):
    """A question to the resident; the clock waits."""

    question = forms.CharField(
        label=_("Question to the resident"),
        help_text=_("Goes out by text message; the clock waits for the answer."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(Form):
    """A reason, for what needs one."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(ReasonForm):
    """Working days more, with a reason that the resident reads."""

    working_days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=60)


class AnswerForm(Form):
    """The answer: public words apart from internal notes, with an honest ending."""

    ending = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    public_text = forms.CharField(
        label=_("Answer to the resident"),
        help_text=_("Public words: what was done or why not. No names and telephone numbers."),
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    planned_on = forms.DateField(
        label=_("Planned for"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    goes_to = forms.CharField(label=_("Whose it is, and how to reach them"), required=False, max_length=120)
    internal_text = forms.CharField(
        label=_("Internal note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, endings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ending"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = endings


class StepForm(Form):
    """An outcome of the present step that leads on."""

    outcome = forms.ChoiceField(label=_("Next step"))
    internal_text = forms.CharField(label=_("Internal note"), required=False, max_length=2000)

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = outcomes


class NoteForm(Form):
    """An internal note; no clock changes."""

    note = forms.CharField(label=_("Internal note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class RetypeForm(Form):
    """Another type."""

    type_key = forms.ChoiceField(label=_("Type"))

    def __init__(self, *args: Any, groups: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["type_key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = groups


class RevealForm(Form):
    """Why a contact is shown in clear."""

    field = forms.ChoiceField(
        label=_("Show in clear"),
        choices=[("phone", _("Phone")), ("name", _("Name")), ("email", _("E-mail")), ("wechat", _("WeChat"))],
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PutUpForm(Form):
    """What goes to the board in a publication step, in words without personal data."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What everybody reads on the board"),
        help_text=_("No names, telephone numbers, identity numbers or homes of residents: the text is checked."),
        widget=forms.Textarea(attrs={"rows": 6}), max_length=4000,
    )  # fmt: skip
    override_reason = forms.CharField(
        label=_("Why the warnings may stand"), required=False, max_length=200,
        help_text=_("Only where the scan warned and you looked at it."),
    )  # fmt: skip


class ReleaseForm(Form):
    """What goes to the board, in words without personal data."""

    title = forms.CharField(label=_("Title"), max_length=120)
    question = forms.CharField(label=_("What was asked"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    answer_text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    override_reason = forms.CharField(
        label=_("Why the warnings may stand"), required=False, max_length=200,
        help_text=_("Only where the scan warned and you looked at it."),
    )  # fmt: skip
