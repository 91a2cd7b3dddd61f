"""Forms of questions and objections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.disclosure.rules.queries import WORDS_MAX, Channel, QueryDraft, Sort
from gongzhi.kit.forms import Form, OnceForm

AREA = forms.Textarea(attrs={"rows": 5})
ENTERED = [(Channel.PAPER, _("On paper")), (Channel.PHONE, _("By phone")), (Channel.DOOR, _("At the door"))]
SORTS = [
    (Sort.QUERY.value, _("I have a question about it")),
    (Sort.OBJECTION.value, _("I object: it is not right or not complete")),
]


class WordsForm(OnceForm):
    """Words, and how the answer reaches who wrote them."""

    words = forms.CharField(label=_("What do you want to know or object to?"), widget=AREA, max_length=WORDS_MAX)
    name = forms.CharField(label=_("Your name or an alias"), max_length=30, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, required=False,
        help_text=_("Only to tell you what comes of it. It is not shown to anybody."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["name"], self.fields["phone"]

    def draft(self, person_id: int | None) -> QueryDraft:
        """What was written."""
        known = {k: v for k, v in self.cleaned_data.items() if k in QueryDraft.__dataclass_fields__}
        return QueryDraft(**known, person_id=person_id)


class AskForm(WordsForm):
    """A question or an objection."""

    sort = forms.ChoiceField(label=_("What is it?"), choices=SORTS, initial=SORTS[0][0], widget=forms.RadioSelect)
    field_order = ("submission", "sort", "channel", "source", "words", "name", "phone")


class EnterForm(AskForm):
    """The same, entered by staff for somebody who came, called or wrote."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(
        label=_("Where it came from"), max_length=200, help_text=_("Which sheet, whose call, which door, and when.")
    )


class AnswerForm(Form):
    """The answer, and the question as everybody may read it."""

    asked = forms.CharField(
        label=_("The question as everybody may read it"), widget=AREA, max_length=4000,
        help_text=_("Change nothing of what is meant; take out names, numbers and homes."),
    )  # fmt: skip
    words = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)
    override_reason = forms.CharField(
        label=_("Why a marked passage may stand"), required=False, max_length=200,
        help_text=_("Only for passages that are marked as possible; recorded in the ledger."),
    )  # fmt: skip


class QueriesForm(Form):
    """Narrows the list."""

    q = forms.CharField(label=_("Words or number"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("waiting", _("not answered yet")), ("answered", _("answered"))],
    )  # fmt: skip
