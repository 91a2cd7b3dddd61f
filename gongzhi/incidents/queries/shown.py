"""Incidents as pages, Excel, paper and programs show them: level, who was told when, who has it, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.incidents.models import WAITS, Incident, Step, Told
from gongzhi.incidents.queries import levels
from gongzhi.incidents.rules import Ring, rings
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures


@dataclass(frozen=True, slots=True)
class Line:
    """A post that was told of a step."""

    post_id: int
    post: str
    at: datetime
    reached: bool  # somebody answered for it then
    acknowledged_at: datetime | None
    watch: bool = False  # told as who kept watch by the duty rota


@dataclass(frozen=True, slots=True)
class Shown:
    """A step of an incident. `next_level`: what comes where nobody acknowledges by `due_at`; "" where nothing does."""

    step: Step
    level: str  # its title
    by: str  # the post that set it; "" where it was the rules or the clock
    told: tuple[Line, ...]
    waits: bool  # for somebody to acknowledge it
    late: bool  # it waits, and the minutes are over
    has_it: tuple[str, datetime] | None  # the first that acknowledged, and when
    next_level: str
    again: bool  # the same are told again

    @property
    def silent(self) -> bool:
        """Whether nobody has it, and no clock will ask anybody any more."""
        return not self.waits and self.has_it is None and self.step.stopped_at is None


NOBODY_HAS_IT = Exists(
    Step.objects.filter(
        Q(stopped_at=None), incident=OuterRef("pk"), number=OuterRef("number"), acknowledged_at=None
    ).exclude(Exists(Told.objects.filter(step=OuterRef("pk"), acknowledged_at__isnull=False)))
)


def visible(actor: Actor) -> QuerySet[Incident]:
    """The incidents of the requests that the actor sees, with `rank`: 0 where nobody has it yet."""
    rows = Incident.objects.filter(request__matter__in=procedures.visible_to(actor).values("pk"))
    return rows.select_related("request__matter__place").annotate(
        rank=Case(When(NOBODY_HAS_IT, then=Value(0)), default=Value(1), output_field=IntegerField())
    )


ORDER = ("rank", "-opened_at", "-id")  # what nobody has first


def present(actor: Actor, *, level: str = "", place_id: int | None = None, only_waiting: bool = False,
            over: bool = False) -> QuerySet[Incident]:  # fmt: skip
    """What is going on now (or `over`), narrowed."""
    rows = visible(actor).filter(ended_at__isnull=not over)
    if level:
        rows = rows.filter(level=level)
    if place_id is not None:
        rows = rows.filter(places.inside([place_id], "request__matter__place__"))
    return rows.filter(NOBODY_HAS_IT) if only_waiting else rows


def steps_of(incidents: Iterable[Incident], *, every: bool = False) -> dict[int, list[Shown]]:
    """The present step of each (or `every` one, the latest first). Three queries, whatever the number."""
    ids = [one.pk for one in incidents]
    rows = Step.objects.filter(incident__in=ids).order_by("incident", "-number")
    if not every:
        rows = rows.filter(number=F("incident__number"))
    steps = list(rows)
    told: dict[int, list[Told]] = {}
    for one in Told.objects.filter(step__in=[s.pk for s in steps]).order_by("pk"):
        told.setdefault(one.step_id, []).append(one)
    named = {t.post_id for rows_ in told.values() for t in rows_}
    named |= {pk for s in steps for pk in (s.by_post_id, s.acknowledged_by_id) if pk is not None}
    labels = orgs.post_labels(sorted(named))
    found: dict[int, list[Shown]] = {}
    for step in steps:
        found.setdefault(step.incident_id, []).append(_shown(step, told.get(step.pk, []), labels))
    return found


def _shown(step: Step, told: Sequence[Told], labels: dict[int, str]) -> Shown:
    waits = step.acknowledged_at is None and step.passed_at is None and step.stopped_at is None
    lines = tuple(Line(t.post_id, labels.get(t.post_id, ""), t.at, t.reached, t.acknowledged_at, t.watch) for t in told)
    level = levels.level_of(step.level)
    ring = rings(level, step.rounds) if waits else Ring.END
    return Shown(
        step, levels.level_words(step.level), labels.get(step.by_post_id or 0, ""), lines, waits,
        waits and step.due_at <= clock.now(), _has_it(step, lines, labels),
        levels.level_words(level.up) if level is not None and level.up and ring is Ring.UP else "", ring is Ring.AGAIN,
    )  # fmt: skip


def _has_it(step: Step, lines: Sequence[Line], labels: dict[int, str]) -> tuple[str, datetime] | None:
    if step.acknowledged_at is not None:
        return labels.get(step.acknowledged_by_id or 0, ""), step.acknowledged_at
    late = [(line.acknowledged_at, line.post) for line in lines if line.acknowledged_at is not None]
    if not late:
        return None
    at, post = min(late)
    return post, at


def of_request(matter_id: int) -> Incident | None:
    """The incident of a request. One query."""
    return Incident.objects.filter(request=matter_id).first()


def waiting() -> list[Step]:
    """The present steps that wait for somebody to acknowledge them, the soonest due first, with their incidents."""
    rows = Step.objects.filter(WAITS, incident__ended_at=None).select_related("incident")
    return list(rows.order_by("due_at", "pk"))


def told_posts(step: Step) -> list[int]:
    """The posts that were told of a step, in the order in which they were."""
    return list(Told.objects.filter(step=step.pk).order_by("pk").values_list("post_id", flat=True))


def waiting_for(actor: Actor) -> int:
    """How many incidents wait for one of the actor's own posts. One query."""
    mine = Told.objects.filter(post__in=actor.post_ids, acknowledged_at=None, step=OuterRef("pk"))
    return Step.objects.filter(WAITS, Exists(mine), incident__ended_at=None).count()


def desk_address(incident_id: int) -> str | None:
    """The page to which a message about an incident leads; None where it is none."""
    number = Incident.objects.filter(pk=incident_id).values_list("request__number", flat=True).first()
    return reverse("incidents:one", args=[number]) if number is not None else None
