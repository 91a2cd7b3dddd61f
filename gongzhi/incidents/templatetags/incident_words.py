"""Words of incidents for templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from gongzhi.incidents.queries.shown import Shown
from gongzhi.incidents.views.shared import next_words, state_of
from gongzhi.kit.templatetags.kit import light

register = template.Library()


@register.simple_tag
def incident_state(one: Shown) -> SafeString:
    """The light of a step."""
    return light(*state_of(one))


@register.simple_tag
def incident_next(one: Shown) -> str:
    """What comes, and when."""
    return next_words(one)
