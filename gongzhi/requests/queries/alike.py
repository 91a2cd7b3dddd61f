"""Which open requests may be the same matter as this one: of its type, near in place and time, alike in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.models import Request

LOOKED, SHOWN = 60, 5
WORDS_ALONE = 0.5  # in the same place without a point, at least this share of the words


@dataclass(frozen=True, slots=True)
class Alike:
    """An open request that may be the same; `metres` None where only the place is known, `days` between the two."""

    number: str
    title: str
    metres: int | None
    days: int
    likeness: int  # per cent of the shorter one's pairs of characters

    @property
    def spoken(self) -> str:
        """The number as it is read aloud."""
        return rules.spoken(self.number)


def alike(about: Request, actor: Actor) -> list[Alike]:
    """Open requests of the type that may be the same, of those that the actor sees, the likeliest first.

    Metres and days are those of the type in the pack, before and after; where one of the two has no point, the same
    place and at least half of the words. Two queries at most."""
    try:
        bounds = packs.active().request_type(about.type_key).duplicates
    except KeyError:
        return []
    if bounds is None:
        return []  # the pack says that such requests are never the same
    span = timedelta(days=bounds.days)
    rows = Request.objects.filter(
        type_key=about.type_key, joined_to=None, created_at__gt=about.created_at - span,
        created_at__lt=about.created_at + span, matter__state__in=procedures.LIVE,
        matter__in=procedures.visible_to(actor).values("pk"),
    ).exclude(pk=about.pk)  # fmt: skip
    found: dict[int, tuple[float, Alike]] = {}
    own = rules.bigrams(f"{about.matter.title} {about.description}")
    if about.lon is not None and about.lat is not None:
        near = Q(pk__in=[])
        for first, last in rules.cell_ranges(about.lon, about.lat, bounds.metres):
            near |= Q(near_cell__range=(first, last))
        for row in _some(rows.filter(near)):
            if row.lon is None or row.lat is None:
                continue
            away = rules.metres_between(about.lon, about.lat, row.lon, row.lat)
            if away <= bounds.metres:
                found[row.pk] = (away, _row(about, row, own, round(away / 10) * 10))
    for row in _some(rows.filter(matter__place=about.matter.place_id).filter(_pointless(about))):
        candidate = _row(about, row, own, None)
        if candidate.likeness >= WORDS_ALONE * 100:
            found.setdefault(row.pk, (float(bounds.metres), candidate))
    best = sorted(found.values(), key=lambda f: (-round(f[1].likeness, -1), f[0], f[1].number))
    return [candidate for _away, candidate in best[:SHOWN]]


def _pointless(about: Request) -> Q:
    """Only those without a point, where this one has one."""
    return Q(lon=None) if about.lon is not None else Q()


def _some(rows: QuerySet[Request]) -> QuerySet[Request]:
    return rows.select_related("matter").order_by("-created_at", "-pk")[:LOOKED]


def _row(about: Request, row: Request, own: frozenset[str], metres: int | None) -> Alike:
    words = rules.share_of(own, rules.bigrams(f"{row.matter.title} {row.description}"))
    days = abs(about.created_at - row.created_at).days
    return Alike(row.number, row.matter.title, metres, days, round(words * 100))
