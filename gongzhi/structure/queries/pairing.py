"""Reads of pairs of leaders and places: who sees and enters them, the numbers of a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for, scopes
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import GivenTask, JointMeeting, LeaderPair, MonthReport, Visit
from gongzhi.structure.rules.meetings import MeetingState, later

FIGURES = ("visits", "found", "solved", "open", "late", "meetings", "received", "closed", "in_hand")


def visible(actor: Actor) -> QuerySet[LeaderPair]:
    """The pairs of one's area, of one's own posts, and those whose reports come to one's posts."""
    seen = places.below(actor, Permission.ORG_SEE, Permission.MEETING_HOLD) | Q(post__in=sorted(actor.post_ids))
    rows = LeaderPair.objects.filter(seen).select_related("post__body", "place")
    return rows.defer("place__geometry", "place__search")


def find(pair_id: int, actor: Actor) -> LeaderPair:
    """The pair. Raises NotFound, also where the actor may not see it."""
    found = visible(actor).filter(pk=pair_id).first()
    if found is None:
        raise NotFound("There is no such pair.")
    return found


def rule_of(key: str) -> packs.Pairing | None:
    """The kind in the pack in force."""
    try:
        return packs.active().pairing(key)
    except KeyError:
        return None


def leaders(kind: str, place_id: int) -> list[tuple[int, str]]:
    """The posts that this kind pairs with places like this one."""
    rule = rule_of(kind)
    rows = orgs.live_posts().filter(kind__in=rule.leaders if rule else (), place__in=places.ancestors(place_id))
    return [(p.pk, p.label) for p in rows.select_related("body").order_by("id")]


def all_leaders(actor: Actor) -> list[tuple[str, str]]:
    """(`kind:post`, label) of the leaders at, above and below one's area. Two queries."""
    kinds = {k: rule.key for rule in packs.active().pairings for k in rule.leaders}
    allowed = scopes(actor, Permission.ORG_APPOINT)
    around = sorted({a for p in allowed for a in places.ancestors(p)})
    inside = places.below(actor, Permission.ORG_APPOINT) | Q(place__in=around)
    rows = orgs.live_posts().filter(inside, kind__in=sorted(kinds)).select_related("body").order_by("id")[:300]
    return [(f"{kinds[p.kind]}:{p.pk}", p.label) for p in rows]


def owners(pair: LeaderPair) -> list[tuple[int, str]]:
    """Who can be made responsible: the posts of the place and, above it, those that handle matters."""
    able = [k.key for k in packs.active().post_kinds if Permission.REQUEST_HANDLE in k.permissions]
    rows = orgs.live_posts().filter(
        Q(place=pair.place_id) | Q(place__in=places.ancestors(pair.place_id), kind__in=able)
    )
    return [(p.pk, p.label) for p in rows.select_related("body").order_by("body__name", "id")[:300]]


def enters(actor: Actor, pair: LeaderPair) -> int:
    """The post by which the actor enters visits and reports: the leader's own, or one of the community's. Raises
    Forbidden."""
    if pair.post_id in actor.post_ids:
        return pair.post_id
    return post_for(actor, Permission.MEETING_HOLD, places.ancestors(pair.place_id)).post_id


def readers(pair: LeaderPair) -> list[int]:
    """The posts to which reports go: the leader's, and the nearest of each kind that the pack names."""
    rule = rule_of(pair.kind)
    found = [orgs.find_post([k], places.ancestors(pair.place_id)) for k in (rule.reports_to if rule else ())]
    return list(dict.fromkeys([pair.post_id, *(p for p in found if p is not None)]))


def figures(pair: LeaderPair, month: date) -> dict[str, int]:
    """The numbers of a month, counted from the records as they stand now. Nine small counts."""
    first, after = month.replace(day=1), later(month.replace(day=1), 1, "months")
    begins, ends = (clock.begin_of(d) for d in (first, after))
    place = places.get(pair.place_id)
    tasks = GivenTask.objects.filter(Q(visit__pair=pair) | Q(month_report__pair=pair))
    matters = procedures.Matter.objects.filter(kind="request", place__path__startswith=place.path)
    days = {"held_on__gte": first, "held_on__lt": after}
    return {
        "visits": Visit.objects.filter(pair=pair, on__gte=first, on__lt=after).count(),
        "found": tasks.filter(created_at__gte=begins, created_at__lt=ends).count(),
        "solved": tasks.filter(struck_at__gte=begins, struck_at__lt=ends).count(),
        "open": tasks.filter(struck_at=None).count(),
        "late": tasks.filter(struck_at=None, due_on__lt=clock.today()).count(),
        "meetings": JointMeeting.objects.filter(place=pair.place_id, state=MeetingState.HELD, **days).count(),
        "received": matters.filter(opened_at__gte=begins, opened_at__lt=ends).count(),
        "closed": matters.filter(closed_at__gte=begins, closed_at__lt=ends).count(),
        "in_hand": matters.filter(state__in=procedures.LIVE).count(),
    }


def tasks_of(pair: LeaderPair) -> QuerySet[GivenTask]:
    """Problems found and instructions, the latest first."""
    rows = GivenTask.objects.filter(Q(visit__pair=pair) | Q(month_report__pair=pair))
    return rows.select_related("matter", "owner__body", "visit", "month_report").order_by("-matter_id")


def report(report_id: int, actor: Actor) -> MonthReport:
    """A report, for who sees its pair or to whom it goes. Raises NotFound."""
    found = MonthReport.objects.filter(pk=report_id).select_related("pair__place", "pair__post__body").first()
    if found is None or not (
        visible(actor).filter(pk=found.pair_id).exists() or actor.post_ids & set(readers(found.pair))
    ):
        raise NotFound("There is no such report.")
    return found


def figure_words(figures: dict[str, int]) -> list[tuple[str, str]]:
    """The numbers of a report with their words, in a fixed order."""
    words = {
        "visits": _("Visits this month"),
        "found": _("Problems found this month"),
        "solved": _("Problems struck off this month"),
        "open": _("Problems not struck off"),
        "late": _("of these overdue"),
        "meetings": _("Joint meetings this month"),
        "received": _("Requests received this month"),
        "closed": _("Requests answered this month"),
        "in_hand": _("Requests in hand"),
    }
    return [(words[name], str(figures[name])) for name in FIGURES if name in figures]


def numbers(pairs: Iterable[LeaderPair]) -> dict[int, tuple[int, int, int]]:
    """(visits this month, problems, problems not struck off) of each pair. Two queries."""
    ids = [p.pk for p in pairs]
    first = clock.today().replace(day=1)
    visits = Visit.objects.filter(pair__in=ids, on__gte=first).values("pair").annotate(n=Count("pk"))
    of = dict(visits.values_list("pair", "n"))
    tasks = GivenTask.objects.filter(Q(visit__pair__in=ids) | Q(month_report__pair__in=ids))
    found: dict[int, list[int]] = {}
    for a, b, struck in tasks.values_list("visit__pair", "month_report__pair", "struck_at"):
        entry = found.setdefault(a or b, [0, 0])
        entry[0] += 1
        entry[1] += struck is None
    return {pk: (of.get(pk, 0), found.get(pk, [0, 0])[0], found.get(pk, [0, 0])[1]) for pk in ids}
