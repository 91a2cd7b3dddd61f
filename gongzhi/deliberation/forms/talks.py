"""Forms of talks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.forms.gardens import choose, day
from gongzhi.deliberation.rules.talks import SPOT
from gongzhi.deliberation.rules.topics import Channel
from gongzhi.kit.forms import Choices, Form, OnceForm

AREA = forms.Textarea(attrs={"rows": 3})


class TalksForm(OnceForm):
    """The subject of talks."""

    place = forms.TypedChoiceField(label=_("Community"), coerce=int)
    subject = forms.CharField(label=_("Subject"), max_length=60)
    words = forms.CharField(label=_("What it is about"), widget=AREA, max_length=2000)
    topic = forms.TypedChoiceField(label=_("From which topic"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, places: Choices, topics: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places)
        choose(self, "topic", topics, empty=_("None"))


class RoundForm(Form):
    """The next round."""

    starts_at = forms.DateTimeField(
        label=_("When"), input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )  # fmt: skip
    venue = forms.CharField(label=_("Venue"), max_length=120)
    sides = forms.MultipleChoiceField(label=_("Who is invited"), widget=forms.CheckboxSelectMultiple)
    posts = forms.TypedMultipleChoiceField(
        label=_("Posts that get a message"), coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Several: keep Ctrl pressed."),
    )  # fmt: skip

    def __init__(self, *args: Any, sides: Choices, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "sides", sides)
        choose(self, "posts", posts)


class SayForm(Form):
    """What a side said."""

    side = forms.ChoiceField(label=_("Who said it"))
    words = forms.CharField(label=_("What was said in it"), widget=AREA, max_length=2000)
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(SPOT, _("In the round")), (Channel.PAPER, _("On paper")), (Channel.PHONE, _("By phone")),
                 (Channel.DOOR, _("At the door")), (Channel.WEB, _("On line"))],
    )  # fmt: skip
    source = forms.CharField(label=_("Where it came from"), max_length=200, required=False)

    def __init__(self, *args: Any, sides: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "side", sides)


class AgreeForm(Form):
    """What the round agreed."""

    title = forms.CharField(label=_("What was agreed"), max_length=120)
    owner = forms.TypedChoiceField(label=_("Who carries it out"), coerce=int)
    due_on = day(_("Until"))

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "owner", owners, empty=_("Choose a post"))


class HoldForm(Form):
    """The round is written down: a number for each side that was invited."""

    summary = forms.CharField(label=_("What the round came to"), widget=AREA, max_length=2000)
    outcome = forms.ChoiceField(label=_("What follows for the topic"), required=False)

    def __init__(self, *args: Any, guests: Choices, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guests = list(guests)
        for pk, label in self.guests:
            self.fields[f"came{pk}"] = forms.IntegerField(label=label, min_value=0, max_value=500, required=False)
        rows = list(outcomes)
        if rows:
            choose(self, "outcome", rows, empty=_("It stays where it is"))
        else:
            del self.fields["outcome"]
        self.order_fields([f"came{pk}" for pk, _label in self.guests])

    def came(self) -> dict[int, int]:
        """Guest → how many."""
        return {pk: self.cleaned_data.get(f"came{pk}") or 0 for pk, _label in self.guests}


class FindTalksForm(Form):
    """Narrows a list of talks."""

    q = forms.CharField(label=_("Words to look for"), max_length=60, required=False)
    place = forms.TypedChoiceField(label=_("Community"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places, empty=_("All"))
        choose(self, "state", [("open", _("under way")), ("closed", _("closed"))], empty=_("All"))
