"""Words of requests for templates."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.kit.templatetags.kit import light
from gongzhi.kit.words import until
from gongzhi.procedures.public import Light

register = template.Library()


class Lit(Protocol):
    """What has a light: a matter, or a row of a list."""

    @property
    def state(self) -> str: ...
    @property
    def light(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def warn_at(self) -> datetime | None: ...


@register.filter
def light_words(matter: Lit) -> str:
    """What the light says: how long the promise still runs, or that the present step is what is late."""
    now = clock.now()
    if matter.light == Light.RED and matter.due_at is not None and matter.due_at > now:
        return _("This step is late")
    if matter.light == Light.YELLOW and matter.warn_at is not None and matter.warn_at > now:
        return _("This step is due soon")
    return until(matter.due_at)


@register.simple_tag
def light_of(matter: Lit, state: str) -> SafeString:
    """`{% light_of matter state %}`: the light of a live matter, else its state in words."""
    if matter.state == "open":
        return light(matter.light, light_words(matter))
    if matter.state == "waiting":
        return light("blue", _("Waiting"))
    return light("grey", state)
