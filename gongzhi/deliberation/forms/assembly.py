"""Forms of meetings of an electorate, and of votes that two people count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.forms.meetings import MOMENT
from gongzhi.kit.forms import Form


class AssemblyForm(Form):
    """Who is called by which register and rule, when and where, and who demanded it."""

    register = forms.ChoiceField(label=_("Register of voters"))
    rule = forms.ChoiceField(
        label=_("Rule of the meeting"), help_text=_("How long before people are told, and who may demand it, follow.")
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    venue = forms.CharField(label=_("Venue"), max_length=120)
    demand_by = forms.ChoiceField(label=_("Demanded by"), required=False)
    demand_count = forms.IntegerField(label=_("So many demand it"), min_value=1, max_value=1_000_000, required=False)
    demand_of = forms.IntegerField(label=_("Of so many in all"), min_value=1, max_value=1_000_000, required=False)
    demand_paper = forms.CharField(label=_("Where their signatures are kept"), max_length=120, required=False)

    def __init__(
        self, *args: Any, registers: list[tuple[str, str]], rules: list[tuple[str, str]],
        demanders: list[tuple[str, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = registers  # type: ignore[attr-defined]
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]
        none = ("", _("nobody: it is called without being asked"))
        self.fields["demand_by"].choices = [none, *demanders]  # type: ignore[attr-defined]


class CountForm(Form):
    """Hands, or papers of a box, as one person counted them."""

    agreed = forms.IntegerField(label=_("for"), min_value=0, max_value=100_000)
    against = forms.IntegerField(label=_("against"), min_value=0, max_value=100_000)
    abstained = forms.IntegerField(label=_("abstained"), min_value=0, max_value=100_000)
    blank = forms.IntegerField(label=_("blank ballots"), min_value=0, max_value=100_000)
    invalid = forms.IntegerField(label=_("invalid ballots"), min_value=0, max_value=100_000)

    def __init__(self, *args: Any, box: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not box:
            del self.fields["blank"], self.fields["invalid"]

    def counts(self) -> dict[str, int]:
        """By the options of a motion."""
        names = {"agreed": "for", "against": "against", "abstained": "abstain", "blank": "blank", "invalid": "invalid"}
        return {names[field]: number for field, number in self.cleaned_data.items()}


class HereForm(Form):
    """The number that is shown in the room, and for those without an account the code of their letter."""

    code = forms.CharField(
        label=_("Number shown in the room"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class LetterForm(Form):
    """Who one is, by the letter."""

    letter = forms.CharField(label=_("Code of your letter"), max_length=24)
