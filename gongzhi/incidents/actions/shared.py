"""What every act does: find the incident, write on the timeline and in the ledger, begin a step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotFound
from gongzhi.incidents import events, rules
from gongzhi.incidents.actions.telling import tell_step
from gongzhi.incidents.models import Cause, Incident, Step
from gongzhi.incidents.queries import levels
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

Codes = Mapping[str, str | int | bool | None]


def incident_of(matter_id: int, actor: Actor) -> tuple[requests.Request, Incident | None]:
    """The request, and its incident. Raises NotFound, also where the actor may not see it."""
    rows = requests.Request.objects.select_related("matter").filter(pk=matter_id)
    about = rows.first()
    if about is None or not procedures.sees(actor, about.matter):
        raise NotFound("There is no such request.")
    return about, Incident.objects.filter(request=about.pk).first()


def present_step(incident: Incident) -> Step:
    """The step that the incident is at."""
    return Step.objects.get(incident=incident.pk, number=incident.number)


def record(tag: str, about: requests.Request, actor: Actor, codes: Codes) -> None:
    """An entry in the stream of the request: closed values alone."""
    ledger.record(tag, stream=about.pk, actor=actor, codes=dict(codes))


def say(about: requests.Request, actor: Actor, msgid: str, reason: str = "", **values: str) -> None:
    """A line on the timeline, for staff. `msgid` is a literal marked with `N_`."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _(msgid) % values
        if reason:
            text = _("%(text)s Reason: %(reason)s") % {"text": text, "reason": reason}
    procedures.comment(about.pk, actor=actor, internal_text=text, vouched=True)


def begin_step(
    incident: Incident, about: requests.Request, level: packs.IncidentLevel, cause: Cause, *, actor: Actor,
    was: str = "", by_post: int | None = None, now: datetime, quiet: bool = False,
) -> Step:  # fmt: skip
    """The row of a step and those who are told of it. `quiet`: who sets it vouches for it, and nobody has to hurry."""
    step = Step(
        incident=incident, number=incident.number, level=level.key, cause=cause.value, by_post_id=by_post, at=now,
        due_at=rules.due(level, now, reached=True),
        acknowledged_at=now if quiet else None, acknowledged_by_id=by_post if quiet else None,
    )  # fmt: skip
    step.save(force_insert=True)
    told = [] if quiet else tell_step(step, about, level)
    reached = any(one.person_id is not None for one in told)
    if not quiet and not reached:  # nobody answers for any of these posts: the next level is asked at once
        step.due_at = rules.due(level, now, reached=False)
        Step.objects.filter(pk=step.pk).update(due_at=step.due_at)
    codes = {"level": level.key, "was": was, "cause": cause.value, "told": len(told), "due": step.due_at.isoformat()}
    record(events.LEVEL, about, actor, codes)
    return step


def level_title(key: str) -> str:
    """The title of a level in the language of the installation, as the timeline keeps it."""
    level = levels.level_of(key)
    return level.title if level is not None else key
