"""Choices that are many and shown often: made once, with their `<option>`s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.safestring import SafeString, mark_safe

Choice = tuple[str, str] | tuple[str, Sequence[tuple[str, str]]]


class Known(BaseChoiceIterator):
    """(value, label) or (group, choices) in one language, each value once; `more` is what one page alone offers."""

    def __init__(self, choices: Sequence[Choice], more: Sequence[Choice] = ()) -> None:
        self.choices, self.more = choices, more
        self._options: str | None = None

    def __iter__(self) -> Iterator[Choice]:
        yield from self.choices
        yield from self.more

    def __len__(self) -> int:
        return len(self.choices) + len(self.more)

    def with_more(self, more: Sequence[Choice]) -> Known:
        """These and some behind them; what is made of these stays."""
        if not more:
            return self
        both = Known(self.choices, more)
        both._options = self.options()
        return both

    def options(self) -> str:
        """The HTML of all but `more`, none chosen."""
        if self._options is None:
            self._options = options(self.choices)
        return self._options


def options(choices: Sequence[Choice]) -> str:
    """`<option>`s and `<optgroup>`s, every text escaped."""
    parts = []
    for value, label in choices:
        if isinstance(label, str):
            parts.append(f'<option value="{escape(value)}">{escape(label)}</option>')
        else:
            parts += [f'<optgroup label="{escape(value)}">', options(label), "</optgroup>"]
    return "".join(parts)


class KnownSelect(forms.Select):
    """A `<select>` whose options stand ready where its choices are `Known`."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """As `forms.Select` does."""
        if not isinstance(self.choices, Known):
            return super().render(name, value, attrs, renderer)
        chosen = f'<option value="{escape("" if value is None else str(value))}"'
        made = (self.choices.options() + options(self.choices.more)).replace(chosen, f"{chosen} selected", 1)
        given = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{given}>{made}</select>')  # noqa: S308 - escaped above
