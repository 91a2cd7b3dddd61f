"""Forms of responsibility lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.fields import scan_field
from gongzhi.structure.forms.meetings import Choices, day_field, words


class DraftForm(Form):
    """Drafts for a year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    source = forms.ChoiceField(
        label=_("Begin with"), choices=[("template", _("the templates")), ("last", _("last year's entries"))]
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(y, str(y)) for y in years]  # type: ignore[attr-defined]


class ItemForm(Form):
    """An entry: practical, measurable, dated."""

    title = forms.CharField(label=_("What is to be done"), max_length=120)
    number = forms.IntegerField(
        label=_("How many"), required=False, min_value=1, max_value=10_000,
        help_text=_("Leave empty where it is done or not done."),
    )  # fmt: skip
    unit = forms.CharField(label=_("Counted in"), required=False, max_length=12)
    due_on = day_field(_("To be done by"))

    def clean(self) -> dict[str, Any]:
        """A number has a unit."""
        data = super().clean() or {}
        if data.get("number") and not data.get("unit", "").strip():
            self.add_error("unit", _("Say what is counted."))
        return data


class ProofForm(Form):
    """Progress with what proves it."""

    amount = forms.IntegerField(label=_("How many were done"), min_value=1, max_value=10_000, initial=1)
    words = words(_("What was done"))
    record = forms.TypedChoiceField(
        label=_("Proved by a record"), required=False, coerce=int, empty_value=None,
        help_text=_("A meeting or task that is on the platform already need not be typed again."),
    )  # fmt: skip
    photo1 = scan_field(_("Photo or PDF"), required=False, told=True)
    photo2 = scan_field(_("Second photo or PDF"), required=False)

    def __init__(self, *args: Any, records: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = [("", _("none")), *records]  # type: ignore[attr-defined]
        if not records:
            del self.fields["record"]


class DutyFilter(Form):
    """What the lists are narrowed by."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    template = forms.ChoiceField(label=_("Whose"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)
    q = forms.CharField(label=_("Key words"), required=False, max_length=40)

    def __init__(self, *args: Any, years: list[int], templates: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("all")), *((y, str(y)) for y in years)]  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", _("all")), *templates]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("my whole area")), *places]  # type: ignore[attr-defined]
        if len(places) < 2:
            del self.fields["place"]
