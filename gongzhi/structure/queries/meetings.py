"""Reads of joint meetings: who may see and hold them, whom a kind brings together, what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, Model, OuterRef, Q, QuerySet

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.core.measures import Asked, Measured
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Attendance, DutySheet, GivenTask, Guest, JointMeeting, MonthReport
from gongzhi.structure.rules.meetings import MeetingState, later, next_due

MOST_GUESTS = 200


def visible(actor: Actor) -> QuerySet[JointMeeting]:
    """The meetings of one's area, and those that a body is called to in which one holds a post."""
    seen = places.below(actor, Permission.ORG_SEE, Permission.MEETING_HOLD)
    bodies = sorted({p.body_id for p in actor.posts})
    if bodies:
        seen |= Q(body__in=bodies) | Q(Exists(Guest.objects.filter(meeting=OuterRef("pk"), body__in=bodies)))
    return JointMeeting.objects.filter(seen)


def find(meeting_id: int, actor: Actor) -> JointMeeting:
    """The meeting. Raises NotFound, also where the actor may not know of it."""
    found = visible(actor).select_related("body", "place", "post__body").filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("There is no such meeting.")
    return found


def holds(actor: Actor, meeting: JointMeeting) -> bool:
    """Whether the actor may prepare it, write its minutes, strike its tasks off."""
    return may(actor, Permission.MEETING_HOLD, places.ancestors(meeting.place_id))


def require_holds(actor: Actor, meeting: JointMeeting) -> None:
    """Raise Forbidden unless `holds`."""
    if not holds(actor, meeting):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.MEETING_HOLD)


def kind_of(key: str) -> packs.JointMeeting | None:
    """The kind in the pack in force; None where it does not know it any more."""
    try:
        return packs.active().joint_meeting(key)
    except KeyError:
        return None


def title_of(key: str) -> str:
    """The kind's title in the reader's language; its key where the pack in force does not know it."""
    kind = kind_of(key)
    return packs.named(kind) if kind else key


def living(rows: QuerySet[orgs.Body]) -> QuerySet[orgs.Body]:
    """Bodies that exist today."""
    day = clock.today()
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def conveners(actor: Actor, most: int = 200) -> list[tuple[packs.JointMeeting, orgs.Body]]:
    """What the actor may call: kinds of the pack with the bodies that convene them, in the order of the pack."""
    kinds = packs.active().joint_meetings
    rows = living(orgs.Body.objects.filter(kind__in=[k.convened_by for k in kinds]))
    rows = rows.filter(places.below(actor, Permission.MEETING_HOLD)).select_related("place").order_by("id")
    bodies = list(rows[:most])
    return [(kind, body) for kind in kinds for body in bodies if body.kind == kind.convened_by]


def called_bodies(kind: packs.JointMeeting, body: orgs.Body) -> list[tuple[packs.Side, orgs.Body | None]]:
    """Whom a meeting of this kind and body brings together, side by side; None: the residents. One query."""
    keys = sorted({k for side in kind.sides for k in side.body_kinds})
    inside = Q(place__path__startswith=body.place.path) | Q(place__in=places.ancestors(body.place_id))
    rows = living(orgs.Body.objects.filter(inside, kind__in=keys)).exclude(pk=body.pk).order_by("id")
    found = list(rows[:MOST_GUESTS])
    called: list[tuple[packs.Side, orgs.Body | None]] = []
    for side in kind.sides:
        called += [(side, b) for b in found if b.kind in side.body_kinds]
        if side.residents:
            called.append((side, None))
    return called


def posts_of(body_ids: Iterable[int]) -> dict[int, orgs.Post]:
    """The post that speaks for each body: who heads it, else its first. Bodies without posts are left out."""
    found: dict[int, orgs.Post] = {}
    for post in orgs.live_posts().filter(body__in=list(body_ids)).order_by("-leads", "id"):
        found.setdefault(post.body_id, post)
    return found


def owners_for(meeting: JointMeeting) -> list[tuple[int, str]]:
    """The posts to which a task can be given: of the convening body, of those called, and at the same place."""
    called = Guest.objects.filter(meeting=meeting).exclude(body=None).values("body")
    rows = orgs.live_posts().filter(Q(body__in=called) | Q(body=meeting.body_id) | Q(place=meeting.place_id))
    return [(p.pk, p.label) for p in rows.select_related("body").order_by("body__name", "id")[:300]]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A body that should have met: since when, and when it met last (None: never)."""

    kind: packs.JointMeeting
    body: orgs.Body
    due: date
    last: date | None


def overdue(actor: Actor, most: int = 50) -> list[Overdue]:
    """Bodies of one's area whose joint meeting is overdue, the longest first. Two queries a kind of the pack."""
    found: list[Overdue] = []
    day = clock.today()
    for kind in packs.active().joint_meetings:
        cut = later(day, -kind.every.amount, kind.every.unit.value)
        late = _without_meeting(kind.key, [kind.convened_by], cut).filter(starts_on__lt=cut)
        seen = places.below(actor, Permission.ORG_SEE, Permission.MEETING_HOLD)
        bodies = list(late.filter(seen).order_by("id")[:most])
        last = last_held(kind.key, [b.pk for b in bodies])
        every = kind.every.amount, kind.every.unit.value
        found += [Overdue(kind, b, next_due(last.get(b.pk), b.starts_on, *every), last.get(b.pk)) for b in bodies]
    return sorted(found, key=lambda o: (o.due, o.body.pk))[:most]


def _without_meeting(kind: str, body_kinds: list[str], cut: date) -> QuerySet[orgs.Body]:
    held = JointMeeting.objects.filter(body=OuterRef("pk"), kind=kind, held_on__gte=cut, state=MeetingState.HELD)
    return living(orgs.Body.objects.filter(kind__in=body_kinds)).exclude(Exists(held)).select_related("place")


def last_held(kind: str, body_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last meeting of each body. One query."""
    rows = JointMeeting.objects.filter(kind=kind, body__in=list(body_ids), state=MeetingState.HELD)
    return dict(rows.values("body").annotate(day=Max("held_on")).values_list("body", "day"))


def measure_meetings(asked: Asked) -> list[Measured]:
    """`joint_meetings`: how many were held in the last `asked.days` (half a year), each place of the kinds with a
    body that convenes them. Three queries."""
    kinds = [k.convened_by for k in packs.active().joint_meetings]
    rows = living(orgs.Body.objects.filter(kind__in=kinds))
    if asked.place_kinds:
        rows = rows.filter(place__kind__in=asked.place_kinds)
    if asked.within is not None:
        inside = Q(pk__in=[])
        for place in places.get_many(asked.within).values():
            inside |= Q(place__path__startswith=place.path)
        rows = rows.filter(inside)
    cut = later(asked.on, -asked.days, "days") if asked.days else later(asked.on, -6, "months")
    held = JointMeeting.objects.filter(state=MeetingState.HELD, held_on__gte=cut, held_on__lte=asked.on)
    times: dict[int, int] = {}
    for place_id in held.values_list("place", flat=True):
        times[place_id] = times.get(place_id, 0) + 1
    since: dict[int, tuple[str, date]] = {}
    for place_id, name, day in rows.order_by("place__path", "id").values_list("place", "place__name", "starts_on"):
        since.setdefault(place_id, (name, day))
    last = JointMeeting.objects.filter(state=MeetingState.HELD, held_on__lte=asked.on).values("place")
    latest = dict(last.annotate(day=Max("held_on")).values_list("place", "day"))
    days = asked.days or 183
    return [
        Measured(
            unit_id=pk, unit=name, place_id=pk, value=float(times.get(pk, 0)),
            since=None if times.get(pk) else later(latest.get(pk) or begun, days, "days"),
            link=f"/desk/structure/meetings/?place={pk}",
        )
        for pk, (name, begun) in since.items()
    ]  # fmt: skip


def meetings_attended(appointment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How often each holder signed in, of how many meetings of the body that were held in that time. Three queries."""
    held = orgs.Appointment.objects.filter(pk__in=list(appointment_ids)).values_list(
        "pk", "post__body", "starts_on", "ends_on"
    )
    offices = list(held.order_by("pk"))
    bodies = sorted({body for _pk, body, _first, _last in offices})
    meetings = JointMeeting.objects.filter(state=MeetingState.HELD)
    days: dict[int, set[tuple[int, date | None]]] = {}
    for body, pk, day in meetings.filter(body__in=bodies).values_list("body", "pk", "held_on"):
        days.setdefault(body, set()).add((pk, day))
    called = Guest.objects.filter(body__in=bodies, meeting__in=meetings)
    for guest, pk, day in called.values_list("body", "meeting", "meeting__held_on"):
        days.setdefault(guest or 0, set()).add((pk, day))
    rows = Attendance.objects.filter(appointment__in=list(appointment_ids), meeting__in=meetings).values("appointment")
    came = dict(rows.annotate(n=Count("pk")).values_list("appointment", "n"))
    return {
        pk: (
            came.get(pk, 0),
            sum(d is not None and first <= d and (last is None or d <= last) for _m, d in days.get(body, ())),
        )
        for pk, body, first, last in offices
    }


def tasks(actor: Actor) -> QuerySet[GivenTask]:
    """The tasks of the meetings that one sees, and those that one's posts hold."""
    mine = Q(matter__holder_post__in=sorted(actor.post_ids)) | Q(owner__in=sorted(actor.post_ids))
    area = places.below(actor, Permission.ORG_SEE, Permission.MEETING_HOLD, prefix="matter__place__")
    rows = GivenTask.objects.filter(area | mine)
    return rows.select_related("matter__place", "meeting", "owner__body").defer(
        "matter__place__geometry", "matter__place__search"
    )


def task(task_id: int, actor: Actor) -> GivenTask:
    """One task. Raises NotFound, also where the actor may not see it."""
    found = tasks(actor).select_related("matter__holder_post__body", "topic").filter(pk=task_id)
    if (one := found.first()) is None:
        raise NotFound("There is no such task.")
    return one


def page_address(about: int) -> str | None:
    """The desk page of a joint meeting, a responsibility list or a monthly report, for messages about it; None where it
    is none of them."""
    pages: list[tuple[type[Model], str]] = [
        (JointMeeting, "/desk/structure/meetings/{}/"),
        (DutySheet, "/desk/structure/duties/{}/"),
        (MonthReport, "/desk/structure/pairing/reports/{}/"),
    ]
    found = (page for model, page in pages if model._default_manager.filter(pk=about).exists())
    return next((page.format(about) for page in found), None)
