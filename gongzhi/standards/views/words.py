"""Gaps in the words of a page or table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs.public import Pack, Standard, named
from gongzhi.standards.models import Gap


@dataclass(frozen=True, slots=True)
class Line:
    """A gap as a row of a list."""

    gap_id: int
    rule: str
    clause: str
    unit: str
    place: str
    value: str
    required: str
    since: date
    days: int
    owner: str
    detail: str
    exempt_until: date | None
    mended_on: date | None


def number(value: float | None, unit: str) -> str:
    """A value with its unit; a dash where it is not known."""
    return "—" if value is None else f"{value:,.10g} {unit}".strip()


def bound(value: float | None, unit: str, *, at_most: bool) -> str:
    """A bound in words; a dash where it is not known."""
    if value is None:
        return "—"
    said = _("at most %(number)s") if at_most else _("at least %(number)s")
    return said % {"number": number(value, unit)}


def asked(standard: Standard) -> str:
    """What the clause asks of every unit, in words."""
    parts = []
    if standard.at_least is not None:
        parts.append(bound(standard.at_least, standard.unit, at_most=False))
    if standard.at_most is not None:
        parts.append(bound(standard.at_most, standard.unit, at_most=True))
    said = _(", ").join(parts)
    if standard.per is not None and said:
        of = {"households": _("%(n)s households"), "residents": _("%(n)s residents")}[standard.per.of]
        said = _("%(bound)s for every %(base)s") % {"bound": said, "base": of % {"n": f"{standard.per.amount:,}"}}
    if standard.days is not None and said:
        said = _("%(bound)s in %(days)s days") % {"bound": said, "days": standard.days}
    return said


def lines(pack: Pack, gaps: Iterable[Gap]) -> list[Line]:
    """The rows of a list; labels of owners come with the gaps."""
    standards = {s.key: s for s in pack.standards}
    today = clock.today()
    return [_line(gap, standards.get(gap.rule), today) for gap in gaps]


def _line(gap: Gap, standard: Standard | None, today: date) -> Line:
    unit = standard.unit if standard else ""
    mended = clock.local(gap.closed_at).date() if gap.closed_at else None
    return Line(
        gap_id=gap.pk,
        rule=named(standard) if standard else gap.rule,
        clause=standard.clause if standard else "",
        unit=gap.unit,
        place=gap.place.name,
        value=number(gap.value, unit),
        required=bound(gap.required, unit, at_most=gap.at_most),
        since=gap.since,
        days=((mended or today) - gap.since).days,
        owner=gap.owner_post.label if gap.owner_post else "",
        detail=gap.detail,
        exempt_until=gap.exempt_until if gap.exempt_until and gap.exempt_until >= today else None,
        mended_on=mended,
    )


def owner_of(gap: Gap) -> str:
    """The owner's post and who answers for it now."""
    return orgs.post_label(gap.owner_post_id) if gap.owner_post_id else ""
