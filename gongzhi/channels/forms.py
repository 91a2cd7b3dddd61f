"""Input of ways in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.channels.queries.boxes import PAPERS_MOST
from gongzhi.channels.queries.chats import Proposal
from gongzhi.channels.queries.places import spot_of
from gongzhi.channels.rules.chats import ALIAS_MOST, LINES_MOST, TEXT_MOST
from gongzhi.channels.rules.sent import Line
from gongzhi.core import clock
from gongzhi.kit.forms import Choices, Form, OnceForm, choose

WORDS_MOST, WHERE_MOST = 2000, 120


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, as the browser picks one."""
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class PasteForm(Form):
    """What was copied out of a group."""

    text = forms.CharField(
        label=_("What was written in the group"),
        help_text=_("Copy the messages, or the whole 接龙, and paste them here. Nothing is kept yet."),
        max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )  # fmt: skip
    place = forms.TypedChoiceField(label=_("Where the group belongs"), coerce=int)
    channel = forms.ChoiceField(label=_("Channel"))
    day = day_field(_("Day of times without a date"))

    def __init__(self, *args: Any, places: Choices, channels: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places)
        choose(self, "channel", channels)
        self.fields["day"].initial = clock.today()


class TakeForm(OnceForm):
    """The lines that were read, each with what becomes of it; `r0-words` and so on."""

    place = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    channel = forms.ChoiceField(widget=forms.HiddenInput)
    rows = forms.IntegerField(min_value=1, max_value=LINES_MOST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Choices, channels: Choices, types: Choices, rows: int, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choose(self, "place", places)
        choose(self, "channel", channels)
        self.number = max(0, min(rows, LINES_MOST))
        for n in range(self.number):
            self._add(n, types)

    def _add(self, n: int, types: Choices) -> None:
        acts = [
            ("take", _("Becomes a request")),
            ("join", _("The same as the open request")),
            ("merge", _("Goes with this person's line above")),
            ("leave", _("Leave out")),
        ]
        short = forms.TextInput(attrs={"autocomplete": "off"})
        self.fields |= {
            f"r{n}-act": forms.ChoiceField(label=_("What becomes of it"), choices=acts),
            f"r{n}-words": forms.CharField(
                label=_("Words"), max_length=WORDS_MOST, required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
            f"r{n}-alias": forms.CharField(label=_("Alias"), max_length=ALIAS_MOST, required=False, widget=short),
            f"r{n}-where": forms.CharField(label=_("Where"), max_length=WHERE_MOST, required=False, widget=short),
            f"r{n}-type": forms.ChoiceField(label=_("Type"), choices=types, required=False),
            f"r{n}-at": forms.CharField(required=False, max_length=40, widget=forms.HiddenInput),
            f"r{n}-same": forms.CharField(required=False, max_length=12, widget=forms.HiddenInput),
            f"r{n}-title": forms.CharField(required=False, max_length=80, widget=forms.HiddenInput),
        }

    @staticmethod
    def initial_of(proposals: list[Proposal]) -> dict[str, Any]:
        """The proposals as the form's first values."""
        found: dict[str, Any] = {"rows": len(proposals)}
        for n, p in enumerate(proposals):
            found |= {
                f"r{n}-act": p.act, f"r{n}-words": p.said.words, f"r{n}-alias": p.said.alias, f"r{n}-where": p.where,
                f"r{n}-type": p.type_key, f"r{n}-at": p.said.at.isoformat() if p.said.at else "",
                f"r{n}-same": p.same_as, f"r{n}-title": p.same_title,
            }  # fmt: skip
        return found

    def table(self) -> list[dict[str, Any]]:
        """The rows for the page: their fields, the time, the open request that says the same."""
        return [
            {
                "fields": {name: self[f"r{n}-{name}"] for name in ("act", "words", "alias", "where", "type")},
                "hidden": [self[f"r{n}-{name}"] for name in ("at", "same", "title")],
                "n": n + 1,
                "at": moment_of(str(self[f"r{n}-at"].value() or "")),
                "same": self[f"r{n}-same"].value() or "",
                "title": self[f"r{n}-title"].value() or "",
            }
            for n in range(self.number)
        ]

    def lines(self, spots: dict[str, int]) -> list[tuple[str, Line]]:
        """What was marked, with the estate or building that `where` names."""
        d = self.cleaned_data
        return [
            (
                d[f"r{n}-act"],
                Line(
                    d[f"r{n}-words"], d[f"r{n}-alias"], moment_of(d[f"r{n}-at"]), d[f"r{n}-where"], d[f"r{n}-type"],
                    spot_of(d[f"r{n}-where"], spots), d[f"r{n}-same"], n,
                ),
            )
            for n in range(self.number)
        ]  # fmt: skip


def moment_of(text: str) -> datetime | None:
    """The local time of an own hidden field; None where it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=clock.SHANGHAI) if at.tzinfo is None else None


class BoxForm(Form):
    """A box to be set up."""

    title = forms.CharField(label=_("Name of the box"), max_length=60)
    where = forms.CharField(label=_("Where it hangs"), max_length=120, required=False)
    place = forms.TypedChoiceField(label=_("Area of the box"), coerce=int)
    channel = forms.ChoiceField(label=_("Channel"))

    def __init__(self, *args: Any, places: Choices, channels: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place", places)
        choose(self, "channel", channels)


class EmptyForm(Form):
    """That a box was emptied."""

    day = day_field(_("Emptied on"))
    second_post = forms.TypedChoiceField(
        label=_("Second person"), help_text=_("A box is never opened alone."), coerce=lambda v: int(v) or None
    )
    papers = forms.IntegerField(
        label=_("Papers in the box"), help_text=_("Also 0."), min_value=0, max_value=PAPERS_MOST
    )

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without = (0, _("A resident or volunteer without a post, by a code on paper"))
        choose(self, "second_post", [("", _("Choose…")), without, *posts])
        self.fields["day"].initial = clock.today()


class SayForm(Form):
    """What the second person says."""

    there = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What was not so?"), help_text=_("In a few words, without names."), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].no_mark = True  # type: ignore[attr-defined]  # needed with a no


class CodeForm(Form):
    """The code on the paper."""

    code = forms.CharField(
        label=_("Code on the paper"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PaperForm(Form):
    """A paper, as it is written."""

    description = forms.CharField(
        label=_("What the paper says"), max_length=WORDS_MOST, widget=forms.Textarea(attrs={"rows": 4})
    )
    scan = forms.FileField(
        label=_("Photo or scan of the paper"), help_text=_("JPEG, PNG or WebP, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    address = forms.CharField(label=_("Where"), max_length=WHERE_MOST, required=False,
                              widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    type_key = forms.ChoiceField(label=_("Type"), required=False)
    name = forms.CharField(
        label=_("Name or alias on the paper"), help_text=_("Nobody need give a name."), max_length=ALIAS_MOST,
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contact_phone = forms.CharField(
        label=_("Phone on the paper"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "type_key", types)


class AsideForm(Form):
    """Why a paper is no request."""

    reason = forms.CharField(label=_("Why it is no request"), max_length=120)


class WordsForm(Form):
    """What was said, as words."""

    words = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class SpeakForm(OnceForm):
    """A recording, where it is about, one contact."""

    sound = forms.FileField(
        label=_("Recording"), help_text=_("At most 60 seconds and 1 MB. A phone offers its recorder here."),
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": ""}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Where is it?"), help_text=_("Estate and building, or what stands beside it."), max_length=WHERE_MOST,
        required=False,
    )  # fmt: skip
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    place_id = forms.TypedChoiceField(
        label=_("Which of these?"), required=False, widget=forms.RadioSelect, coerce=int, empty_value=None
    )
    name = forms.CharField(
        label=_("How may we address you?"), max_length=ALIAS_MOST, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact_phone = forms.CharField(
        label=_("Mobile phone"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip

    def __init__(self, *args: Any, signed_in: bool, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "place_id", places)
        for name in ("address", "name", "contact_phone"):
            self.fields[name].no_mark = True  # type: ignore[attr-defined]  # needed: `requests.check_draft` says so
            if signed_in and name != "address":
                del self.fields[name]


class BehalfForm(OnceForm):
    """For whom it is, and how they agreed."""

    name = forms.CharField(label=_("For whom you report"), help_text=_("A name or how they are called."),
                           max_length=ALIAS_MOST)  # fmt: skip
    how = forms.ChoiceField(
        label=_("How they agreed"), widget=forms.RadioSelect,
        choices=[("oral", _("By word of mouth")), ("phone", _("On the phone")), ("written", _("In writing"))],
    )  # fmt: skip
    on = day_field(_("They agreed on"))
    both = forms.BooleanField(label=_("They want to hear the answer, too"), required=False)
    phone = forms.CharField(
        label=_("Their mobile phone"), help_text=_("Only if they want to hear the answer."), max_length=30,
        required=False, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("both") and not data.get("phone"):
            self.add_error("phone", _("To hear the answer they need a phone."))
        return data
