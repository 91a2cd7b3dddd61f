"""The form of a step that is ended by choosing an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

WORDS = {"answer", "note", "reason"}


class Outcome(Protocol):
    """What a procedure says of an outcome: `needs` of "answer", "note", "reason" (words) and "date"."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def needs(self) -> Sequence[str]: ...  # noqa: D102


class OutcomeForm(Form):
    """An outcome of the present step, with words; a day where one of the outcomes needs it."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, outcomes: Iterable[Outcome], hidden: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes = {o.key: o for o in outcomes if o.key not in hidden}
        self.fields["outcome"].choices = [(o.key, o.title) for o in self.outcomes.values()]  # type: ignore[attr-defined]
        written = [o.title for o in self.outcomes.values() if WORDS & set(o.needs)]
        self.fields["words"].required = bool(written) and len(written) == len(self.outcomes)
        if written and not self.fields["words"].required:
            self.fields["words"].help_text = _("Needed for: %(which)s") % {"which": "；".join(written)}
        if not any("date" in o.needs for o in self.outcomes.values()):
            del self.fields["day"]

    def clean(self) -> dict[str, Any]:
        """What the chosen outcome needs is there."""
        data = super().clean() or {}
        chosen = self.outcomes.get(data.get("outcome", ""))
        needs = chosen.needs if chosen else ()
        if WORDS & set(needs) and "words" in data and not data["words"].strip():
            self.add_error("words", _("Say it in a few words."))
        if "date" in needs and "day" in self.fields and not data.get("day"):
            self.add_error("day", _("Choose a day."))
        return data
