"""Forms of the discussion under a topic."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.deliberation.rules.topics import WORDS_MAX
from gongzhi.kit.forms import Form, OnceForm


class AnswerForm(OnceForm):
    """An answer in the name of one's post."""

    words = forms.CharField(label=_("Official answer"), widget=forms.Textarea(attrs={"rows": 3}), max_length=WORDS_MAX)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput())


class ThreadForm(Form):
    """Narrows and sorts a discussion."""

    said = forms.CharField(label=_("Words to look for"), max_length=60, required=False)
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("The oldest first")), ("new", _("The newest first"))]
    )
