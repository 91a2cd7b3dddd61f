"""Filters that pages of the structure share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def at(words: Mapping[str, object], key: str) -> object:
    """`{{ words|at:key }}`: what a mapping says of a key, else the key itself."""
    return words.get(key, key)


@register.filter
def percent(share: Fraction | None) -> str:
    """`{{ share|percent }}`: one decimal; a dash where it is not shown."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"
