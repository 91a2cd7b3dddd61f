"""Forms of the boards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.disclosure.queries import boards, publishable_places
from gongzhi.disclosure.queries.classes import classes, period_words
from gongzhi.disclosure.rules import duties
from gongzhi.kit.forms import Form, OnceForm, choose
from gongzhi.packs.public import named

FILES = ("file1", "file2", "file3")
OPEN = forms.ClearableFileInput(attrs={"accept": ".pdf,.xlsx,image/jpeg,image/png,image/webp"})
_LONG_AGO = timedelta(days=400)


def period_choices(every: str = "") -> list[tuple[str, str]]:
    """The periods of the last thirteen months, the newest first, of one length or of all that classes have."""
    day = clock.today()
    kinds = [every] if every else list(dict.fromkeys(d.every for d in classes() if d.every != "event"))
    return [
        (p.key, period_words(p.key))
        for kind in kinds
        for p in reversed(list(duties.periods(kind, day - _LONG_AGO, day)))
    ]


class PublishForm(OnceForm):
    """Publish on a board."""

    board = forms.ChoiceField(label=_("Board"))
    disclosure = forms.ChoiceField(
        label=_("Class of disclosure"), required=False, help_text=_("What has to be disclosed again and again.")
    )
    period = forms.ChoiceField(label=_("For which period"), required=False)
    place = forms.TypedChoiceField(label=_("For which place"), coerce=int)
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("No names, telephone numbers, identity numbers or homes of residents: the text is checked."),
    )
    file1 = forms.FileField(
        label=_("Attachment"), required=False, widget=OPEN,
        help_text=_("Accounts and tables as Excel (.xlsx), PDF or photo, 10 MB each. Their words are checked too."),
    )  # fmt: skip
    file2 = forms.FileField(label=_("Second attachment"), required=False, widget=OPEN)
    file3 = forms.FileField(label=_("Third attachment"), required=False, widget=OPEN)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label=_("I have looked at the photos and scans: nobody can be known from them"), required=False
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

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", _("none of them"))]
        own = [(d.key, named(d)) for d in classes() if d.by == "posting"]
        choose(self, "board", [(b.key, named(b)) for b in boards()])
        choose(self, "place", [(str(p.pk), p.name) for p in publishable_places(actor)])
        choose(self, "disclosure", [*none, *own])
        choose(self, "period", period_choices(), empty=_("no period"))


class CorrectForm(PublishForm):
    """A new version of a posting, beside the old one."""

    correction = forms.CharField(
        label=_("What was wrong"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read it, on both versions."),
    )  # fmt: skip
    field_order = ("submission", "board", "disclosure", "period", "place", "correction")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("board", "disclosure", "period", "place"):
            del self.fields[name]


class WithdrawForm(Form):
    """Take a posting back."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody can read the reason."),
    )
    hide = forms.BooleanField(label=_("Remove the text too (it should never have been published)"), required=False)


class OwedForm(Form):
    """Narrows the list of what is owed."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("to be done")), ("late", _("past its day")), ("coming", _("coming")), ("done", _("disclosed")),
                 ("all", _("All"))],
    )  # fmt: skip
    board = forms.ChoiceField(label=_("Board"), required=False)
    disclosure = forms.ChoiceField(label=_("Class of disclosure"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    mine = forms.BooleanField(label=_("Only my own"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["board"].choices = every + [(b.key, named(b)) for b in boards()]  # type: ignore[attr-defined]
        chosen = [(d.key, named(d)) for d in classes() if d.every != "event"]
        self.fields["disclosure"].choices = every + chosen  # type: ignore[attr-defined]
        self.fields["place"].choices = every + places  # type: ignore[attr-defined]
