"""Forms of pairs of leaders and places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.meetings import Choices, day_field, words


class PairForm(Form):
    """A leader's post and a place."""

    leader = forms.ChoiceField(label=_("Leader"))
    place = forms.TypedChoiceField(label=_("Place"), coerce=int)
    starts_on = day_field(_("From"))

    def __init__(self, *args: Any, leaders: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [("", _("Choose…")), *leaders]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("Choose…")), *places]  # type: ignore[attr-defined]


class EndForm(Form):
    """The last day of a pair."""

    ends_on = day_field(_("Last day"))


class VisitForm(Form):
    """A visit."""

    on = day_field(_("Day of the visit"))
    words = words(_("What was seen and spoken about"))


class GiveForm(Form):
    """A problem, or an instruction, with owner and day."""

    words = words(_("What is to be done"), rows=2, most=120)
    owner = forms.TypedChoiceField(label=_("Responsible"), coerce=int)
    due_on = day_field(_("To be done by"))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Choose…")), *owners]  # type: ignore[attr-defined]


class ReportForm(Form):
    """The words beside the numbers of a month."""

    month = forms.ChoiceField(label=_("Month"))
    words = words(_("What to say about the month"), required=False)

    def __init__(self, *args: Any, months: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(m, m) for m in months]  # type: ignore[attr-defined]
