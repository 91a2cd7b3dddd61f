"""The minutes of each level, day and night. Any number of workers may run it, and each may be killed at any moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.core.texts import N_
from gongzhi.incidents import events, rules
from gongzhi.incidents.actions.shared import Codes, begin_step, level_title, record, say
from gongzhi.incidents.actions.telling import tell_again
from gongzhi.incidents.models import WAITS, Cause, Incident, Step
from gongzhi.incidents.queries import levels
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests


class _LostError(Exception):
    """Somebody acknowledged, or another worker was first: what was begun is undone."""


def run_clocks(limit: int = 100) -> int:
    """Let every level whose minutes ran out go up, or be told again; how many."""
    now = clock.now()
    due = Step.objects.filter(WAITS, due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(_rung(pk, now) for pk in list(due[:limit]))


def _rung(step_id: int, now: datetime) -> bool:
    """One step, in a transaction of its own."""
    try:
        with transaction.atomic():
            step = Step.objects.select_related("incident").get(pk=step_id)
            _ring(step, now)
    except _LostError:
        return False
    return True


def _ring(step: Step, now: datetime) -> None:
    incident = step.incident
    about = requests.read(incident.request_id)
    level = levels.level_of(step.level)
    what = rules.rings(level, step.rounds)
    if level is None or what is rules.Ring.END:
        _end(step, about, now)
    elif what is rules.Ring.AGAIN:
        _again(step, about, level, now)
    else:
        _up(step, incident, about, level, now)


def _claim(step: Step, **values: object) -> None:
    """Change the step on condition that it still waits for the same moment. Raises _LostError."""
    if not Step.objects.filter(WAITS, pk=step.pk, due_at=step.due_at, rounds=step.rounds).update(**values):
        raise _LostError


def _up(
    step: Step, incident: Incident, about: requests.Request, level: packs.IncidentLevel, now: datetime
) -> None:  # fmt: skip
    higher = levels.level_of(level.up or "")
    if higher is None:
        _end(step, about, now)
        return
    present = Incident.objects.filter(pk=incident.pk, number=step.number, ended_at=None)
    if not present.update(level=higher.key, number=step.number + 1):
        raise _LostError
    _claim(step, passed_at=now)
    incident.level, incident.number = higher.key, step.number + 1
    say(about, SYSTEM, N_("Nobody acknowledged within the minutes of %(was)s: now %(level)s."),
        was=level.title, level=higher.title)  # fmt: skip
    begin_step(incident, about, higher, Cause.CLOCK, actor=SYSTEM, was=level.key, now=now)


def _again(step: Step, about: requests.Request, level: packs.IncidentLevel, now: datetime) -> None:
    due_at = rules.due(level, now, reached=True)
    _claim(step, rounds=step.rounds + 1, due_at=due_at)
    step.rounds, step.due_at = step.rounds + 1, due_at
    told = tell_again(step, about, level)
    codes: Codes = {"level": step.level, "time": step.rounds, "told": told, "due": due_at.isoformat()}
    record(events.AGAIN, about, SYSTEM, codes)


def _end(step: Step, about: requests.Request, now: datetime) -> None:
    """The highest level, and nobody: it stands on the list in red until somebody acknowledges."""
    _claim(step, passed_at=now)
    say(about, SYSTEM, N_("Nobody acknowledged %(level)s, the highest level."), level=level_title(step.level))
    record(events.SILENT, about, SYSTEM, {"level": step.level})
