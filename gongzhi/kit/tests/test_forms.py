"""What the kit renders of a form by itself is what Django's templates give."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.test.html import parse_html
from django.utils import translation
from django.utils.translation import gettext_lazy

from gongzhi.kit.choices import Known, KnownSelect
from gongzhi.kit.forms import Form, KitRenderer

CHOICES = [
    ("", gettext_lazy("All")), ("<a>", 'A & "b"'), (7, "<b>"), ("Group <1>", [("x", "X"), ("y", "Y'")]), (None, "none"),
]  # fmt: skip


def _same(widget: forms.Select, value: object) -> bool:
    attrs = {"id": "id_field"}
    ours, of_django = (widget.render("f", value, attrs, renderer=r) for r in (KitRenderer(), DjangoTemplates()))
    return parse_html(ours) == parse_html(of_django)


def test_a_select_is_that_of_django() -> None:
    for attrs in ({}, {"required": True, "disabled": False, "aria-describedby": 'h"1', "class": "k-input"}):
        for value in ("", "<a>", 7, "y", None):
            assert _same(forms.Select(attrs=attrs, choices=CHOICES), value), (attrs, value)
    assert _same(forms.SelectMultiple(choices=CHOICES), ["x", 7])
    assert not _same(type("Other", (forms.Select,), {"render": lambda *_a, **k: str(type(k["renderer"]))})(), "")


def test_choices_made_once_are_those_of_django() -> None:
    known = Known([("", "All"), ("<a>", 'A & "b"'), ("Group <1>", [("x", "X"), ("y", "Y'")])])
    for choices in (known, known.with_more([("9", "<nine>")]), known):  # what one page adds does not stay
        for value in ("", "<a>", "y", "9", None, "gone"):
            ours = KnownSelect(choices=choices).render("f", value, {"id": "id_f"}, renderer=KitRenderer())
            django = forms.Select(choices=list(choices)).render("f", value, {"id": "id_f"}, renderer=DjangoTemplates())
            assert parse_html(ours) == parse_html(django), (len(choices), value)
            assert ("nine" in ours) == (len(choices) == 4)
    field = forms.ChoiceField(widget=KnownSelect, required=False)
    field.choices = known
    assert field.clean("y") == "y"
    assert not field.valid_value("9")


class Short(Form):
    day = forms.DateField(label="Day")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])


def test_refusals_are_said_as_an_office_says_them() -> None:
    given = {"day": "yesterday", "kind": "b"}
    with translation.override("zh-hans"):
        said = Short(given).errors
        assert said["day"] == ["请填写正确的日期，例如2026-03-05。"]
        assert said["kind"] == ["请从列出的选项中选择，其中没有“b”。"]
    with translation.override("en"):
        assert Short(given).errors["day"] == ["Enter a valid date."]


def test_many_steps_name_only_the_present_one_on_a_phone() -> None:
    """The page's style leaves the others' names to those who listen."""
    steps = [{"label": str(n), "state": "current" if n == 2 else ""} for n in range(6)]
    draw = Template("{% load kit %}{% steps items %}")
    assert "k-steps-many" in draw.render(Context({"items": steps}))
    assert "k-steps-many" not in draw.render(Context({"items": steps[:5]}))
