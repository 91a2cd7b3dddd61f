"""An incident ends with its request, and is open again with it."""

from __future__ import annotations

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.incidents import events
from gongzhi.incidents.actions.shared import begin_step, record
from gongzhi.incidents.models import WAITS, Cause, Incident, Step
from gongzhi.incidents.queries import levels
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

KIND = "request"


def on_closed(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effect `closed`: no clock runs on."""
    if matter.kind != KIND:
        return
    incident = Incident.objects.filter(request=matter.pk, ended_at=None).first()
    if incident is None:
        return
    now = clock.now()
    Step.objects.filter(WAITS, incident=incident.pk).update(stopped_at=now)
    if Incident.objects.filter(pk=incident.pk, ended_at=None).update(ended_at=now):
        record(events.ENDED, requests.read(matter.pk), actor, {"level": incident.level})


def on_reopened(matter: procedures.Matter, effect: procedures.Effect, actor: Actor) -> None:
    """Handler of the engine's effect `reopened`: the level that it had, and those of it are told again."""
    if matter.kind != KIND:
        return
    incident = Incident.objects.filter(request=matter.pk).exclude(ended_at=None).first()
    if incident is None:
        return
    level = levels.level_of(incident.level)
    Incident.objects.filter(pk=incident.pk).update(ended_at=None, number=incident.number + 1)
    incident.ended_at, incident.number = None, incident.number + 1
    about = requests.read(matter.pk)
    record(events.REOPENED, about, actor, {"level": incident.level})
    if level is not None:
        begin_step(incident, about, level, Cause.REOPENED, actor=actor, was=incident.level, now=clock.now())
