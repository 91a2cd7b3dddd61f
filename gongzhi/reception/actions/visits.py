"""Policy explained (政策释疑) and visits (主动走访)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.reception import events
from gongzhi.reception.actions.shared import in_hand, record, sent_before
from gongzhi.reception.models import Explained, Visit
from gongzhi.reception.rules.texts import ANSWER_MAX, HEARD_MAX, clean

AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """Which policy was explained, by which paper (its title and number), in what words."""

    policy: str
    words: str
    paper: str = ""


@transaction.atomic
def explain(matter_id: int, draft: PolicyDraft, *, actor: Actor, submission: str = "") -> Explained:
    """Write down that a policy was explained today. Raises NotFound, Forbidden, NotAllowed, Invalid."""
    about, post = in_hand(matter_id, actor)
    if before := sent_before(Explained, submission):
        return before
    made = Explained(
        request=about, policy=clean(draft.policy, "policy", 120), paper=draft.paper.strip()[:120],
        words=clean(draft.words, "words", ANSWER_MAX), post_id=post, on=clock.today(), submission=submission or None,
    )  # fmt: skip
    made.save(force_insert=True)
    record(events.EXPLAINED, about.pk, actor, {"on": made.on.isoformat()})
    return made


@transaction.atomic
def plan_visit(matter_id: int, on: date, *, actor: Actor) -> Visit:
    """Plan the next visit, or move it to another day. Raises as `explain`."""
    about, post = in_hand(matter_id, actor)
    visit = _plan(about.pk, post, on, "on")
    record(events.VISIT_PLANNED, about.pk, actor, {"on": on.isoformat()})
    return visit


def _plan(request_id: int, post: int, on: date, field: str) -> Visit:
    if not clock.today() <= on <= clock.today() + AHEAD:
        raise Invalid("Choose a day within a year from today.", field=field)
    visit, _new = Visit.objects.update_or_create(
        request_id=request_id, done_at=None, defaults={"on": on, "post_id": post}
    )
    return visit


@transaction.atomic
def drop_visit(matter_id: int, *, actor: Actor) -> None:
    """Call the planned visit off. Raises as `explain`."""
    about, _post = in_hand(matter_id, actor)
    planned = Visit.objects.filter(request=about.pk, done_at=None).first()
    if planned is None:
        raise NotFound("No visit is planned.")
    planned.delete()
    record(events.VISIT_DROPPED, about.pk, actor, {"on": planned.on.isoformat()})


@transaction.atomic
def record_visit(
    matter_id: int, on: date, heard: str, *, next_on: date | None = None, actor: Actor, submission: str = ""
) -> Visit:
    """Write down a visit: the planned one, or one that nobody planned; `next_on`: the next. Raises as `explain`."""
    about, post = in_hand(matter_id, actor)
    if before := sent_before(Visit, submission):
        return before
    words = clean(heard, "heard", HEARD_MAX)
    if on > clock.today() or on < clock.local(about.created_at).date():
        raise Invalid("A visit lies between the day it was reported and today.", field="on")
    values = {"on": on, "post_id": post, "heard": words, "done_at": clock.now(), "submission": submission or None}
    visit = Visit.objects.filter(request=about.pk, done_at=None).first() or Visit(request=about)
    for name, value in values.items():
        setattr(visit, name, value)
    visit.save()
    if next_on is not None:
        _plan(about.pk, post, next_on, "next_on")
    codes = {"on": on.isoformat(), "next_on": next_on.isoformat() if next_on else None}
    record(events.VISITED, about.pk, actor, codes)
    return visit
