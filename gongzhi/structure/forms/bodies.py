"""Forms of bodies and posts on the page of the structure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Form

Choices = Sequence[tuple[str, str]]


class _Dated(Form):
    on = forms.DateField(label=_("From this day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": clock.today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class RenameForm(_Dated):
    """Another name from a day."""

    name = forms.CharField(label=_("New name"), max_length=120)
    field_order = ("name", "on")


class AboveForm(_Dated):
    """Another body above."""

    above = forms.ChoiceField(label=_("Body above"), required=False)
    field_order = ("above", "on")

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["above"].choices = [("", _("none")), *bodies]  # type: ignore[attr-defined]


class CloseForm(_Dated):
    """The first day on which it is no more."""


class AddBodyForm(_Dated):
    """A new body."""

    kind = forms.ChoiceField(label=_("Kind of body"))
    name = forms.CharField(label=_("Name of the body"), max_length=120)
    above = forms.ChoiceField(label=_("Body above"), required=False)
    field_order = ("kind", "name", "above", "on")

    def __init__(self, *args: Any, kinds: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["above"].choices = [("", _("none")), *bodies]  # type: ignore[attr-defined]


class AddPostForm(_Dated):
    """A new post of a body."""

    kind = forms.ChoiceField(label=_("Kind of post"))
    title = forms.CharField(label=_("Title of the post"), max_length=120)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200, initial=1)
    leads = forms.BooleanField(label=_("Heads the body"), required=False)
    field_order = ("kind", "title", "seats", "leads", "on")

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
