"""Fields that several forms of structure share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.packs import public as packs

WEEKDAYS = [
    ("1", _("Mon")), ("2", _("Tue")), ("3", _("Wed")), ("4", _("Thu")), ("5", _("Fri")), ("6", _("Sat")),
    ("7", _("Sun")),
]  # fmt: skip


def day() -> forms.DateInput:
    """A day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def area(label: Any, **more: Any) -> forms.DecimalField:
    """Square metres, to a tenth."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=9_999_999, max_digits=9, decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}), **more,
    )  # fmt: skip


def scan_field(label: Any, *, told: bool = False, **more: Any) -> forms.FileField:
    """A photo or PDF, as `files.accept_document` takes it; `told`: with the words of what may come."""
    words = _("A photo (JPEG, PNG, WebP) or a PDF, up to 10 MB each.") if told else ""
    widget = forms.FileInput(attrs={"accept": "image/*,application/pdf"})
    return forms.FileField(label=label, help_text=words, widget=widget, **more)


def of_pack(items: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices of the pack's items, in the reader's language."""
    return [(i.key, packs.named(i)) for i in items]


def one_body(label: Any, *, required: bool = True, **more: Any) -> forms.TypedChoiceField:
    """One of some bodies."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required, **more)


class HoursForm(Form):
    """Own hours, or none: then the working calendar holds."""

    days = forms.MultipleChoiceField(
        label=_("Open on"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: as the working calendar says."),
    )
    opens = forms.TimeField(
        label=_("Opens at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Closes at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean_days(self) -> str:
        """Like "12345"."""
        return "".join(sorted(self.cleaned_data["days"]))
