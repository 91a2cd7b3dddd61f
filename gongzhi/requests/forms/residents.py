"""Input of the resident's pages. Words are checked again by `rules.check_draft`; these say what is missing early."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm
from gongzhi.requests import rules

PHOTOS = ("photo1", "photo2", "photo3")
STARS = [
    ("5", _("Very satisfied")),
    ("4", _("Satisfied")),
    ("3", _("So-so")),
    ("2", _("Dissatisfied")),
    ("1", _("Very dissatisfied")),
]


def photo_field(label: Any, *, hint: Any = "") -> forms.FileField:
    """One photo: the phone offers its camera; what it is is checked by its bytes, not its name."""
    return forms.FileField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class WordsForm(Form):
    """What is wrong."""

    description = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Say what you saw, since when, and what you would like to be done. Leave out names of persons."),
        max_length=rules.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photo1 = photo_field(_("Photo"), hint=_("JPEG, PNG or WebP, up to 10 MB each. Position data in photos is removed."))
    photo2 = photo_field(_("Second photo"))
    photo3 = photo_field(_("Third photo"))


class KindForm(Form):
    """Which type: what was suggested, or any from the list."""

    suggested = forms.ChoiceField(label=_("Going by your words"), required=False, widget=forms.RadioSelect)
    type_key = forms.ChoiceField(label=_("Another kind"), required=False)

    def __init__(self, *args: Any, suggestions: list[tuple[str, str]], groups: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggested, every = self.fields["suggested"], self.fields["type_key"]
        assert isinstance(suggested, forms.ChoiceField)
        assert isinstance(every, forms.ChoiceField)
        suggested.no_mark = every.no_mark = True  # type: ignore[attr-defined]  # one of the two is needed
        suggested.choices = [*suggestions, ("", _("Something else: choose from the list below"))]
        every.choices = [("", _("Choose…")), *groups]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["chosen"] = data.get("suggested") or data.get("type_key")
        if not data["chosen"] and not self.errors:
            self.add_error("suggested", _("Choose what it is about."))
        return data


class PlaceForm(Form):
    """Where: a point, a known place, or an address in words."""

    address = forms.CharField(
        label=_("Address or estate"),
        help_text=_("Estate and building, or street and number, or what stands beside it."),
        max_length=rules.ADDRESS_MAX,
        required=False,
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    place_id = forms.TypedChoiceField(
        label=_("Which of these?"), required=False, widget=forms.RadioSelect, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices or []
        field.no_mark = self.fields["address"].no_mark = True  # type: ignore[attr-defined]  # or a point on the map
        if not choices:
            field.widget = forms.HiddenInput()


class ContactForm(OnceForm):
    """Who hears the answer: a name or an alias and one contact."""

    name = forms.CharField(
        label=_("How may we address you?"), help_text=_("A name or an alias."), max_length=rules.NAME_MAX,
        required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact_phone = forms.CharField(
        label=_("Mobile phone"), help_text=_("The number and the answer come by text message."), max_length=30,
        required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    contact_email = forms.CharField(
        label=_("Or an e-mail address"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )  # fmt: skip
    keep_private = forms.BooleanField(
        label=_("Do not show the answer on the public board, not even without my name."), required=False
    )

    def __init__(self, *args: Any, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "contact_phone", "contact_email"):
            self.fields[name].no_mark = True  # type: ignore[attr-defined]  # a name and one contact are needed
            if signed_in:
                del self.fields[name]


class AddForm(OnceForm):
    """Words or a photo added later."""

    words = forms.CharField(label=_("Add words"), required=False, max_length=rules.WORDS_MAX,
                            widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip
    photo1 = photo_field(_("Add a photo"))


class RateForm(OnceForm):
    """Five grades and whether it is solved."""

    stars = forms.TypedChoiceField(
        label=_("How satisfied are you?"), choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    solved = forms.TypedChoiceField(
        label=_("Is it solved?"),
        choices=[("yes", _("Yes, it is solved")), ("no", _("No, it is not solved"))],
        coerce=lambda v: v == "yes",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(label=_("Anything else?"), required=False, max_length=500,
                              widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip


class ReopenForm(OnceForm):
    """Why it is to be handled again."""

    reason = forms.CharField(label=_("What is not solved?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TrackForm(Form):
    """Find an own request again."""

    number = forms.CharField(label=_("Number of the request"), max_length=30,
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile phone that you gave"), max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
