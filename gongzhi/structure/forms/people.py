"""Who is meant: somebody known to the platform, by user name or phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def person_field(label: StrOrPromise = "", **more: object) -> forms.CharField:
    """A field for somebody who is known to the platform."""
    return forms.CharField(
        label=label or _("User name or phone"),
        help_text=_("Of somebody who is known to the platform."),
        max_length=200,
        **more,  # type: ignore[arg-type]
    )


def day_input() -> forms.DateInput:
    """An input for a day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
