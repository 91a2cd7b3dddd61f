"""Money on pages: `{{ fen|yuan }}`, `{{ fen|wan }}`; shares in percent."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from gongzhi.property.rules import money

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """1,234.50 元; a dash where there is no amount."""
    return "—" if fen is None else _("%(n)s yuan") % {"n": money.yuan(fen)}


@register.filter
def wan(fen: int | None) -> str:
    """12.35 万元, below one of them in yuan."""
    if fen is None:
        return "—"
    return yuan(fen) if abs(fen) < money.WAN_FEN else _("%(n)s × 10,000 yuan") % {"n": money.wan(fen)}


@register.filter
def percent(share: float | None) -> str:
    """83.4%; a dash where there is none."""
    return "—" if share is None else f"{share * 100:.1f}%"


@register.filter
def grade(mean: float | None) -> str:
    """4.2; a dash where there is none."""
    return "—" if mean is None else f"{mean:.1f}"
