"""The lists of joint meetings and of their tasks: narrowed, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core import clock
from gongzhi.places import public as places
from gongzhi.structure.models import GivenTask, JointMeeting
from gongzhi.structure.queries import meetings as queries
from gongzhi.structure.queries.meeting_page import state_words
from gongzhi.structure.rules.meetings import MeetingState

TASK_STATES = ("open", "late", "reported", "struck")


def areas(actor: Actor) -> list[tuple[int, str]]:
    """The places that a list can be narrowed to. Two queries at most."""
    wanted = scopes(actor, Permission.ORG_SEE) | scopes(actor, Permission.MEETING_HOLD)
    return [(p.pk, p.name) for p in places.subtree(wanted, places.AREAS)] if wanted else []


def in_place(place_id: int | None, path: str) -> Q:
    """At or below a place; everything where none is asked."""
    found = places.get_many([place_id]).get(place_id) if place_id else None
    return Q(**{f"{path}__startswith": found.path}) if found else Q()


def meetings(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[JointMeeting]:
    """The meetings that the actor sees, narrowed by `q state place since until`."""
    rows = queries.visible(actor).select_related("body", "place").defer("place__geometry", "place__search")
    if words := asked.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(body__name__icontains=words))
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    if since := asked.get("since"):
        rows = rows.filter(Q(held_on__gte=since) | Q(held_on=None, topics_until__gte=since))
    if until := asked.get("until"):
        rows = rows.filter(Q(held_on__lte=until) | Q(held_on=None, topics_until__lte=until))
    return rows.filter(in_place(asked.get("place"), "place__path"))


def tasks(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[GivenTask]:
    """The tasks that the actor sees, narrowed by `q state place since until` (the day by which they are due)."""
    rows = queries.tasks(actor).exclude(meeting=None)
    if words := asked.get("q"):
        rows = rows.filter(Q(matter__title__icontains=words) | Q(meeting__title__icontains=words))
    state, today = asked.get("state"), clock.today()
    if state == "open":
        rows = rows.filter(struck_at=None)
    elif state == "late":
        rows = rows.filter(struck_at=None, due_on__lt=today)
    elif state == "reported":
        rows = rows.filter(struck_at=None).exclude(reported_at=None)
    elif state == "struck":
        rows = rows.exclude(struck_at=None)
    if since := asked.get("since"):
        rows = rows.filter(due_on__gte=since)
    if until := asked.get("until"):
        rows = rows.filter(due_on__lte=until)
    return rows.filter(in_place(asked.get("place"), "matter__place__path"))


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list."""

    meeting: JointMeeting
    kind: str
    state: str
    came: int
    guests: int
    tasks: int
    open: int


def meeting_rows(found: Iterable[JointMeeting]) -> list[MeetingRow]:
    """Rows with their numbers. Two queries."""
    meetings_ = list(found)
    ids = [m.pk for m in meetings_]
    counted = JointMeeting.objects.filter(pk__in=ids).annotate(
        called=Count("guests"), present=Count("guests", filter=~Q(guests__signed="not"))
    )
    guests = {pk: (called, came) for pk, called, came in counted.values_list("pk", "called", "present")}
    of = GivenTask.objects.filter(meeting__in=ids).values("meeting")
    numbers = of.annotate(n=Count("pk"), open=Count("pk", filter=Q(struck_at=None)))
    tasks_ = {m: (n, open_) for m, n, open_ in numbers.values_list("meeting", "n", "open")}
    return [
        MeetingRow(m, queries.title_of(m.kind), state_words(m.state), guests[m.pk][1], guests[m.pk][0],
                   *tasks_.get(m.pk, (0, 0)))
        for m in meetings_
    ]  # fmt: skip


def state_of(task: GivenTask) -> str:
    """One of `TASK_STATES`: struck off, reported, past its day, or open."""
    if task.struck_at is not None:
        return "struck"
    if task.reported_at is not None:
        return "reported"
    return "late" if task.due_on < clock.today() else "open"


def task_state(task: GivenTask) -> tuple[str, str]:
    """(colour, words) of a task: struck off, waiting to be, overdue by so many days, or so many left."""
    if task.struck_at is not None:
        return "grey", _("Struck off")
    days = (task.due_on - clock.today()).days
    if days < 0:
        return "red", _("%(n)d days overdue") % {"n": -days}
    if task.reported_at is not None:
        return "blue", _("To be checked")
    return ("yellow" if task.matter.light == "yellow" else "green"), _("%(n)d days left") % {"n": days}


def meeting_states() -> list[tuple[str, str]]:
    """The states for a filter."""
    return [(s.value, state_words(s.value)) for s in MeetingState]


def task_states() -> list[tuple[str, str]]:
    """The states of tasks for a filter."""
    words = {
        "open": _("not struck off"),
        "late": _("past its day"),
        "reported": _("to be checked"),
        "struck": _("struck off"),
    }
    return [(s, words[s]) for s in TASK_STATES]
