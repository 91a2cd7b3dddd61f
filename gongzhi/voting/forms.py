"""Input of voting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.core import clock
from gongzhi.kit.forms import Choices, Form, choose
from gongzhi.voting.models import Poll
from gongzhi.voting.rules.words import BLANK

KINDS = [
    ("persons", _("persons (voters)")), ("households", _("households, one vote each")),
    ("representatives", _("residents' representatives or members of a body")),
    ("owners", _("owners, with their area")),
]  # fmt: skip
STATES = [
    ("draft", _("being written")), ("published", _("published")), ("frozen", _("frozen")),
    ("archived", _("in the archive")),
]  # fmt: skip
POLL_STATES = [
    ("open", _("vote open")), ("closed", _("closed, not public yet")), ("released", _("result public")),
    ("cancelled", _("called off")),
]  # fmt: skip
SECRECY = [
    ("named", _("named: each vote under the voter's name")), ("secret", _("secret: nobody can tell who voted how")),
    ("show", _("show of hands: only the counts are entered")),
]  # fmt: skip
CHANNELS = [
    ("online", _("on line")), ("paper", _("by paper ballot")), ("phone", _("by phone")), ("door", _("at the door")),
    ("meeting", _("in the meeting")),
]  # fmt: skip


class ListForm(Form):
    """Narrows a list."""

    q = forms.CharField(label=_("Words to look for"), max_length=40, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "state", states, empty=_("all"))


class RegisterForm(Form):
    """A new register."""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.ChoiceField(label=_("Who votes"), choices=KINDS, widget=forms.RadioSelect)
    where = forms.ChoiceField(label=_("For which place or body"))
    rule = forms.ChoiceField(
        label=_("Rule of the vote"), required=False, help_text=_("Its days for publication and objections hold.")
    )

    def __init__(self, *args: Any, places: Choices, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "where", places)
        choose(self, "rule", rules, empty=_("none: opinions are asked"))


class RowForm(Form):
    """An entry of a register."""

    name = forms.CharField(label=_("Name"), max_length=60)
    household = forms.CharField(
        label=_("Household"), max_length=80, required=False, help_text=_("Building, unit, room.")
    )
    area = forms.CharField(label=_("Area in square metres"), max_length=20, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, required=False,
        help_text=_("Only if given for the letter or the code. Never an identity number."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not owners:
            del self.fields["area"]


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(Form):
    """On which board the notice of the register goes."""

    board = forms.ChoiceField(label=_("Board"))
    on = forms.DateField(
        label=_("Day on which the list was hung up"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, boards: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "board", boards)


class ObjectionForm(Form):
    """What is wrong with a register."""

    by_name = forms.CharField(label=_("Your name"), max_length=60)
    text = forms.CharField(label=_("What is wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class RulingForm(Form):
    """A ruling on an objection."""

    accepted = forms.ChoiceField(
        label=_("Ruling"), choices=[("1", _("accepted")), ("0", _("not accepted"))], widget=forms.RadioSelect
    )
    ruling = forms.CharField(label=_("Reasons"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(ReasonForm):
    """To which register an entry goes, and the household there."""

    to = forms.TypedChoiceField(label=_("Register of the new home"), coerce=int)
    household = forms.CharField(label=_("Household there"), max_length=80, required=False)
    field_order = ("to", "household", "reason")

    def __init__(self, *args: Any, registers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "to", registers)


class ProxyForm(Form):
    """Who votes for somebody."""

    holder = forms.TypedChoiceField(label=_("Who holds the proxy"), coerce=int)
    paper = forms.CharField(label=_("Where the paper is kept"), max_length=120)

    def __init__(self, *args: Any, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "holder", holders)


class LinkForm(Form):
    """Whose account an entry is."""

    username = forms.CharField(label=_("User name of the account"), max_length=150)


class TableForm(Form):
    """A table of entries."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV with the columns 姓名, 住址 (owners: 建筑面积), 联系电话 where given."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )  # fmt: skip


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class PollForm(Form):
    """A new poll. Choices one a line; left empty: for, against, abstain."""

    electorate = forms.TypedChoiceField(label=_("Register of voters"), coerce=int)
    question = forms.CharField(label=_("Question"), max_length=200)
    options = forms.CharField(
        label=_("Choices, one a line"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Left empty: for, against, abstain. Of an election: the candidates."),
    )  # fmt: skip
    most = forms.IntegerField(label=_("How many may be chosen"), min_value=1, max_value=50, initial=1)
    seats = forms.IntegerField(label=_("Seats, of an election"), min_value=0, max_value=50, initial=0)
    rule = forms.ChoiceField(label=_("Rule of the vote"), required=False)
    secrecy = forms.ChoiceField(label=_("How votes are given"), choices=SECRECY, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=_("Ways to vote"), choices=CHANNELS, widget=forms.CheckboxSelectMultiple,
        help_text=_("On line only where the rule allows it; elections of the committee and of the Party need booths."),
    )  # fmt: skip
    opens_at = forms.DateTimeField(
        label=_("Opens"), widget=_moment(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"), widget=_moment(), input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    )

    def __init__(self, *args: Any, registers: Choices, rules: Choices, **kwargs: Any) -> None:
        now = clock.local(clock.now()).replace(second=0, microsecond=0, tzinfo=None)
        days: dict[str, datetime] = {"opens_at": now, "closes_at": now + timedelta(days=7)}
        kwargs["initial"] = days | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        choose(self, "electorate", registers)
        choose(self, "rule", rules, empty=_("none: opinions are asked"))

    def clean_options(self) -> list[dict[str, str]] | None:
        """Keys are numbers in order: o1, o2 …"""
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return [{"key": f"o{n}", "label": line} for n, line in enumerate(lines, 1)] or None


def choice_field(poll: Poll, label: Any = None) -> forms.Field:
    """What can be chosen on a ballot of the poll, a blank one always."""
    choices = [(o["key"], o["label"]) for o in poll.options]
    if poll.most == 1:
        return forms.ChoiceField(
            label=label or _("Choice"), choices=[*choices, (BLANK, _("blank vote"))], widget=forms.RadioSelect
        )
    return forms.MultipleChoiceField(
        label=label or _("Choose at most %(most)s; none is a blank vote") % {"most": poll.most}, choices=choices,
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ChoiceForm(Form):
    """A voice as it is typed; `ticket` says who votes (signed)."""

    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"] = choice_field(poll)

    def chosen(self) -> list[str]:
        """The keys that were chosen."""
        found = self.cleaned_data["choice"]
        return [found] if isinstance(found, str) else list(found)


class EntryForm(ChoiceForm):
    """A voice that came on paper, by phone, at the door or in the meeting."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, poll=poll, **kwargs)
        ways = [(k, w) for k, w in CHANNELS if k in poll.channels and k != "online"]
        self.fields["channel"] = forms.ChoiceField(label=_("How it came"), choices=ways)
        self.fields["photo"] = forms.FileField(
            label=_("Scan or photo of the paper"), required=False,
            widget=forms.FileInput(attrs={"accept": "image/*"}),
        )  # fmt: skip
        if "paper" in poll.channels:
            self.fields["photo"].help_text = _("Needed for what came on paper.")
        del self.fields["ticket"]

    def clean(self) -> dict[str, Any]:
        """Paper comes with its picture: whoever types second, or rules on a difference, looks at it."""
        data = super().clean() or {}
        if data.get("channel") == "paper" and "photo" in data and not data["photo"]:
            self.add_error("photo", _("Take a picture of the paper, or scan it."))
        return data


class SettleForm(ChoiceForm):
    """What the paper says, and why the entries differed."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, poll=poll, **kwargs)
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=200)
        del self.fields["ticket"]


class CountsForm(Form):
    """Counts of a show of hands or of a ballot box."""

    def __init__(self, *args: Any, poll: Poll, channels: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channels:
            self.fields["channel"] = forms.ChoiceField(label=_("How it came"), choices=channels)
        named = [(o["key"], o["label"]) for o in poll.options] + ([("other", _("written in"))] if poll.seats else [])
        named += [("blank", _("blank")), ("invalid", _("invalid"))]
        if poll.most > 1:
            named.append(("ballots", _("ballots in all")))
        for key, label in named:
            self.fields[f"n_{key}"] = forms.IntegerField(label=label, min_value=0, max_value=10**7, initial=0)

    def counts(self) -> dict[str, int]:
        """Counts by option."""
        return {k.removeprefix("n_"): v for k, v in self.cleaned_data.items() if k.startswith("n_")}


class CloseForm(Form):
    """Close a poll."""

    present = forms.IntegerField(
        label=_("How many were present"),
        required=False,
        min_value=0,
        help_text=_("Of a meeting; otherwise leave it empty."),
    )


class OverrideForm(Form):
    """Set a verdict aside."""

    passed = forms.ChoiceField(
        label=_("What is to hold"), choices=[("1", _("adopted")), ("0", _("not adopted"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason, which everybody will read"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CodeForm(Form):
    """The code of a letter."""

    letter = forms.CharField(
        label=_("Code of your letter"), max_length=40, help_text=_("16 letters and digits, in groups of four."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
