"""The base of every form: the kit's field templates and a one-time number against the second click."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongzhi.core import entropy

SUBMISSION = "submission"
Choices = Iterable[tuple[Any, Any]]


def id_of(text: object) -> int | None:
    """The id that a button or an address brought back; None where it is none (other digits, too long for a column)."""
    plain = str(text or "")
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else None
    return number if number is not None and number < 1 << 63 else None


class KitRenderer(DjangoTemplates):
    """Renders forms and fields with the kit's templates (`FORM_RENDERER`)."""

    form_template_name = "kit/forms/form.html"
    field_template_name = "kit/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """As Django does; a `<select>` straight, since its templates take longer for a city's posts than all else."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """What `django/forms/widgets/select.html` and the templates that it includes give."""
    parts = [f'<select name="{escape(widget["name"])}"{flatatt(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{escape(str(group))}">')
        for option in options:
            more = flatatt(option["attrs"]) if option["attrs"] else ""
            parts.append(
                f'<option value="{escape(str(option["value"]))}"{more}>{escape(str(option["label"]))}</option>'
            )
        if group:
            parts.append("</optgroup>")
    return mark_safe("".join((*parts, "</select>")))  # noqa: S308 - every text is escaped above


def submission_id() -> str:
    """A new one-time number for a form: two posts with the same one are one and the same act."""
    return entropy.token_urlsafe(16)


class Form(forms.Form):
    """A form that renders by `{{ form }}` or `{% field form.name %}`; errors carry the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = self._required(field)
            if isinstance(field, forms.CharField):  # Django's own words speak of a variable
                words = _("This is too long: %(show_value)s characters, at most %(limit_value)s.")
                field.error_messages.setdefault("max_length", words)
            if isinstance(field, forms.IntegerField):
                field.error_messages.setdefault("min_value", _("At least %(limit_value)s."))
                field.error_messages.setdefault("max_value", _("At most %(limit_value)s."))

    @staticmethod
    def _required(field: forms.Field) -> Any:
        """Says which field is empty: the list of errors at the top stands apart from the fields."""
        choose = isinstance(field, forms.ChoiceField | forms.FileField | forms.ModelChoiceField)
        text = _("Please choose: %(label)s") if choose else _("Please fill in: %(label)s")
        return text % {"label": field.label} if field.label else forms.Field.default_error_messages["required"]


def choose(form: forms.Form, name: str, choices: Choices, *, empty: Any = None, lone: bool = False) -> None:
    """Give a choice field its choices; `empty` is the words of none; `lone`: the only one there is is chosen."""
    rows, first = list(choices), [("", empty)] if empty is not None else []
    form.fields[name].choices = [*first, *rows]  # type: ignore[attr-defined]
    if lone and len(rows) == 1 and empty is None:
        form.fields[name].initial = rows[0][0]


class OnceForm(Form):
    """A form that acts once: hidden `submission`; pass `form.cleaned_data["submission"]` on as idempotency key."""

    submission = forms.CharField(
        required=False, max_length=64, initial=submission_id, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
