"""Input of the staff's pages that is more than one action on one request: registering, filtering, locating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.choices import KnownSelect
from gongzhi.kit.forms import Form, OnceForm
from gongzhi.requests import rules
from gongzhi.requests.forms import OfferForm


class IntakeForm(OnceForm):
    """What a clerk types while the person talks. Words, place and contact are checked by `rules.check_draft`."""

    channel = forms.ChoiceField(label=_("Channel"), widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("What the person says"), required=False, max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )  # fmt: skip
    type_key = forms.CharField(required=False, max_length=60)
    type_auto = forms.CharField(required=False, max_length=60)
    other_type = forms.ChoiceField(label=_("Another type"), required=False)
    address = forms.CharField(
        label=_("Where"), required=False, max_length=rules.ADDRESS_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    place_id = forms.IntegerField(required=False)
    place_auto = forms.IntegerField(required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    name = forms.CharField(
        label=_("Name or alias"), required=False, max_length=rules.NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contact_phone = forms.CharField(
        label=_("Phone of the person"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    received_at = forms.DateTimeField(
        label=_("Received earlier, on"), required=False,
        help_text=_("For what stands in a notebook or on paper. The time limit runs from then; both dates are shown."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )  # fmt: skip
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the call from which it was opened
    keep_private = forms.BooleanField(label=_("Not for the public board"), required=False)
    to_post = forms.TypedChoiceField(label=_("Hand on to"), required=False, coerce=int, empty_value=None)
    to_auto = forms.CharField(required=False, max_length=20)

    def __init__(self, *args: Any, channels: list[tuple[str, str]], groups: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("description", "address"):
            self.fields[name].no_mark = True  # type: ignore[attr-defined]  # needed: `rules.check_draft` says so
        self._choices("channel", channels)
        self._choices("other_type", [("", _("Choose…")), *groups])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def offer_posts(self, posts: list[tuple[str, str]]) -> None:
        """The posts to which it may be handed on, as type and place decide."""
        self._choices("to_post", [("", _("Keep it")), *posts])


class FilterForm(Form):
    """What the list of requests is narrowed to; every field may stay empty."""

    q = forms.CharField(label=_("Number or words"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False)
    light = forms.ChoiceField(label=_("Light"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False, widget=KnownSelect)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    place = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None, widget=KnownSelect)
    holder = forms.TypedChoiceField(label=_("Holder"), required=False, coerce=int, empty_value=None, widget=KnownSelect)
    since = forms.DateField(label=_("Received from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Received to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    done_since = forms.DateField(label=_("Closed from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    done_until = forms.DateField(label=_("Closed to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kept = forms.ChoiceField(label=_("Kept in time"), required=False)
    rated = forms.ChoiceField(label=_("Rating"), required=False)
    reopened = forms.BooleanField(label=_("Reopened"), required=False)
    entered = forms.ChoiceField(label=_("Taken over from lists"), required=False)
    here = forms.BooleanField(label=_("Not in a smaller area"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(
        self, *args: Any, choices: dict[str, Any], extra: Sequence[tuple[str, str, Any]] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, given in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = given
        for name, label, given in extra:
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=given)
        self.extra = [self[name] for name, _label, _given in extra]


class LocateForm(Form):
    """Where an unlocated request lies: a point of the map, or a place of the list."""

    address = forms.CharField(label=_("Search a place"), required=False, max_length=rules.ADDRESS_MAX,
                              widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    place_id = forms.TypedChoiceField(
        label=_("Which of these?"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.no_mark = self.fields["address"].no_mark = True  # type: ignore[attr-defined]  # or a point on the map


class MergeForm(Form):
    """The number of the request that says the same."""

    into = forms.CharField(
        label=_("Number of the other request"), max_length=30,
        help_text=_("This one is closed; its reporters hear the answer of the other."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class AssignForm(OfferForm):
    """The post above decides who handles it, without acceptance."""

    note = None  # type: ignore[assignment]  # the reason takes its place
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
