"""Forms of the dated changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Form
from gongzhi.places.models import Place
from gongzhi.places.rules.kinds import FigureKind, PlaceKind

KIND_WORDS = {
    PlaceKind.PROVINCE: _("Province"),
    PlaceKind.CITY: _("City"),
    PlaceKind.COUNTY: _("District or county"),
    PlaceKind.STREET: _("Sub-district"),
    PlaceKind.TOWN: _("Town"),
    PlaceKind.TOWNSHIP: _("Township"),
    PlaceKind.COMMUNITY: _("Community"),
    PlaceKind.VILLAGE: _("Village"),
    PlaceKind.SECTION: _("Section"),
    PlaceKind.GRID: _("Grid"),
    PlaceKind.ESTATE: _("Estate"),
    PlaceKind.BUILDING: _("Building"),
}


class _Dated(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("From this day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        first: dict[str, Any] = {"version": place.version, "on": clock.today().isoformat()}
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class RenameForm(_Dated):
    """A new name from a day."""

    name = forms.CharField(label=_("New name"), max_length=80)
    field_order = ("name", "on", "version")


class MoveForm(_Dated):
    """Another parent from a day."""

    parent = forms.CharField(label=_("Code of the new parent"), max_length=32)
    field_order = ("parent", "on", "version")


class CloseForm(_Dated):
    """The first day on which the place is no more."""


class AddForm(Form):
    """A place below another one."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, w) for k, w in KIND_WORDS.items()])
    name = forms.CharField(label=_("Place name"), max_length=80)
    code = forms.CharField(label=_("Code"), max_length=32, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("From this day"), widget=forms.DateInput(attrs={"type": "date"}))
    lon = forms.FloatField(label=_("Longitude"), required=False)
    lat = forms.FloatField(label=_("Latitude"), required=False)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        del place
        kwargs["initial"] = {"starts_on": clock.today().isoformat(), "kind": PlaceKind.GRID.value}
        super().__init__(*args, **kwargs)


class FigureForm(Form):
    """How many households or residents, from a day on, by whose count."""

    kind = forms.ChoiceField(
        label=_("What is counted"),
        choices=[
            (FigureKind.HOUSEHOLDS.value, _("Number of households")),
            (FigureKind.RESIDENTS.value, _("Number of residents")),
        ],
    )
    value = forms.IntegerField(label=_("How many"), min_value=0, max_value=50_000_000)
    on = forms.DateField(label=_("Counted on"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("Where the number comes from"), max_length=120)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        del place
        kwargs["initial"] = {"on": clock.today().isoformat()}
        super().__init__(*args, **kwargs)


class OutlineForm(Form):
    """The outline as GeoJSON."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    geometry = forms.CharField(
        label=_("Outline"),
        help_text=_("GeoJSON, Polygon or MultiPolygon, WGS 84, longitude first. Empty: no outline."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=2_000_000,
        required=False,
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": place.version}
        super().__init__(*args, **kwargs)
