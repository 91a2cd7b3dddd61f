"""Deliberations without consequence: ended without a task, a publication or a rating; steps that are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from gongzhi.core import clock
from gongzhi.deliberation.models import Motion, Topic, TopicRating
from gongzhi.deliberation.rules.topics import TOPIC
from gongzhi.disclosure import public as disclosure
from gongzhi.procedures import public as procedures
from gongzhi.procedures.public import Definition, StepKind

CLOCKS = ("matter", "step")  # what was promised as a whole, and the step's own period


def unfinished(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those of `rows` that ended without what has to follow. Each carries `decided` (a meeting adopted it in the last
    of its meetings), `carried`, `posted`, `rated`.

    A topic that was adopted needs a task that was done after the vote, and a posting that still counts; every topic
    needs a rating by the day it goes to the archive."""
    ended = rows.filter(matter__state__in=procedures.OVER)
    none = Q(pk__in=[])
    decided, carried = none, none
    pairs = ended.order_by().values_list("matter__revision_id", "matter__procedure").distinct()
    for revision, procedure in sorted(pairs):
        meeting, tasks = _after(procedures.definition(revision, procedure))
        mine = Q(matter__revision_id=revision, matter__procedure=procedure)
        decided |= mine & Q(Exists(Motion.objects.filter(topic=OuterRef("pk"), passed=True, step=meeting)))
        moves = procedures.Move.objects.filter(matter=OuterRef("pk"), verb="choose", from_step__in=tasks)
        carried |= mine & Q(Exists(moves))
    standing = disclosure.Posting.objects.filter(about=OuterRef("pk"), withdrawn_at=None)
    found = ended.annotate(
        decided=ExpressionWrapper(decided, BooleanField()),
        carried=ExpressionWrapper(carried, BooleanField()),
        posted=Exists(standing),
        rated=Exists(TopicRating.objects.filter(topic=OuterRef("pk"))),
    )
    without = Q(decided=True) & (Q(carried=False) | Q(posted=False))
    return found.filter(without | Q(rated=False, matter__state="archived"))


def _after(definition: Definition) -> tuple[str, list[str]]:
    """The last step that a meeting decides, and the tasks after it."""
    meetings = [i for i, s in enumerate(definition.steps) if s.kind is StepKind.MEETING]
    if not meetings:
        return "", []
    last = meetings[-1]
    return definition.steps[last].key, [s.key for s in definition.steps[last + 1 :] if s.kind is StepKind.TASK]


def overdue(rows: QuerySet[Topic], now: datetime | None = None) -> QuerySet[Topic]:
    """Those of `rows` whose step, or the whole, is past its end; each carries `late_since`."""
    now = now or clock.now()
    running = procedures.Clock.objects.filter(
        matter=OuterRef("pk"), name__in=CLOCKS, running_since__isnull=False, due_at__lt=now
    )
    first = running.order_by("due_at").values("due_at")[:1]
    live = rows.filter(matter__kind=TOPIC, matter__state="open").select_related(
        "matter__place", "matter__holder_post__body"
    )
    return live.annotate(late_since=Subquery(first)).filter(late_since__isnull=False)


def missing(topic: Topic) -> list[str]:
    """What a topic of `unfinished` lacks: `task`, `publication`, `rating`."""
    found: Any = topic  # with the annotations
    lacks = {"task": found.decided and not found.carried, "publication": found.decided and not found.posted}
    return [name for name, so in (lacks | {"rating": not found.rated}).items() if so]


@dataclass(frozen=True, slots=True)
class Late:
    """A topic that is overdue: since which day, by how many days (1: due yesterday; 0: earlier today)."""

    topic: Topic
    due_on: date
    days: int


def lines(rows: Sequence[Topic], today: date | None = None) -> list[Late]:
    """What `overdue` found, with its days."""
    today = today or clock.today()
    days = [clock.local(t.late_since).date() for t in rows]  # type: ignore[attr-defined]
    return [Late(t, on, (today - on).days) for t, on in zip(rows, days, strict=True)]
