"""Input of joins and supervision: whom to ask what, answers, parts. Questions and holds: `procedures`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

ROWS = 4  # bodies asked with one form; the form may be sent again
WORDS_MAX = 2000


def _words(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": rows})
    )


class JoinForm(Form):
    """Up to four bodies, and what is asked of each; empty words are those of the first row."""

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, ROWS + 1):
            self.fields[f"post{n}"] = forms.TypedChoiceField(
                label=_("Body %(n)s") % {"n": n}, choices=[("", _("Choose…")), *posts], coerce=int, empty_value=None,
                required=n == 1,
            )  # fmt: skip
            self.fields[f"words{n}"] = _words(
                _("What is asked of body %(n)s") % {"n": n},
                _("No names and telephone numbers of residents.") if n == 1 else _("Empty: the same as of the first."),
                rows=2,
            )
            self.fields[f"words{n}"].required = n == 1

        rows = [("", _("Nobody leads")), *((str(n), _("Body %(n)s") % {"n": n}) for n in range(1, ROWS + 1))]
        self.fields["lead"] = forms.TypedChoiceField(
            label=_("Leads"), choices=rows, coerce=int, empty_value=None, required=False,
            help_text=_("The leading body brings the others together and sees what they answer."),
        )  # fmt: skip

    def lead(self) -> int | None:
        """The post that leads, where one is named. Raises nothing: an empty row leads nobody."""
        row = self.cleaned_data.get("lead")
        return self.cleaned_data.get(f"post{row}") if row else None

    def asks(self) -> list[tuple[int, str]]:
        """Post and words of each row that names a body."""
        data = self.cleaned_data
        rows = range(1, ROWS + 1)
        return [(data[f"post{n}"], data[f"words{n}"] or data["words1"]) for n in rows if data[f"post{n}"]]


class OtherForm(Form):
    """Another body for a part that nobody has."""

    to_post = forms.TypedChoiceField(label=_("Ask"), coerce=int)
    asked = _words(_("What is asked"))

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose…")), *posts]


class PartAnswerForm(Form):
    """A body's answer to the holder of the whole."""

    answer = _words(_("Answer to the holder"), _("What was found and done; residents do not see it."), rows=4)
