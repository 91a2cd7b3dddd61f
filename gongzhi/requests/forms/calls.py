"""Input of calls back: by staff and by residents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.kit.forms import Form, OnceForm
from gongzhi.requests.models import Content

CONTENT = [(Content.YES, _("Satisfied")), (Content.PARTLY, _("So-so")), (Content.NOT, _("Not satisfied"))]
RESULTS = [
    ("reached", _("Reached")),
    ("missed", _("Not reached")),
    ("refused", _("Does not want to be called")),
]


def _content(label: Any, *, required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[(c.value, w) for c, w in CONTENT], coerce=int, empty_value=None, required=required,
        widget=forms.RadioSelect,
    )  # fmt: skip


class CallForm(Form):
    """What a call gave."""

    result = forms.ChoiceField(label=_("The call"), choices=RESULTS, widget=forms.RadioSelect)
    content = _content(_("With the answer"), required=False)
    manner = _content(_("With the manner"), required=False)
    words = forms.CharField(
        label=_("Words of the call"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who is not satisfied with the answer has it handled again: say what is not solved."),
    )  # fmt: skip


class OwnCallForm(OnceForm):
    """The same two questions on the resident's own page."""

    content = _content(_("With the answer"), required=True)
    manner = _content(_("With the manner"), required=True)
    words = forms.CharField(
        label=_("In a few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RevealPhoneForm(Form):
    """Why the phone is shown."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
