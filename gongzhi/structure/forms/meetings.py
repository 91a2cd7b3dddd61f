"""Forms of joint meetings: one a verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form
from gongzhi.structure.forms.fields import scan_field

_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
Choices = list[tuple[Any, str]]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def words(label: Any, *, rows: int = 3, most: int = 2000, **more: Any) -> forms.CharField:
    """Words over several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class CallForm(Form):
    """Call a joint meeting: what for, until when topics are taken, who is called."""

    title = forms.CharField(label=_("Name of the meeting"), max_length=120)
    topics_until = day_field(_("Topics until"), help_text=_("Those called propose their topics until this day."))
    called = forms.TypedMultipleChoiceField(
        label=_("Who is called"), coerce=lambda v: int(v) or None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, called: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called"].choices = called  # type: ignore[attr-defined]


class TopicForm(Form):
    """A topic of one's own body, or of the one that staff took on the phone."""

    body = forms.TypedChoiceField(label=_("Proposed by"), coerce=int, empty_value=None)
    title = forms.CharField(label=_("Topic"), max_length=120)
    text = words(_("What it is about"), required=False)

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0][0]
            self.fields["body"].widget = forms.HiddenInput()


class InviteForm(Form):
    """Day and place of the meeting."""

    starts_at = forms.DateTimeField(
        label=_("Begins"), input_formats=_MOMENT,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )  # fmt: skip
    venue = forms.CharField(label=_("Venue"), max_length=120)


class ReasonForm(Form):
    """A reason, for what needs one."""

    reason = words(_("Reason"), rows=2, most=200)


class MinutesForm(Form):
    """The conclusion of each topic, and what else was said."""

    notes = words(_("What else was said"), rows=4, most=10_000, required=False)

    def __init__(self, *args: Any, topics: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, title in topics:
            label = _("Conclusion: %(title)s") % {"title": title}
            self.fields[f"topic{pk}"] = words(label, rows=3, most=5_000, required=False)
        self.order_fields([*(f"topic{pk}" for pk, _title in topics), "notes"])

    def conclusions(self) -> dict[int, str]:
        """Topic → conclusion."""
        return {int(k[5:]): str(v) for k, v in self.cleaned_data.items() if k.startswith("topic")}


class TaskForm(Form):
    """A decision to carry out: what, by whom, until when."""

    topic = forms.TypedChoiceField(label=_("Of the topic"), coerce=int, empty_value=None, required=False)
    title = forms.CharField(label=_("What is to be done"), max_length=120)
    owner = forms.TypedChoiceField(label=_("Responsible"), coerce=int)
    due_on = day_field(_("To be done by"))

    def __init__(self, *args: Any, topics: Choices, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("none of the agenda")), *topics]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("Choose…")), *owners]  # type: ignore[attr-defined]


class ReportForm(Form):
    """What was done, with pictures that show it."""

    words = words(_("What was done"))
    photo1 = scan_field(_("Photo or PDF"), required=False, told=True)
    photo2 = scan_field(_("Second photo or PDF"), required=False)
    photo3 = scan_field(_("Third photo or PDF"), required=False)


class CheckForm(Form):
    """Checked against the evidence."""

    words = words(_("What was checked"), rows=2, required=False)


class ListFilter(Form):
    """What the list of meetings and that of tasks are narrowed by."""

    q = forms.CharField(label=_("Key words"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)
    since = day_field(_("From"), required=False)
    until = day_field(_("Until"), required=False)

    def __init__(self, *args: Any, states: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("all")), *states]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("my whole area")), *places]  # type: ignore[attr-defined]
        if len(places) < 2:
            del self.fields["place"]
