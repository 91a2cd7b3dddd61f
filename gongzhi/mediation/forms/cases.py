"""Input of mediation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Choices, Form, OnceForm, choose
from gongzhi.mediation.rules.words import NAME_MAX, TEXT_MAX, WORDS_MAX, RequestDraft, SideDraft
from gongzhi.packs import public as packs

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
AGREEMENT = [("written", _("written: the sides sign it")), ("oral", _("oral: it is written down here"))]
COURT = [("confirmed", _("confirmed by the court")), ("refused", _("not confirmed"))]
KEPT = [("kept", _("kept")), ("partly", _("kept in part")), ("broken", _("not kept"))]


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ListForm(Form):
    """Narrows the list."""

    q = forms.CharField(label=_("Number"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind of dispute"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("open", _("under way")), ("closed", _("closed"))],
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", kinds, empty=_("All"))


class ApplyForm(OnceForm):
    """Somebody applies for a mediation."""

    kind = forms.ChoiceField(label=_("Kind of dispute"))
    place = forms.TypedChoiceField(label=_("Community"), coerce=int)
    words = forms.CharField(
        label=_("What is the dispute about?"), widget=_area(), max_length=WORDS_MAX,
        help_text=_("Only who mediates reads this."),
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=NAME_MAX)
    phone = forms.CharField(label=_("Phone"), max_length=20)
    other = forms.CharField(label=_("The other side"), max_length=NAME_MAX)
    other_phone = forms.CharField(label=_("Phone of the other side, if you know it"), max_length=20, required=False)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kind", kinds)
        choose(self, "place", places)


class RegisterForm(ApplyForm):
    """Staff write down a dispute."""

    field_order = (
        "kind", "place", "words", "name", "phone", "address", "first_agrees", "other", "other_phone", "other_address",
        "other_agrees",
    )  # fmt: skip
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    first_agrees = forms.BooleanField(label=_("Wants the mediation"), required=False)
    other_address = forms.CharField(label=_("Address of the other side"), max_length=120, required=False)
    other_agrees = forms.BooleanField(label=_("The other side wants the mediation too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("One side")
        self.fields["phone"].required = False


class FromRequestForm(OnceForm):
    """What the holder of a request adds when it becomes a case."""

    field_order = ("words", "first", "name", "phone", "first_agrees", "other", "other_phone", "other_agrees")
    words = forms.CharField(
        label=_("What is the dispute about?"), widget=_area(), max_length=WORDS_MAX,
        help_text=_("Only who mediates reads this."),
    )  # fmt: skip
    first = forms.ChoiceField(
        label=_("One side"), widget=forms.RadioSelect,
        choices=[("reporter", _("who reported it: name and phone go along, you do not see them")),
                 ("other", _("somebody else, named below"))],
    )  # fmt: skip
    name = forms.CharField(label=_("Name, if it is somebody else"), max_length=NAME_MAX, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    first_agrees = forms.BooleanField(label=_("Wants the mediation"), required=False)
    other = forms.CharField(label=_("The other side"), max_length=NAME_MAX)
    other_phone = forms.CharField(label=_("Phone of the other side, if you know it"), max_length=20, required=False)
    other_agrees = forms.BooleanField(label=_("The other side wants the mediation too"), required=False)

    def draft(self) -> RequestDraft:
        """What was entered."""
        d = self.cleaned_data
        first = SideDraft(d["name"], d["phone"], agrees=True if d["first_agrees"] else None)
        other = SideDraft(d["other"], d["other_phone"], agrees=True if d["other_agrees"] else None)
        return RequestDraft(d["words"], first, other, reporter=d["first"] == "reporter")


class EmptyForm(Form):
    """A button."""


class ReasonForm(Form):
    """Why not."""

    reason = forms.CharField(label=_("Why?"), widget=_area(2), max_length=300)


class SideForm(Form):
    """A side says whether it wants the mediation."""

    side = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        label=_("This side"), widget=forms.RadioSelect,
        choices=[("1", _("wants the mediation")), ("0", _("does not want it: the case ends"))],
    )  # fmt: skip


class PhoneForm(Form):
    """Whose phone."""

    side = forms.IntegerField(widget=forms.HiddenInput)


class ArrangeForm(Form):
    """Who is asked."""

    post = forms.TypedChoiceField(label=_("Who is asked"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", posts)


class SheetForm(Form):
    """The form of a step, as the pack has it."""

    def __init__(self, *args: Any, fields: Sequence[packs.FormField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields:
            made = forms.CharField(
                label=packs.named(field), widget=_area(3), max_length=TEXT_MAX, required=field.required
            )
            made.error_messages["required"] = self._required(made)
            self.fields[field.key] = made


class FinishForm(Form):
    """An outcome of the step."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    goes_to = forms.CharField(
        label=_("Which authority decides it"), max_length=200, required=False,
        help_text=_("Only where it is decided elsewhere: court, arbitration, department, with its address."),
    )  # fmt: skip

    def __init__(self, *args: Any, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "outcome", outcomes)


class AgreeForm(Form):
    """What the sides agreed on."""

    form = forms.ChoiceField(label=_("How it stands"), choices=AGREEMENT, widget=forms.RadioSelect)
    terms = forms.CharField(
        label=_("What the sides agreed on"), widget=_area(6), max_length=TEXT_MAX,
        help_text=_("Who does what, how, until when."),
    )  # fmt: skip
    agreed_on = forms.DateField(label=_("Day of the agreement"), widget=DAY)


class CourtForm(Form):
    """What the court said."""

    result = forms.ChoiceField(label=_("The court"), choices=COURT, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Day"), widget=DAY)


class CallForm(Form):
    """An appointment."""

    starts_at = forms.DateTimeField(label=_("When"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=120)


class HeldForm(Form):
    """An appointment was kept."""

    sitting = forms.IntegerField(widget=forms.HiddenInput)
    came = forms.IntegerField(label=_("How many sides came"), min_value=0, max_value=6)
    notes = forms.CharField(label=_("What was said"), widget=_area(3), max_length=TEXT_MAX, required=False)


class SittingForm(Form):
    """One of the appointments."""

    sitting = forms.IntegerField(widget=forms.HiddenInput)


class CallBackForm(Form):
    """What was found when the sides were called back."""

    kept = forms.ChoiceField(label=_("The agreement is"), choices=KEPT, widget=forms.RadioSelect)
    again = forms.BooleanField(
        label=_("Mediate once more"), required=False, help_text=_("Where it was not kept and both sides want it.")
    )
