"""What is typed about supervision: a question, its answer, a hold, the decision about it; shared by the contexts."""

from __future__ import annotations

from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form

WORDS_MAX = 2000


class Watched(Protocol):
    """What `procedures.oversight_of` says that an actor may do now."""

    @property
    def may_ask(self) -> bool: ...
    @property
    def may_reply(self) -> bool: ...
    @property
    def hold_days(self) -> int: ...
    @property
    def may_decide(self) -> bool: ...
    @property
    def back_to(self) -> list[tuple[str, str]]: ...


def _words(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": rows})
    )


class QuestionForm(Form):
    """The supervisors' question."""

    words = _words(_("Question to the holder"), rows=3)


class ReplyForm(Form):
    """The holder's answer to them."""

    answer = _words(_("Answer to the supervisors"), rows=3)


class HoldForm(Form):
    """For how many days, and why."""

    reason = _words(_("Reason"), _("The next level reads it and decides."), rows=2)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = forms.IntegerField(label=_("Days"), min_value=1, max_value=max(most, 1), initial=most)
        days.help_text = _("At most %(n)s.") % {"n": most}
        self.fields["days"] = days


class DecideForm(Form):
    """On, or back to a step."""

    to_step = forms.ChoiceField(label=_("Decision"), required=False, widget=forms.RadioSelect)
    reason = _words(_("Reason"), rows=2)

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_step"]
        assert isinstance(field, forms.ChoiceField)
        back = [(key, _("Back to: %(step)s") % {"step": title}) for key, title in steps]
        field.choices = [("", _("Let it go on")), *back]
        field.no_mark = True  # type: ignore[attr-defined]  # one of them is always chosen


def oversight_forms(watched: Watched | None) -> dict[str, Any]:
    """The forms of questions and holds that the actor of `oversight_of` may use now: reply, decide, question, hold."""
    found: dict[str, Any] = {}
    if watched is None:
        return found
    if watched.may_reply:
        found["reply"] = ReplyForm(prefix="reply")
    if watched.may_decide:
        found["decide"] = DecideForm(steps=watched.back_to, prefix="decide")
    if watched.may_ask:
        found["question"] = QuestionForm(prefix="question")
    if watched.hold_days:
        found["hold"] = HoldForm(most=watched.hold_days, prefix="hold")
    return found


def oversight_form(verb: str, data: Any, watched: Watched | None) -> Form | None:
    """One of them filled with what was posted; None where the verb is another's."""
    if verb == "hold":
        return HoldForm(data, most=watched.hold_days if watched else 0, prefix=verb)
    if verb == "decide":
        return DecideForm(data, steps=watched.back_to if watched else [], prefix=verb)
    kind = {"reply": ReplyForm, "question": QuestionForm}.get(verb)
    return kind(data, prefix=verb) if kind else None
