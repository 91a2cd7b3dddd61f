"""Input of taking over a list: the file, and which column means what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gongzhi.core.worktime import Limit
from gongzhi.kit.forms import Form
from gongzhi.procedures import public as procedures
from gongzhi.requests import loader

LIMITS = ("5 working_days", "10 working_days", "15 working_days", "7 calendar_days", "15 calendar_days",
          "30 calendar_days", "2 months")  # fmt: skip
_ONCE = 26  # letters of Excel's columns


class UploadForm(Form):
    """A table, and whose numbers it carries."""

    file = forms.FileField(
        label=_("File"), help_text=_("Excel (.xlsx) or CSV, up to 20 MB and 50,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Whose list"), max_length=40,
        help_text=_("The numbers of one source are taken over once only."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class ColumnsForm(Form):
    """One choice a field, of the columns of the file with what stands in their first row."""

    def __init__(
        self,
        *args: Any,
        header: list[str],
        sample: list[str],
        guessed: dict[str, int],
        endings: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", _now("Not in the file"))]
        for at, name in enumerate(header):
            shown = sample[at] if at < len(sample) else ""
            columns.append((str(at), f"{_letter(at)} {name}" + (f" · {shown}" if shown else "")))
        for key, (label, _words) in loader.FIELDS.items():
            self.fields[f"c_{key}"] = forms.TypedChoiceField(
                label=_now(label), required=False, choices=columns, coerce=int, empty_value=None,
                initial=str(guessed[key]) if key in guessed else "",
            )  # fmt: skip
        self.fields["limit"] = forms.ChoiceField(
            label=_now("Limit where a row names none"), required=False,
            choices=[("", _now("Open ones that of their type, answered ones none")), ("type", _now("That of its type")),
                     *((x, procedures.limit_words(Limit.parse(x))) for x in LIMITS)],
            help_text=_now("It counts from the day of the report, not from today."),
        )  # fmt: skip
        self.fields["ending"] = forms.ChoiceField(label=_now("Answered rows ended as"), required=False, choices=endings)

    def columns(self) -> dict[str, int]:
        """field → column, of those that were chosen."""
        chosen = {key: self.cleaned_data.get(f"c_{key}") for key in loader.FIELDS}
        return {key: at for key, at in chosen.items() if at is not None}


def _letter(at: int) -> str:
    """The letter of a column as Excel shows it (0: A)."""
    return (_letter(at // _ONCE - 1) if at >= _ONCE else "") + chr(ord("A") + at % _ONCE)
