"""Input of elections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.elections.rules.words import INTRODUCTION_MAX, NAME_MAX, WORDS_MAX
from gongzhi.kit.forms import Choices, Form, OnceForm, choose

AREA = forms.Textarea(attrs={"rows": 4})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
BY = {
    "residents": _("residents"), "voters": _("voters together"), "members": _("members"),
    "organisation": _("the organisation"),
}  # fmt: skip
CHANNELS = [("paper", _("On paper")), ("phone", _("By phone"))]
ROLES = [("scrutineer", _("scrutineer")), ("teller", _("teller"))]


class OverrideMixin(forms.Form):
    """Where the check for personal data only warns."""

    override_reason = forms.CharField(
        label=_("Reason for showing what was marked"), max_length=200, required=False,
        help_text=_("Only where the check for personal data warns and you have looked at it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "override_reason"])  # what it is about comes first


class ListForm(Form):
    """Narrows the list."""

    q = forms.CharField(label=_("Words or number"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("open", _("under way")), ("closed", _("closed"))],
    )  # fmt: skip


class OpenForm(OnceForm):
    """A new election: in which way, to which post."""

    what = forms.ChoiceField(label=_("Which post, in which way"))
    seats = forms.IntegerField(label=_("Seats to be filled"), min_value=1, max_value=50, initial=1)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "what", choices)


class DemandForm(OnceForm):
    """A demand for a recall."""

    what = forms.ChoiceField(label=_("Who, in which way"))
    words = forms.CharField(label=_("Grounds"), widget=AREA, max_length=2000)
    source = forms.CharField(label=_("Where the signed sheets are kept"), max_length=200)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "what", choices)


class AnnounceForm(OverrideMixin, Form):
    """The announcement."""

    words = forms.CharField(
        label=_("Announcement"), widget=AREA, max_length=4000,
        help_text=_("Who is to be elected, what is asked of candidates, how to recommend somebody."),
    )  # fmt: skip
    recommend_until = forms.DateField(label=_("Recommendations until"), widget=DAY)


class RegisterForm(Form):
    """The register of this election."""

    electorate = forms.TypedChoiceField(label=_("Register of voters"), coerce=int)

    def __init__(self, *args: Any, registers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "electorate", registers)


class CheckForm(RegisterForm):
    """How many signatures of a demand stand in the register."""

    signatories = forms.IntegerField(label=_("Signatures that stand in the register"), min_value=0)
    words = forms.CharField(label=_("Words"), max_length=300, required=False)


class EnterForm(Form):
    """A recommendation that came on paper or by phone."""

    name = forms.CharField(label=_("Who is recommended"), max_length=NAME_MAX)
    by = forms.ChoiceField(label=_("Who recommends"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it reached us"), choices=CHANNELS)
    source = forms.CharField(label=_("Where it came from"), max_length=200)
    voters = forms.CharField(
        label=_("Who signed, a line each"), widget=AREA, max_length=20_000, required=False,
        help_text=_("Of voters together: name, then a blank and the household where two have the same name."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "by", [(b, BY[b]) for b in by])
        if "voters" not in by:
            del self.fields["voters"]


class RecommendForm(Form):
    """A recommendation on line."""

    name = forms.CharField(label=_("Who is recommended"), max_length=NAME_MAX)
    words = forms.CharField(label=_("Why?"), max_length=WORDS_MAX, required=False)
    by_name = forms.CharField(
        label=_("Your name"), max_length=60,
        help_text=_("Seen by who holds the election alone, and deleted when it is over."),
    )  # fmt: skip


class AnswerForm(OverrideMixin, Form):
    """Who was recommended says yes or no."""

    nominee = forms.IntegerField(widget=forms.HiddenInput)
    accepted = forms.TypedChoiceField(
        label=_("Answer"), choices=[("1", _("agrees to stand")), ("0", _("does not stand"))], coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    introduction = forms.CharField(
        label=_("What they write about themselves"), widget=forms.Textarea(attrs={"rows": 3}),
        max_length=INTRODUCTION_MAX, required=False,
        help_text=_("It stands on the board. No membership, no illness, no numbers."),
    )  # fmt: skip
    how = forms.CharField(label=_("Where the answer is kept"), max_length=200)


class OwnAnswerForm(AnswerForm):
    """The same by the own account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["how"], self.fields["override_reason"]


class DaysForm(Form):
    """Recommendations go on."""

    days = forms.IntegerField(label=_("Days more"), min_value=1, max_value=30, initial=5)


class VetForm(Form):
    """Fit or not."""

    nominee = forms.IntegerField(widget=forms.HiddenInput)
    fit = forms.TypedChoiceField(
        label=_("Finding"), choices=[("1", _("fit")), ("0", _("not fit"))], coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason, where not fit"), max_length=300, required=False)


class PublishForm(OverrideMixin, Form):
    """The candidates go to the board."""


class CallForm(Form):
    """Day and place of the assembly."""

    vote_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    venue = forms.CharField(label=_("Venue"), max_length=120)


class OfficerForm(Form):
    """A scrutineer or teller, by name."""

    name = forms.CharField(label=_("Name as in the register"), max_length=60)
    role = forms.ChoiceField(label=_("What they do"), choices=ROLES)


class AgreedForm(Form):
    """How many hands approved them."""

    agreed = forms.IntegerField(label=_("Hands for it"), min_value=0)


class CountForm(Form):
    """What was counted."""

    def __init__(self, *args: Any, options: Choices, most: int, seats: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            *options,
            *([("other", _("written in"))] if seats else []),
            ("blank", _("blank")),
            ("invalid", _("invalid")),
        ]
        for key, label in [*named, *([("ballots", _("ballots in all"))] if most > 1 else [])]:
            self.fields[f"n_{key}"] = forms.IntegerField(label=label, min_value=0, max_value=10**6)
        if seats:
            self.fields["written"] = forms.CharField(
                label=_("Who was written in, with the votes, a line each"), required=False, widget=AREA,
                max_length=2000,
                help_text=_("Whoever may have been elected by it, like: 王芳 31. Others need no name."),
            )  # fmt: skip

    def clean_written(self) -> dict[str, int]:
        """Votes by `other:NAME`."""
        found: dict[str, int] = {}
        for line in self.cleaned_data["written"].splitlines():
            name, _space, votes = line.strip().rpartition(" ")
            if not line.strip():
                continue
            key = f"other:{''.join(name.split())}"
            if not name or not votes.isdecimal() or len(votes) > 6 or key in found:
                raise forms.ValidationError(_("Write a name, a space, and the number of votes."))
            found[key] = int(votes)
        return found

    def counts(self) -> dict[str, int]:
        """Counts by option, of who was written in by name."""
        written: dict[str, int] = self.cleaned_data.get("written", {})
        plain: dict[str, int] = {k.removeprefix("n_"): v for k, v in self.cleaned_data.items() if k.startswith("n_")}
        return plain | written


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason, which everybody will read"), max_length=300)


class ApproveForm(Form):
    """The body above decides."""

    approved = forms.TypedChoiceField(
        label=_("Decision"), choices=[("1", _("approved")), ("0", _("not approved"))], coerce=lambda v: v == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason, where not approved"), max_length=300, required=False)


class AppointForm(Form):
    """Who was elected takes over."""

    nominee = forms.IntegerField(widget=forms.HiddenInput)
    witness = forms.TypedChoiceField(
        label=_("Who witnesses the handing over"), coerce=int, empty_value=None, required=False,
        help_text=_("Where somebody leaves the post. Nobody: the seat is free."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "witness", people, empty=_("nobody"))


class WordsForm(Form):
    """What is told at the end."""

    words = forms.CharField(label=_("What everybody reads"), max_length=300)


class SignForm(Form):
    """Looks for somebody in the register."""

    q = forms.CharField(label=_("Name or household"), max_length=40, required=False)
