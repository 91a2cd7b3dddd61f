"""Check points, the plan of a week, who was there. Points and plans need `grid:edit` at the grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, held_with, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.core.ids import new_id
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.patrol import events
from gongzhi.patrol.models import Point, Round, Visit
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

Codes = dict[str, str | int | bool | None]
POINTS_MOST = 60  # of a grid: what one can walk in a week


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A check point: its name, what to look for."""

    title: str
    look_for: str = ""
    kind: str = ""  # of the pack's `hazards`; empty: any


def _grid(place_id: int, actor: Actor) -> places.Place:
    post_for(actor, Permission.GRID_EDIT, places.ancestors(place_id))
    place = places.get(place_id)
    if place.kind != places.PlaceKind.GRID:
        raise NotFound("There is no such grid.")
    return place


@transaction.atomic
def add_point(place_id: int, draft: PointDraft, *, actor: Actor) -> Point:
    """Set up a check point from today on. Raises Forbidden, NotFound, Invalid."""
    _grid(place_id, actor)
    title = draft.title.strip()
    if len(title) < 2:
        raise Invalid("Say it in a few words.", field="title")
    rows = Point.objects.filter(place=place_id, ends_on=None)
    if rows.filter(title=title).exists():
        raise Invalid("This grid has a check point of this name.", field="title")
    if rows.count() >= POINTS_MOST:
        raise Invalid("A grid has at most %(n)s check points.", field="title", n=POINTS_MOST)
    if draft.kind and draft.kind not in {h.key for h in packs.active().hazards}:
        raise Invalid("Choose one of the list.", field="kind")
    looks = draft.look_for.strip()
    point = Point(place_id=place_id, title=title, look_for=looks, kind=draft.kind, starts_on=clock.today())
    point.save(force_insert=True)
    texts = {"title": title, "look_for": point.look_for}
    ledger.record(events.POINT_ADDED, stream=point.pk, actor=actor, codes={"place": place_id}, texts=texts, first=True)
    return point


@transaction.atomic
def end_point(point_id: int, *, actor: Actor) -> None:
    """Give a check point up: today is its last day. Raises Forbidden, NotFound."""
    point = Point.objects.filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such check point.")
    _grid(point.place_id, actor)
    if Point.objects.filter(pk=point_id, ends_on=None).update(ends_on=clock.today()):
        ledger.record(events.POINT_ENDED, stream=point.pk, actor=actor, codes={"place": point.place_id})


@transaction.atomic
def plan_week(place_id: int, week: date, *, post_id: int | None, planned_on: date | None, actor: Actor) -> Round:
    """Who walks a grid in a week, and on which day; `post_id` None: the grid's own worker. Raises Forbidden, NotFound,
    Invalid (a day outside the week, a week that is over, a post of another community)."""
    place = _grid(place_id, actor)
    week = week_of(week)
    if week + WEEK <= clock.today():
        raise Invalid("This week is over.", field="planned_on")
    if planned_on is not None and week_of(planned_on) != week:
        raise Invalid("Choose a day of this week.", field="planned_on")
    if post_id is not None and post_id not in dict(posts_for(place)):
        raise Invalid("Choose a post of this community.", field="post")
    plan = {"post_id": post_id, "planned_on": planned_on}
    before = Round.objects.filter(place_id=place_id, week=week).values_list("post_id", flat=True).first()
    made, _fresh = Round.objects.update_or_create(place_id=place_id, week=week, defaults=plan)
    codes: Codes = {"place": place_id, "week": week.isoformat(), "post": post_id,
             "planned_on": planned_on.isoformat() if planned_on else None}  # fmt: skip
    ledger.record(events.PLANNED, stream=made.pk, actor=actor, codes=codes)
    _tell(place, made, before)
    return made


def _tell(place: places.Place, made: Round, before: int | None) -> None:
    """Every member of the team that walks hears of the plan, and those of the team that walks no more."""
    values = {"place": place.name, "week": made.week.isoformat(),
              "day": made.planned_on.isoformat() if made.planned_on else ""}  # fmt: skip
    walks = lambda: _("You walk %(place)s in the week of %(week)s. %(day)s") % values  # noqa: E731
    ends = lambda: _("You do not walk %(place)s in the week of %(week)s: somebody else does.") % values  # noqa: E731
    for post, words in ((made.post_id, walks), (before if before != made.post_id else None, ends)):
        held = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post=post) if post else None
        if held is not None:
            key = f"patrol-{made.pk}-{post}-{new_id()}"
            notices.tell(held.values_list("person", flat=True), words, key=key, about=place.pk, by_sms=False)


def posts_for(place: places.Place) -> list[tuple[int, str]]:
    """The posts of the community, its grids and the organisations in it: who may walk, volunteers' teams too."""
    open_ = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    above = [p.pk for p in places.chain(place.pk) if p.kind == places.PlaceKind.COMMUNITY] or [place.pk]
    rows = orgs.Post.objects.filter(open_, places.inside(above[-1:], "place__"))
    ids = list(rows.order_by("place__path", "id").values_list("pk", flat=True)[:200])
    labels = orgs.post_labels(ids) if ids else {}
    return [(i, labels[i]) for i in ids if i in labels]


@transaction.atomic
def visit(
    point_id: int, *, fine: bool, actor: Actor, done_at: datetime | None = None, found: int | None = None
) -> Visit:
    """That the actor was at a check point; the first one of a week counts, with the day on which it was seen.

    `found`: the request that came of it. Raises Forbidden for who neither walks this grid nor was given it, NotFound.
    """
    point = Point.objects.filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such check point.")
    when = done_at or clock.now()
    week = week_of(clock.local(when).date())
    post_id = walker(point.place_id, week, actor)
    row = Visit(point=point, week=week, post_id=post_id, fine=fine, found_id=found, done_at=when)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = Visit.objects.get(point=point, week=week)
        if found is None or not known.fine:
            return known
        Visit.objects.filter(pk=known.pk).update(fine=False, found_id=found)
    codes: Codes = {"place": point.place_id, "week": week.isoformat(), "fine": fine, "found": found}
    ledger.record(events.VISITED, stream=point.pk, actor=actor, codes=codes)
    return row


def walker(place_id: int, week: date, actor: Actor) -> int:
    """The post by which the actor walks this grid. Raises Forbidden."""
    given = Round.objects.filter(place_id=place_id, week=week).values_list("post_id", flat=True).first()
    if given in actor.post_ids and given is not None:
        return given
    held = held_with(actor, Permission.REQUEST_REGISTER, places.ancestors(place_id))
    if held is None:
        raise Forbidden("This grid is not yours to walk this week.")
    return held.post_id


@transaction.atomic
def see_again(visit_id: int, *, mended: bool, actor: Actor, done_at: datetime | None = None) -> Visit:
    """Look again at what was found and is answered (复查): mended, or it is reopened with a new clock. Only the caller
    opens another request where the time to reopen is over (NotAllowed). Raises Forbidden, NotFound, Conflict.
    """
    row = Visit.objects.select_related("point", "found").filter(pk=visit_id).exclude(found=None).first()
    if row is None or row.found is None:
        raise NotFound("There is no such finding.")
    when = done_at or clock.now()
    post_id = walker(row.point.place_id, week_of(clock.local(when).date()), actor)
    if row.found.state not in procedures.OVER or row.seen_again_at is not None:
        raise Conflict("This is under way again, or somebody has looked already.")
    if mended:
        done = Visit.objects.filter(pk=row.pk, seen_again_at=None).update(seen_again_at=when, seen_again_by=post_id)
        if not done:
            raise Conflict("This is under way again, or somebody has looked already.")
    else:
        first = requests.Reporter.objects.select_related("request__matter").get(request=row.found_id, first=True)
        requests.reopen(first, reason=_("Seen again on patrol: it is not mended."), actor=actor)
    codes: Codes = {"place": row.point.place_id, "mended": mended, "found": row.found_id}
    ledger.record(events.SEEN_AGAIN, stream=row.point_id, actor=actor, codes=codes)
    return row
