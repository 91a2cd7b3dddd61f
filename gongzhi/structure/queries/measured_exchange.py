"""What standards ask of messages, cross-appointments and paired leaders (rows A12, A14, A18), for all units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import LeaderPair, LetterPart, MonthReport
from gongzhi.structure.queries.cross_posts import wanted
from gongzhi.structure.rules.meetings import later

TWO_WAY = "/desk/structure/two-way/?tab=late"


def messages_answered(asked: Asked) -> Iterator[Measured]:
    """Of 100 messages that came due in the last `days` (90), those answered; each body that got any. One query."""
    end = clock.begin_of(asked.on + timedelta(days=1))
    end = min(end, clock.now())
    due = LetterPart.objects.filter(
        places.inside(asked.within, "matter__place__"), letter__taken_back_at=None, matter__due_at__lt=end,
        matter__due_at__gte=end - timedelta(days=asked.days or 90),
    )  # fmt: skip
    if asked.body_kinds:
        due = due.filter(post__body__kind__in=asked.body_kinds)
    answered, late = ~Q(answered_at=None), Q(answered_at__gt=F("matter__due_at"))
    rows = due.order_by("post__body").values_list("post__body", "post__body__name", "post__body__place").annotate(
        n=Count("matter"), answered=Count("matter", filter=answered), late=Count("matter", filter=answered & late)
    )  # fmt: skip
    for pk, name, place, number, done, after in rows:
        values = {"n": number, "late": after, "none": number - done}
        detail = _("%(n)d came due: %(late)d answered late, %(none)d not answered") % values
        yield Measured(pk, name, place, round(100 * done / number, 1), link=TWO_WAY, detail=detail)


def cross_posts(asked: Asked) -> Iterator[Measured]:
    """Cross-appointments that the pack wants and nobody holds, each place of `place_kinds`."""
    found = wanted(Q(place__kind__in=asked.place_kinds) & places.inside(asked.within, "place__"))
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        missing = [c for c in found.get(place.pk, []) if not c.people]
        detail = _(", ").join(f"{c.first.name} - {c.second.name}" for c in missing[:6])
        link = f"/desk/structure/consultation/cross/?place={place.pk}"
        yield Measured(place.pk, place.name, place.pk, len(missing), link=link, detail=detail)


def paired_leaders(asked: Asked) -> Iterator[Measured]:
    """Each place of `place_kinds`: 1 where a leader is paired, and 1 more where last month's report is sent (or the
    pair began later)."""
    first = asked.on.replace(day=1)
    month = later(first, -1, "months")
    here = Q(ends_on=None) | Q(ends_on__gte=asked.on)
    pairs: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = LeaderPair.objects.filter(here, starts_on__lte=asked.on).order_by("id")
    for pk, at, starts_on in rows.values_list("id", "place", "starts_on"):
        pairs[at].append((pk, starts_on >= first))
    sent = set(MonthReport.objects.filter(month=month).order_by("id").values_list("pair", flat=True))
    known = bool(packs.active().pairings)
    for place in places.of_kinds(asked.place_kinds, on=asked.on, within=asked.within):
        mine = pairs.get(place.pk, [])
        reported = any(new or pk in sent for pk, new in mine)
        value = (1 + reported) if mine else 0
        words = "" if value == 2 else _("No report of %(month)s") % {"month": f"{month:%Y-%m}"} if mine else (
            _("No leader is paired")
        )  # fmt: skip
        yield Measured(
            place.pk, place.name, place.pk, value if known else None, link="/desk/structure/pairing/", detail=words
        )


MEASURES: dict[str, MeasureFunction] = {
    "messages_answered": messages_answered,
    "cross_posts": cross_posts,
    "paired_leaders": paired_leaders,
}
