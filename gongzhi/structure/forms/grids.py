"""Forms of the area grids and of the grids of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

_OUTLINE_HELP = _(
    "Draw it on the map, or write one point a line: longitude, latitude (WGS 84). GeoJSON can be pasted too."
)
SIDES = {
    "north": _("the northern part"),
    "south": _("the southern part"),
    "east": _("the eastern part"),
    "west": _("the western part"),
}
CRS = [("wgs84", _("WGS 84 (devices, GPS)")), ("gcj02", _("GCJ-02 (AMap, Tencent)")), ("bd09", _("BD-09 (Baidu)"))]


def _outline() -> forms.CharField:
    return forms.CharField(
        label=_("Outline"), help_text=_OUTLINE_HELP, widget=forms.Textarea(attrs={"rows": 6}), max_length=400_000
    )


class DrawForm(Form):
    """A new grid."""

    kind = forms.ChoiceField(label=_("Level of the grid"))
    name = forms.CharField(label=_("Name of the grid"), max_length=80)
    code = forms.CharField(label=_("Code"), max_length=32, required=False)
    outline = _outline()

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class ReshapeForm(Form):
    """Another outline."""

    outline = _outline()
    version = forms.IntegerField(widget=forms.HiddenInput)


class LineForm(Form):
    """The line that cuts a grid."""

    line = forms.CharField(
        label=_("Line of the cut"),
        help_text=_("Draw it on the map from edge to edge, or write one point a line: longitude, latitude."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SplitForm(LineForm):
    """Which part goes on under the old name, and how the new one is called."""

    keeps = forms.ChoiceField(label=_("Which part keeps staff, code and history"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name of the part that stays"), max_length=80)
    new_name = forms.CharField(label=_("Name of the new grid"), max_length=80)
    code = forms.CharField(label=_("Code of the new grid"), max_length=32, required=False)

    def __init__(self, *args: Any, sides: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].widget = forms.HiddenInput()
        self.fields["keeps"].choices = [(s, SIDES[s]) for s in sides]  # type: ignore[attr-defined]


class MergeForm(Form):
    """Which grids go into this one."""

    others = forms.TypedMultipleChoiceField(
        label=_("Which grids go into it"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("Name of the merged grid"), max_length=80)

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = others  # type: ignore[attr-defined]


class UploadForm(Form):
    """A file of grids or buildings."""

    what = forms.ChoiceField(label=_("What the file holds"))
    crs = forms.ChoiceField(label=_("System of the coordinates"), choices=CRS)
    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON; for buildings also .xlsx or CSV with the columns 名称, 地址, 经度, 纬度, 代码."),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [*kinds, ("buildings", _("buildings"))]  # type: ignore[attr-defined]


class OrgGridForm(Form):
    """A grid of organisations."""

    kind = forms.ChoiceField(label=_("Level of the grid"))
    name = forms.CharField(label=_("Name of the grid"), max_length=80)
    parent = forms.TypedChoiceField(label=_("Grid above"), coerce=int, empty_value=None, required=False)
    post = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int, empty_value=None, required=False)
    bodies = forms.TypedMultipleChoiceField(
        label=_("Organisations in it"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        parents: list[tuple[int, str]],
        posts: list[tuple[int, str]],
        bodies: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("", _("nobody"))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["parent"].choices = [("", _("none")), *parents]  # type: ignore[attr-defined]
        self.fields["post"].choices = [*nobody, *posts]  # type: ignore[attr-defined]
        self.fields["bodies"].choices = bodies  # type: ignore[attr-defined]
