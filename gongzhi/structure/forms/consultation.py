"""Forms of personnel consultation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.meetings import Choices, words
from gongzhi.structure.forms.people import person_field
from gongzhi.structure.rules.consultation import Change

CHANGES = [
    (Change.APPOINT.value, _("To appoint")), (Change.TRANSFER.value, _("To transfer")),
    (Change.REMOVE.value, _("To remove")),
]  # fmt: skip

NOT_DUE = "not-due"


class AskForm(Form):
    """What is meant for which post, about whom, why."""

    post = forms.TypedChoiceField(label=_("Post of the agency's head"), coerce=int)
    change = forms.ChoiceField(label=_("What is meant"), choices=CHANGES, widget=forms.RadioSelect)
    person = person_field(_("Whom it concerns (user name or phone)"))
    words = words(_("Grounds"), rows=4)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", _("Choose…")), *posts]  # type: ignore[attr-defined]


class AnswerForm(Form):
    """The street consents or objects."""

    consents = forms.ChoiceField(
        label=_("Opinion of the street"), choices=[("yes", _("Consents")), ("no", _("Objects"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = words(_("Reason"), required=False, help_text=_("An objection needs its reason."))


class RecordForm(Form):
    """What came of it."""

    done = forms.ChoiceField(
        label=_("Outcome"), choices=[("yes", _("Carried out as proposed")), ("no", _("Not carried out"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = words(_("Outcome in words"))


class AssessForm(Form):
    """Grade and grounds."""

    grade = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    words = words(_("Grounds"), rows=4)

    def __init__(self, *args: Any, grades: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [*grades, (NOT_DUE, _("not due this year"))]  # type: ignore[attr-defined]


class NarrowForm(Form):
    """What the list of cases is narrowed by."""

    q = forms.CharField(label=_("Key words"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]
