"""Filters that pages of the structure share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django import template

from gongzhi.orgs import public as orgs

register = template.Library()


@register.filter
def at(words: Mapping[str, object], key: str) -> object:
    """`{{ words|at:key }}`: what a mapping says of a key, else the key itself."""
    return words.get(key, key)


@register.filter
def percent(share: Fraction | None) -> str:
    """`{{ share|percent }}`: one decimal; a dash where it is not shown."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"


@register.filter
def post_name(seat: orgs.PostSeats) -> str:
    """`{{ seat|post_name }}`: body and title, what both say once."""
    return orgs.post_name(seat.body, seat.title)
