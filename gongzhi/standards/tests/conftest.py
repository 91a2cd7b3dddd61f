"""What tests of standards share."""

from __future__ import annotations

from gongzhi.standards.models import Gap


def open_gaps(*rules: str) -> list[tuple[str, str]]:
    """(rule, unit) of the gaps that stand, in order; of some rules only."""
    rows = Gap.objects.filter(closed_at=None, value__isnull=False, required__isnull=False)
    if rules:
        rows = rows.filter(rule__in=rules)
    return sorted(rows.values_list("rule", "unit"))
