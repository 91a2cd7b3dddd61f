"""Forms of the boards."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.access.public import Actor
from gongzhi.disclosure.queries import boards, publishable_places
from gongzhi.kit.forms import Form, OnceForm


class PublishForm(OnceForm):
    """Publish on a board."""

    board = forms.ChoiceField(label=_("Board"))
    place = forms.TypedChoiceField(label=_("For which place"), coerce=int)
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("No names, telephone numbers, identity numbers or homes of residents: the text is checked."),
    )
    days = forms.IntegerField(
        label=_("For how many calendar days"),
        required=False,
        help_text=_("Left empty, the least period of the board. The day of posting does not count."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    override_reason = forms.CharField(
        label=_("Why a marked passage may stand"),
        required=False,
        max_length=200,
        help_text=_("Only for passages that are marked as possible; recorded in the ledger."),
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].choices = [(b.key, b.title) for b in boards()]  # type: ignore[attr-defined]
        self.fields["place"].choices = [(p.pk, p.name) for p in publishable_places(actor)]  # type: ignore[attr-defined]


class WithdrawForm(Form):
    """Take a posting back."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read the reason."),
    )
    hide = forms.BooleanField(label=_("Remove the text too (it should never have been published)"), required=False)
