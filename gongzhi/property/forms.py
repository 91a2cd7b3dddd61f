"""Input of the management of estates. Amounts are typed in yuan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm
from gongzhi.packs import public as packs
from gongzhi.property.rules.words import GRADES, NAME_MAX, WORDS_MAX

Choices = Sequence[tuple[Any, Any]]


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _yuan(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_digits=14, decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}), **more,
    )  # fmt: skip


def _number(label: Any, most: int, least: int = 0, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


def _choose(form: Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class ListForm(Form):
    """Narrows and sorts the list of estates."""

    q = forms.CharField(label=_("Estate or company"), max_length=40, required=False)
    contract = forms.ChoiceField(
        label=_("Contract"), required=False,
        choices=[("", _("All")), ("none", _("no contract in force")), ("soon", _("ends within 90 days"))],
    )  # fmt: skip
    sort = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=[("", _("by place")), ("rate", _("lowest rate first")), ("ends", _("contract ends first"))],
    )  # fmt: skip


class OrdersForm(Form):
    """Narrows the list of orders."""

    q = forms.CharField(label=_("Number, estate or company"), max_length=40, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("open", _("under way")), ("late", _("overdue")),
                 ("objected", _("objection being decided")), ("over", _("closed orders"))],
    )  # fmt: skip
    about = forms.ChoiceField(label=_("Subject of the order"), required=False)

    def __init__(self, *args: Any, checks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "about", [("", _("All")), *checks])


class EstateForm(Form):
    """Name, area and homes."""

    name = forms.CharField(
        label=_("Name of the estate"), max_length=NAME_MAX, required=False,
        help_text=_("As people say it. Empty: as the place is called."),
    )  # fmt: skip
    area_m2 = _number(_("Area that fees are charged for (square metres)"), 50_000_000, 1)
    households = _number(_("Homes"), 100_000, 1)


class NewEstateForm(EstateForm):
    """An estate comes under the office."""

    field_order = ("place", "name", "area_m2", "households")
    place = forms.TypedChoiceField(label=_("Estate"), coerce=int)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "place", places)


class ContractForm(OnceForm):
    """A contract as it was signed."""

    company = forms.TypedChoiceField(label=_("Company"), coerce=int)
    starts_on = forms.DateField(label=_("First day of the contract"), widget=_day())
    ends_on = forms.DateField(label=_("Last day of the contract"), widget=_day())
    fee = _yuan(_("Fee a square metre and month (yuan)"))
    services = forms.MultipleChoiceField(
        label=_("Services promised"), widget=forms.CheckboxSelectMultiple, required=False
    )
    words = forms.CharField(label=_("Promised besides"), widget=_area(), max_length=WORDS_MAX, required=False)

    def __init__(self, *args: Any, companies: Choices, services: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "company", companies)
        _choose(self, "services", services)


class EndContractForm(Form):
    """A contract ends before its time."""

    contract = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("Last day of the contract"), widget=_day())
    why = forms.CharField(label=_("Why?"), max_length=200)


class IncomeForm(Form):
    """What was due and collected in the quarter that the page shows."""

    quarter = forms.CharField(widget=forms.HiddenInput, max_length=10)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    due = _yuan(_("Due by the contract (yuan)"))
    collected = _yuan(
        _("Paid by residents (yuan)"), help_text=_("Without subsidies. What was paid later for this quarter is added."),
    )  # fmt: skip


class SubsidyForm(OnceForm):
    """Money given towards the fees."""

    quarter = forms.CharField(widget=forms.HiddenInput, max_length=10)
    giver = forms.TypedChoiceField(label=_("Who gives it"), coerce=int)
    purpose = forms.ChoiceField(label=_("What for"))
    amount = _yuan(_("Amount (yuan)"))
    given_on = forms.DateField(label=_("Day"), widget=_day())
    words = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, givers: Choices, purposes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "giver", givers)
        _choose(self, "purpose", purposes)


class StrikeForm(Form):
    """A subsidy was entered wrongly."""

    subsidy = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why?"), max_length=200)


class JobsForm(Form):
    """Jobs of a quarter, as numbers."""

    quarter = forms.CharField(widget=forms.HiddenInput, max_length=10)
    was_hired = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    was_without_work = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    hired = _number(_("People taken on"), 10_000)
    without_work = _number(_("of them without work before"), 10_000)


class DwellingsForm(Form):
    """The homes of a building."""

    building = forms.CharField(label=_("Building"), max_length=40, help_text=_("As doors are named: 3栋"))
    units = _number(_("Entrances"), 50, 1)
    floors = _number(_("Floors"), 80, 1)
    doors = _number(_("Doors a floor"), 40, 1)


class SlipsForm(Form):
    """Whose slips are printed."""

    text = forms.CharField(
        label=_("Building or home"), max_length=40, required=False, help_text=_("Empty: all, at most 500 at once.")
    )


class QuestionsForm(Form):
    """A grade for each of the pack's questions."""

    def __init__(self, *args: Any, questions: Sequence[packs.Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {1: _("1, very bad"), 2: "2", 3: _("3, in between"), 4: "4", 5: _("5, very good")}
        for question in questions:
            made = forms.TypedChoiceField(
                label=packs.named(question), coerce=int, choices=[(g, words[g]) for g in reversed(GRADES)],
                widget=forms.RadioSelect,
            )  # fmt: skip
            made.error_messages["required"] = self._required(made)
            self.fields[f"grade_{question.key}"] = made

    @property
    def grades(self) -> dict[str, int]:
        """The grades by question."""
        return {n.removeprefix("grade_"): v for n, v in self.cleaned_data.items() if n.startswith("grade_")}


class PaperForm(QuestionsForm):
    """A slip that came on paper."""

    label = forms.CharField(label=_("Home"), max_length=60, help_text=_("As the slip has it: 3栋2单元501"))


class CodeForm(Form):
    """The code on the slip."""

    code = forms.CharField(
        label=_("Code on your slip"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CheckForm(OnceForm):
    """What the third party found."""

    on = forms.DateField(label=_("Day"), widget=_day())

    def __init__(self, *args: Any, checks: Sequence[packs.Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [c.key for c in checks]
        for item in checks:
            self.fields[f"found_{item.key}"] = forms.ChoiceField(
                label=packs.named(item), required=False, widget=forms.RadioSelect,
                choices=[("", _("not looked at")), ("fine", _("fine")), ("wrong", _("not as it should be"))],
            )  # fmt: skip
            self.fields[f"words_{item.key}"] = forms.CharField(
                label=_("%(about)s: what was found") % {"about": packs.named(item)}, max_length=300, required=False
            )

    def found(self) -> dict[str, tuple[bool, str]]:
        """What was looked at: (fine, words) by key."""
        data = self.cleaned_data
        return {
            k: (data[f"found_{k}"] == "fine", data[f"words_{k}"]) for k in self.keys if data.get(f"found_{k}")
        }  # fmt: skip


class OrderForm(OnceForm):
    """An order to mend."""

    finding = forms.TypedChoiceField(label=_("Found by the third party"), required=False, coerce=int, empty_value=None)
    about = forms.ChoiceField(label=_("Subject of the order"))
    words = forms.CharField(label=_("What is to be mended, and where"), widget=_area(), max_length=WORDS_MAX)
    days = _number(_("Within how many working days"), 60, 1)

    def __init__(self, *args: Any, checks: Choices, findings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "about", checks)
        _choose(self, "finding", [("", _("found otherwise")), *findings])
        if not findings:
            del self.fields["finding"]


def _proof(label: Any, **more: Any) -> forms.FileField:
    return forms.FileField(label=label, widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}), **more)


class ReplyForm(Form):
    """The company says that it is mended."""

    words = forms.CharField(label=_("What was done"), widget=_area(), max_length=WORDS_MAX)
    photo1 = _proof(_("Proof"), help_text=_("A photo (JPEG, PNG, WebP) or a PDF, up to 10 MB each."))
    photo2 = _proof(_("Another one"), required=False)
    photo3 = _proof(_("A third one"), required=False)


class ObjectionForm(OnceForm):
    """The company objects to the order."""

    words = forms.CharField(label=_("Why the order is not right"), widget=_area(), max_length=WORDS_MAX)


class DecisionForm(Form):
    """Somebody else than the issuer decides."""

    outcome = forms.ChoiceField(label=_("Does the order stand?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Reason"), widget=_area(), max_length=WORDS_MAX, help_text=_("The company and the office read it.")
    )

    def __init__(self, *args: Any, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "outcome", outcomes)


class RecheckForm(Form):
    """The office has looked."""

    outcome = forms.ChoiceField(label=_("What the second look found"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In words"), widget=_area(), max_length=WORDS_MAX)

    def __init__(self, *args: Any, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "outcome", outcomes)


class FileForm(Form):
    """A table of fee income."""

    file = forms.FileField(
        label=_("Table (.xlsx or CSV)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("Columns: 小区, 季度 (2026-Q3), 应收 and 实收 in yuan. Nothing is saved before you have looked."),
    )  # fmt: skip


class TakeOverForm(OnceForm):
    """The rows that were shown, signed."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=400_000)
