"""Forms of gardens and of their beds. `ROW` forms name what they are about in a hidden field."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.forms.topics import ENTERED
from gongzhi.deliberation.rules.gardens import GardenState, Kind
from gongzhi.kit import forms as kit
from gongzhi.kit.forms import Choices, Form, OnceForm


def day(label: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def number(label: Any, **more: Any) -> forms.DecimalField:
    """An amount, to the hundredth."""
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, widget=widget, **more)


def photo(label: Any, **more: Any) -> forms.FileField:
    """A photo."""
    return forms.FileField(label=label, required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), **more)


choose = partial(kit.choose, lone=True)  # a list of one asks nothing


class GardenForm(OnceForm):
    """What is to be built, and where."""

    place = forms.TypedChoiceField(label=_("Community"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind of project"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Name of the project"), max_length=60)
    where = forms.CharField(label=_("Where it is"), max_length=120)
    words = forms.CharField(
        label=_("What is to be built, and why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    topic = forms.TypedChoiceField(label=_("From which topic"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, places: Choices, kinds: Choices, topics: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places)
        choose(self, "kind", kinds)
        choose(self, "topic", topics, empty=_("None"))


class NeedForm(Form):
    """Something that is needed."""

    kind = forms.ChoiceField(
        label=_("What it is"), widget=forms.RadioSelect,
        choices=[(Kind.MONEY, _("Money")), (Kind.GOODS, _("Goods")), (Kind.LABOUR, _("Labour"))],
    )  # fmt: skip
    title = forms.CharField(label=_("Name of it"), max_length=60, help_text=_("Like paving money, holly, digging."))
    quantity = number(_("How much"), help_text=_("Yuan, hours, or the unit below."))
    unit = forms.ChoiceField(label=_("Unit of goods"), required=False)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", units, empty=_("Money and labour need none"))


class ChangeNeedForm(Form):
    """More or less of it."""

    need = forms.TypedChoiceField(label=_("Which need"), coerce=int)
    quantity = number(_("How much"), help_text=_("0 takes it away, while nobody has offered any."))

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "need", needs)


class MemberForm(Form):
    """Somebody who prepares it."""

    post = forms.TypedChoiceField(label=_("Post"), coerce=int, empty_value=None, required=False)
    name = forms.CharField(label=_("or a volunteer's name"), max_length=30, required=False)
    task = forms.CharField(label=_("Task"), max_length=60, required=False)
    agreed = forms.BooleanField(label=_("The volunteer agreed that the name is shown"), required=False)

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", posts, empty=_("None"))


class WordsForm(Form):
    """Words, or nothing where none are asked."""

    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def __init__(self, *args: Any, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label is not None:
            self.fields["words"].label = label
        self.fields["words"].required = required


class PledgeForm(OnceForm):
    """What somebody offers, freely."""

    need = forms.TypedChoiceField(label=_("What you would give"), coerce=int)
    amount = number(_("How much"))
    giver = forms.ChoiceField(label=_("Who gives"))
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("You may leave it empty: anonymous.")
    )
    shown = forms.BooleanField(label=_("The name may be shown on the page of the project"), required=False)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, required=False,
        help_text=_("Only to arrange it with you. It is deleted afterwards and never shown."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    words = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, needs: Choices, givers: Choices, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "need", needs)
        choose(self, "giver", givers)
        if signed_in:
            del self.fields["phone"]


class EnterPledgeForm(PledgeForm):
    """The same, entered by staff."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(label=_("Where it came from"), max_length=200)


class ReceiveForm(OnceForm):
    """What came in of an offer."""

    pledge = forms.TypedChoiceField(label=_("Of which offer"), coerce=int)
    amount = number(_("How much came in"))
    on = day(_("On which day"))

    def __init__(self, *args: Any, pledges: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "pledge", pledges)


class SpendForm(OnceForm):
    """What was used, for what."""

    need = forms.TypedChoiceField(label=_("What was used"), coerce=int)
    amount = number(_("How much"))
    on = day(_("On which day"))
    words = forms.CharField(label=_("What for"), max_length=200)
    photo = forms.FileField(
        label=_("Voucher or photo"), required=False,
        help_text=_("A photo (JPEG, PNG, WebP) or a PDF, up to 10 MB each."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    photo2 = forms.FileField(
        label=_("Second photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"})
    )

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "need", needs)


class LeftForm(Form):
    """What becomes of what is left over."""

    left = forms.CharField(
        label=_("What becomes of what is left over"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        required=False, help_text=_("It is published on the board, with what came in and what it was used for."),
    )  # fmt: skip


class PlotForm(Form):
    """A bed."""

    name = forms.CharField(label=_("Name of the bed"), max_length=40)
    words = forms.CharField(label=_("What grows there"), max_length=120, required=False)


class AdoptForm(OnceForm):
    """Who would adopt a bed."""

    plot = forms.TypedChoiceField(label=_("Which bed"), coerce=int)
    adopter = forms.ChoiceField(label=_("Who adopts"))
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=20, help_text=_("To remind you of your weeks. It is never shown."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    shown = forms.BooleanField(label=_("The name may be shown on the page of the project"), required=False)

    def __init__(self, *args: Any, plots: Choices, adopters: Choices, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "plot", plots)
        choose(self, "adopter", adopters)
        if signed_in:
            del self.fields["phone"]


class EnterAdoptForm(AdoptForm):
    """The same, entered by staff."""

    channel = forms.ChoiceField(label=_("How it reached us"), choices=ENTERED)
    source = forms.CharField(label=_("Where it came from"), max_length=200)


class SignForm(Form):
    """Both have signed the agreement."""

    adoption = forms.TypedChoiceField(label=_("Which adoption"), coerce=int)
    signed_on = day(_("Signed on"))
    starts_on = day(_("Begins on"))

    def __init__(self, *args: Any, adoptions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "adoption", adoptions)


class AdoptionReasonForm(Form):
    """An adoption is refused or ended, with the reason."""

    adoption = forms.TypedChoiceField(label=_("Which adoption"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, adoptions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "adoption", adoptions)


class RotaForm(Form):
    """Weeks of care."""

    first = day(_("From the week of"))
    weeks = forms.IntegerField(label=_("How many weeks"), min_value=1, max_value=52, initial=12)
    tasks = forms.MultipleChoiceField(label=_("What is to be done"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, tasks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "tasks", tasks)


class DoneForm(Form):
    """A week was done."""

    turn = forms.TypedChoiceField(label=_("Which week"), coerce=int)
    words = forms.CharField(label=_("What was done"), max_length=200, required=False)
    photo = photo(_("Photo"), help_text=_("JPEG, PNG or WebP, up to 10 MB each."))

    def __init__(self, *args: Any, turns: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "turn", turns)


class GiveForm(Form):
    """Another takes a week."""

    turn = forms.TypedChoiceField(label=_("Which week"), coerce=int)
    adoption = forms.TypedChoiceField(label=_("Who takes it"), coerce=int)

    def __init__(self, *args: Any, turns: Choices, adoptions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "turn", turns)
        choose(self, "adoption", adoptions)


class SwapForm(Form):
    """Ask somebody to change weeks."""

    turn = forms.TypedChoiceField(label=_("Your week"), coerce=int)
    other = forms.TypedChoiceField(label=_("For which week"), coerce=int)

    def __init__(self, *args: Any, turns: Choices, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "turn", turns)
        choose(self, "other", others)


class FindForm(Form):
    """Narrows a list of gardens."""

    q = forms.CharField(label=_("Words to look for"), max_length=60, required=False)
    place = forms.TypedChoiceField(label=_("Community"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, places: Choices, planned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places, empty=_("All"))
        states = [
            (GardenState.PLANNED.value, _("being prepared")), (GardenState.OPEN.value, _("being built")),
            (GardenState.BUILT.value, _("built")), (GardenState.ENDED.value, _("accounts closed")),
        ]  # fmt: skip
        choose(self, "state", states if planned else states[1:], empty=_("All"))
