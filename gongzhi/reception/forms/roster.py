"""Input of the roster and of the sheet of who came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm
from gongzhi.reception.rules.texts import ITEM_MAX

WEEKDAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip
Posts = list[tuple[int, str]]


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _post(label: Any, *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=required, coerce=int, empty_value=None)


class _PostsForm(OnceForm):
    def __init__(self, *args: Any, leaders: Posts, receivers: Posts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, posts, none in (("leader", leaders, _("Choose…")), ("receiver", receivers, _("Nobody"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", none), *((str(i), label) for i, label in posts)]


class HoursForm(_PostsForm):
    """Hours of every week."""

    weekday = forms.TypedChoiceField(label=_("Day of the week"), coerce=int, choices=WEEKDAYS)
    starts = _time(_("From"))
    ends = _time(_("Until"))
    room = forms.CharField(label=_("Room"), max_length=80)
    leader = _post(_("Leader who receives"))
    receiver = _post(_("Receives beside"), required=False)


class ChangeForm(_PostsForm):
    """What is different on one day."""

    off = forms.BooleanField(label=_("No reception on this day"), required=False)
    leader = _post(_("Leader who receives"), required=False)
    receiver = _post(_("Receives beside"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=120)


class SwapForm(OnceForm):
    """Exchange this reception with one of another leader."""

    other = forms.ChoiceField(label=_("With which reception"))
    reason = forms.CharField(label=_("Reason"), max_length=120)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *others]


class CameForm(OnceForm):
    """Somebody came with a matter: it becomes a request."""

    description = forms.CharField(
        label=_("What the person says"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    items = forms.CharField(
        label=_("Items raised"), required=False, max_length=ITEM_MAX * 10, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line. Each is answered apart."),
    )  # fmt: skip
    type_key = forms.ChoiceField(label=_("Kind"))
    place = forms.TypedChoiceField(label=_("Where it is"), coerce=int)
    name = forms.CharField(label=_("Name or alias"), max_length=30, required=False)
    contact_phone = forms.CharField(
        label=_("Phone of the person"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    keep_private = forms.BooleanField(label=_("Not for the public board"), required=False)

    def __init__(self, *args: Any, types: list[tuple[str, str]], places: Posts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (("type_key", types), ("place", [(str(i), label) for i, label in places])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Choose…")), *given]


class WeekForm(Form):
    """Which place and week."""

    place = forms.TypedChoiceField(label=_("Place"), coerce=int)

    def __init__(self, *args: Any, places: Posts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(i), name) for i, name in places]
