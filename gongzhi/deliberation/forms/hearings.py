"""Forms of hearings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.forms.topics import AREA, ENTERED
from gongzhi.deliberation.rules.hearings import STATEMENT_MAX, SUMMARY_MAX, Form, Side
from gongzhi.kit.forms import Form as KitForm
from gongzhi.kit.forms import OnceForm

SIDES = [(Side.RESIDENT, _("Resident")), (Side.PARTY, _("Party concerned")), (Side.UNIT, _("Office or unit"))]
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AnnounceForm(KitForm):
    """When, where, until when names are put down."""

    form = forms.ChoiceField(
        label=_("What it is"), widget=forms.RadioSelect, initial=Form.HEARING.value,
        choices=[(Form.HEARING, _("Hearing")), (Form.TALK, _("Open talk"))],
    )  # fmt: skip
    starts_at = forms.DateTimeField(label=_("Time"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=120)
    until = forms.DateTimeField(label=_("Names are put down until"), widget=MOMENT)
    words = forms.CharField(label=_("What is to be heard"), widget=AREA, max_length=1000, required=False)


class SignUpForm(OnceForm):
    """A resident's name for a hearing."""

    name = forms.CharField(label=_("Your name or an alias"), max_length=30)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, required=False,
        help_text=_("Only to tell you if something changes. It is not shown, and deleted a month after the record."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    side = forms.ChoiceField(label=_("You come as"), choices=SIDES)
    speaks = forms.ChoiceField(
        label=_("Do you want to speak?"), widget=forms.RadioSelect, initial="yes",
        choices=[("yes", _("Yes, I want to speak")), ("no", _("No, I only listen"))],
    )  # fmt: skip
    about = forms.CharField(label=_("What about, in a few words"), max_length=300, required=False)


class EnterForm(SignUpForm):
    """The same, entered by staff."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(label=_("Where it came from"), max_length=200)


class StatementForm(KitForm):
    """What somebody said there."""

    speaker = forms.ChoiceField(label=_("Who spoke"))
    side = forms.ChoiceField(label=_("Spoke as"), choices=SIDES, help_text=_("For somebody who is not on the list."))
    name = forms.CharField(label=_("Office or unit"), max_length=60, required=False)
    statement = forms.CharField(label=_("Statement"), widget=AREA, max_length=STATEMENT_MAX)
    source = forms.CharField(
        label=_("How it was said"), max_length=200, help_text=_("Spoken there, a sheet that was read out, a call.")
    )

    def __init__(self, *args: Any, speakers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [*speakers, ("new", _("Somebody else"))]  # type: ignore[attr-defined]


class AnswerForm(KitForm):
    """What an office answered."""

    speaker = forms.ChoiceField(label=_("To which statement"))
    office = forms.CharField(label=_("Office that answered"), max_length=60)
    words = forms.CharField(label=_("Answer"), widget=AREA, max_length=STATEMENT_MAX)

    def __init__(self, *args: Any, speakers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = speakers  # type: ignore[attr-defined]


class RecordForm(KitForm):
    """The record goes to the public."""

    summary = forms.CharField(label=_("Summary"), widget=AREA, max_length=SUMMARY_MAX)
    override_reason = forms.CharField(
        label=_("Reason for showing what was marked"), max_length=200, required=False,
        help_text=_("Only where the check for personal data warns and you have looked at it."),
    )  # fmt: skip
