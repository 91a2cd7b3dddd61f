"""What fits, with the reasons; matches of a line; what was matched and what is left by kind and month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.needs.models import ContactLook, ListLine, NeedMatch
from gongzhi.needs.queries import lines
from gongzhi.needs.rules.lines import LIVE, LineState, MatchState, Side
from gongzhi.needs.rules.matching import Fit, fit, fits
from gongzhi.packs import public as packs
from gongzhi.places import public as places

SHOWN_MOST = 10  # of what fits one line
PAIRS_MOST = 30  # of an area


def why(found: Fit, unit: str) -> str:
    """Why a need and a service fit, in words: place, day, amount."""
    near = _("the same place") if not found.steps else ngettext(
        "%(n)s step apart in the tree of places", "%(n)s steps apart in the tree of places", found.steps
    ) % {"n": found.steps}  # fmt: skip
    over = _("nothing left over") if not found.spare else _("%(n)s %(unit)s left over") % {
        "n": found.spare, "unit": unit
    }  # fmt: skip
    return _("the same kind; %(near)s; first day that suits both: %(day)s; %(over)s") % {
        "near": near, "day": f"{found.first:%Y-%m-%d}", "over": over,
    }  # fmt: skip


def unit_of(kind: str) -> str:
    """What the amount of a kind counts."""
    known = lines.rules().kind(kind)
    return known.unit if known else ""


def fit_of(need: ListLine, service: ListLine) -> Fit | None:
    """Whether both fit now."""
    return fit(lines.as_line(need), lines.as_line(service), clock.today())


def fitting(line: ListLine, most: int = SHOWN_MOST, *, hidden: bool = False) -> list[tuple[ListLine, Fit]]:
    """What of the other list fits a line, best first; `hidden`: staff see what stands on no public list, too."""
    if line.state != LineState.OPEN or line.left < 1:
        return []
    rows = lines.others(line)
    found = list((rows if hidden else rows.filter(hidden=False))[: lines.MATCHED_MOST])
    mine, theirs = [lines.as_line(line)], [lines.as_line(o) for o in found]
    pairs = fits(mine, theirs, clock.today()) if line.side == Side.NEED else fits(theirs, mine, clock.today())
    by_id = {o.pk: o for o in found}
    return [(by_id[f.service if line.side == Side.NEED else f.need], f) for f in pairs[:most]]


def pair(need_id: int, service_id: int, actor: Actor) -> tuple[ListLine, ListLine]:
    """A need and a service that fit, where the actor runs the lists of one of them or speaks for its body; what stands
    on no public list is found by who runs them alone. Raises Forbidden, NotFound."""
    known = lines.of_area(actor).filter(pk__in=(need_id, service_id))
    for line in known:
        staff = lines.may_run(actor, line.place_id)
        for other, _fit in fitting(line, lines.MATCHED_MOST, hidden=staff):
            if {line.pk, other.pk} == {need_id, service_id}:
                return (line, other) if line.side == Side.NEED else (other, line)
    raise NotFound("There is no such line.")


def suggested(actor: Actor) -> list[tuple[ListLine, ListLine, Fit]]:
    """What fits in the actor's area and was not tried yet, best first, each need and service once. Four queries."""
    area = places.below(actor, lines.RUN)
    rows = {r.pk: r for r in lines.left_over().filter(area).order_by("id")[: lines.MATCHED_MOST]}
    met = NeedMatch.objects.filter(need__in=list(rows), service__in=list(rows)).exclude(state=MatchState.DONE)
    tried = set(met.values_list("need", "service"))
    needs = [lines.as_line(r) for r in rows.values() if r.side == Side.NEED]
    services = [lines.as_line(r) for r in rows.values() if r.side == Side.SERVICE]
    found, taken = [], set[int]()
    for one in fits(needs, services, clock.today()):
        if (one.need, one.service) in tried or one.need in taken or one.service in taken:
            continue
        taken |= {one.need, one.service}
        found.append((rows[one.need], rows[one.service], one))
    return found[:PAIRS_MOST]


def all_matches() -> QuerySet[NeedMatch]:
    """Matches with both lines and their places."""
    return NeedMatch.objects.select_related("need__place", "service__place").defer(
        "need__place__geometry", "need__place__search", "service__place__geometry", "service__place__search"
    )


def of_line(line: ListLine) -> list[NeedMatch]:
    """The matches of a line, the newest first."""
    return list(all_matches().filter(Q(need=line) | Q(service=line)).order_by("-id")[:100])


def of_area(actor: Actor) -> QuerySet[NeedMatch]:
    """The matches in which a line of the actor's area takes part."""
    mine = places.below(actor, lines.RUN, prefix="need__place__") | Q(need__post__in=sorted(actor.post_ids))
    theirs = places.below(actor, lines.RUN, prefix="service__place__") | Q(service__post__in=sorted(actor.post_ids))
    return all_matches().filter(mine | theirs)


def is_bound(line: ListLine) -> bool:
    """Whether a match of it waits for an answer or is agreed."""
    return NeedMatch.objects.filter(state__in=LIVE, **{line.side: line.pk}).exists()


def get(match_id: int) -> NeedMatch:
    """A match with both lines. Raises NotFound."""
    found = all_matches().filter(pk=match_id).first()
    if found is None:
        raise NotFound("There is no such match.")
    return found


def side_of(match: NeedMatch, line: ListLine) -> Side:
    """Which of both a line is. Raises NotFound for a line of neither side."""
    if line.pk == match.need_id:
        return Side.NEED
    if line.pk == match.service_id:
        return Side.SERVICE
    raise NotFound("There is no such match.")


def looks_today(actor: Actor) -> int:
    """At how many contacts the actor looked today."""
    appointments = [p.appointment_id for p in actor.posts]
    return ContactLook.objects.filter(appointment__in=appointments, at__gte=clock.begin_of(clock.today())).count()


@dataclass(slots=True)
class KindFigures:
    """What a month brought of a kind, and what is left over now."""

    kind: str
    title: str
    unit: str
    needs: int = 0
    services: int = 0
    matched: int = 0
    done: int = 0
    not_done: int = 0
    used: int = 0
    needs_left: int = 0
    services_left: int = 0


@dataclass(slots=True)
class MonthFigures:
    """A month, a row for each kind."""

    month: date
    rows: list[KindFigures] = field(default_factory=list)


def month_asked(text: str, today: date) -> date:
    """The first day of the month that an address names (2026-03); this month where it names none."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return day if abs((day - today).days) < 3660 else today.replace(day=1)


def figures(actor: Actor, month: date) -> MonthFigures:
    """By kind: entered and brought together in a month, left over now, in the actor's area. Three queries."""
    after = (month + timedelta(days=32)).replace(day=1)
    begin, end = clock.begin_of(month), clock.begin_of(after)
    found = MonthFigures(month, [KindFigures(k.key, t, k.unit) for k, t in _kinds()])
    by_kind = {row.kind: row for row in found.rows}
    area, today = places.below(actor, lines.RUN), clock.today()
    new = Count("pk", filter=Q(shown_at__gte=begin, shown_at__lt=end))
    free = Count("pk", filter=Q(state=LineState.OPEN, ends_on__gte=today, taken__lt=F("amount")))
    rows = ListLine.objects.filter(area).order_by().values_list("kind", "side").annotate(new=new, free=free)
    for kind, side, entered, over in rows:
        if row := by_kind.get(kind):
            name = "needs" if side == Side.NEED else "services"
            setattr(row, name, entered)
            setattr(row, f"{name}_left", over)
    ended = {"ended_at__gte": begin, "ended_at__lt": end}
    done = Q(state=MatchState.DONE, **ended)
    of_area_ = NeedMatch.objects.filter(places.below(actor, lines.RUN, prefix="need__place__")).order_by()
    sums = of_area_.values_list("need__kind").annotate(
        matched=Count("pk", filter=Q(agreed_at__gte=begin, agreed_at__lt=end)), done=Count("pk", filter=done),
        not_done=Count("pk", filter=Q(state=MatchState.NOT_DONE, **ended)), used=Sum("used", filter=done),
    )  # fmt: skip
    for kind, matched, made, failed, used in sums:
        if row := by_kind.get(kind):
            row.matched, row.done, row.not_done, row.used = matched, made, failed, used or 0
    return found


def _kinds() -> list[tuple[packs.NeedKind, str]]:
    return [(k, packs.named(k)) for k in lines.rules().kinds]


def runs(match: NeedMatch) -> bool:
    """Whether it is neither carried out nor given up."""
    return match.state in LIVE
