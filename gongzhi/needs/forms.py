"""Input of the two lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Form, OnceForm
from gongzhi.needs.actions.changing import LineEdit
from gongzhi.needs.rules.lines import AMOUNT_MAX, BODY_MAX, NAME_MAX, WORDS_MAX, LineDraft

Choices = Sequence[tuple[Any, Any]]
DAYS = [
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday")),
    ("6", _("Saturday")), ("7", _("Sunday")),
]  # fmt: skip
SIDES = [("need", _("Needs")), ("service", _("Services"))]
STATES = [
    ("left", _("standing, not all taken")), ("new", _("to be looked at")), ("asked", _("waits for the reporter")),
    ("open", _("on the list")), ("refused", _("not put on the list")), ("ended", _("off the list")),
]  # fmt: skip
MATCH_STATES = [
    ("proposed", _("waits for an answer")), ("agreed", _("agreed")), ("done", _("was done")),
    ("not_done", _("came to nothing")), ("declined", _("declined")), ("lapsed", _("lapsed")),
]  # fmt: skip


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def _choose(form: Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class FindForm(Form):
    """Narrows a public list."""

    side: forms.CharField | forms.ChoiceField = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Search"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, kinds: Choices, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [("", _("All")), *kinds])
        _choose(self, "place", [("", _("All")), *places])


class ListForm(FindForm):
    """Narrows the list of the desk."""

    field_order = ("q", "side", "kind", "place", "state")
    side = forms.ChoiceField(label=_("List"), required=False, choices=[("", _("All")), *SIDES])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATES])


class MatchListForm(Form):
    """Narrows the list of matches."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *MATCH_STATES])

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [("", _("All")), *kinds])


class LineForm(OnceForm):
    """What somebody needs or offers; on the portal a phone is asked for."""

    kind = forms.ChoiceField(label=_("Kind"))
    words = forms.CharField(
        label=_("What exactly?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=WORDS_MAX,
        help_text=_("This stands on the list: no names, no phone, no illness."),
    )  # fmt: skip
    amount = forms.IntegerField(label=_("How much"), min_value=1, max_value=AMOUNT_MAX, initial=1)
    place = forms.TypedChoiceField(label=_("Where"), coerce=int)
    reach = forms.TypedChoiceField(label=_("How far can you go?"), coerce=int, required=False, empty_value=None)
    starts_on = forms.DateField(label=_("From"), widget=_day())
    ends_on = forms.DateField(label=_("Until"), widget=_day())
    weekdays = forms.MultipleChoiceField(
        label=_("On these days"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every day."),
    )  # fmt: skip
    opens = forms.TimeField(label=_("From what time, if it matters"), required=False, widget=_time())
    closes = forms.TimeField(label=_("Until what time"), required=False, widget=_time())
    body = forms.CharField(label=_("Unit or group"), max_length=BODY_MAX, required=False)
    name = forms.CharField(label=_("Your name, or how we may address you"), max_length=NAME_MAX)
    phone = forms.CharField(label=_("Phone"), max_length=20)
    hidden = forms.BooleanField(
        label=_("Do not show it on the public list"), required=False,
        help_text=_("Staff of the community alone see it then, and bring both sides together."),
    )  # fmt: skip

    def __init__(self, *args: Any, side: str, kinds: Choices, places: Choices, reaches: Choices, **kwargs: Any) -> None:
        today = clock.today()
        given = {"starts_on": today, "ends_on": today + timedelta(days=60), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=given, **kwargs)
        self.side = side
        _choose(self, "kind", kinds)
        _choose(self, "place", places)
        _choose(self, "reach", [("", _("Only at the place itself")), *reaches])
        if side == "service":
            self.fields["body"].required = True
            self.fields["body"].error_messages["required"] = self._required(self.fields["body"])
        else:
            self.fields["body"].help_text = _("Leave it empty if you ask for yourself.")

    def draft(self, channel: str) -> LineDraft:
        """What was typed."""
        d = self.cleaned_data
        return LineDraft(
            side=self.side, kind=d["kind"], place_id=d["place"], reach_id=d["reach"] or d["place"], words=d["words"],
            amount=d["amount"], starts_on=d["starts_on"], ends_on=d["ends_on"], weekdays="".join(d["weekdays"]),
            opens=d["opens"], closes=d["closes"], body=d["body"], name=d["name"], phone=d["phone"], hidden=d["hidden"],
            channel=channel, meeting_id=d.get("meeting"),
        )  # fmt: skip


class DeskLineForm(LineForm):
    """The same at a desk: in a joint meeting, for a body of one's own post."""

    field_order = ("for_post", "meeting")
    for_post = forms.TypedChoiceField(label=_("Enter it for"), required=False, coerce=int, empty_value=None)
    meeting = forms.TypedChoiceField(label=_("In which joint meeting"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, posts: Choices, meetings: Choices, others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name, or how to address them")
        self.fields["phone"].required = False
        if posts:
            _choose(self, "for_post", [*([("", _("somebody else"))] if others else []), *posts])
            self.fields["body"].required = False
            self.fields["body"].help_text = _("Of a body of your own posts its name is taken.")
        else:
            del self.fields["for_post"]
        if meetings:
            _choose(self, "meeting", [("", _("in none")), *meetings])
        else:
            del self.fields["meeting"]


class EditForm(LineForm):
    """What stands there is changed; kind and body stay."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, kinds=[], **kwargs)
        for name in ("kind", "body", "name", "submission", *(() if own else ("phone",))):
            del self.fields[name]
        if own:
            self.fields["phone"].required = False
            self.fields["phone"].help_text = _("Another phone. Empty: the one you gave stays.")

    def edit(self) -> LineEdit:
        """What was typed."""
        d = self.cleaned_data
        return LineEdit(
            version=d["version"], words=d["words"], amount=d["amount"], place_id=d["place"],
            reach_id=d["reach"] or d["place"], starts_on=d["starts_on"], ends_on=d["ends_on"],
            weekdays="".join(d["weekdays"]), opens=d["opens"], closes=d["closes"], hidden=d["hidden"],
            phone=d.get("phone", ""),
        )  # fmt: skip


class AboutForm(Form):
    """A button about a match or a line."""

    about = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AmountForm(AboutForm):
    """How much of it."""

    amount = forms.IntegerField(label=_("How much"), min_value=1)


class SettleForm(AboutForm):
    """How it went."""

    done = forms.ChoiceField(
        label=_("Was it carried out?"), widget=forms.RadioSelect,
        choices=[("1", _("was done")), ("0", _("came to nothing"))],
    )  # fmt: skip
    used = forms.IntegerField(label=_("How much of it"), min_value=0, required=False)
    words = forms.CharField(label=_("How it went"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class LookForm(Form):
    """Whether it goes onto the list, in which words."""

    show = forms.ChoiceField(
        label=_("Does it go onto the list?"), widget=forms.RadioSelect,
        choices=[("1", _("onto the list")), ("0", _("not onto the list"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("As it stands on the list"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3}),
        required=False, help_text=_("Take out what names somebody or says how they are."),
    )  # fmt: skip
    reason = forms.CharField(label=_("If not: why?"), max_length=200, required=False)


class ReasonForm(Form):
    """Why a contact is needed."""

    reason = forms.CharField(label=_("What do you need the contact for?"), max_length=200)
