"""Input of the pages of duty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.duty.queries.rota import Rota
from gongzhi.kit.forms import Form


class PhoneForm(Form):
    """The duty telephone."""

    phone = forms.CharField(label=_("Duty telephone"), max_length=20, required=False)


class WeekForm(Form):
    """A week's rota: one list a seat, named `day_shift_seat`, and the version of the desk as it was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, rota: Rota, staff: list[tuple[int, str]], labels: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for seat in rota.seats:
            known = [] if seat.appointment_id is None or seat.appointment_id in dict(staff) else [
                (str(seat.appointment_id), f"{seat.name}（{seat.post}）")]  # fmt: skip
            field = forms.TypedChoiceField(
                label=labels[seat.key], required=False, coerce=int, empty_value=None, initial=seat.appointment_id,
                choices=[("", "—"), *((str(pk), name) for pk, name in staff), *known],
            )  # fmt: skip
            self.fields[seat.key] = field


class SwapForm(Form):
    """Whom to ask: a shift to change with, or somebody who takes it over."""

    to = forms.ChoiceField(label=_("Whom to ask"))

    def __init__(self, *args: Any, shifts: list[tuple[str, str]], staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ((_("Change with a shift of"), shifts), (_("Takes it over without a change"), staff))
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((label, rows) for label, rows in groups if rows)]


class NoteForm(Form):
    """What a shift hands over."""

    words = forms.CharField(
        label=_("How the shift went"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Calls, visits, what was done. No names and numbers of residents: name the request by its number."),
    )  # fmt: skip
    numbers = forms.CharField(
        label=_("Requests left open"),
        max_length=400,
        required=False,
        help_text=_("Their numbers, with blanks between."),
    )
    things = forms.CharField(label=_("Keys and things"), max_length=200, required=False)


class TakeForm(Form):
    """A word with the signature."""

    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)
