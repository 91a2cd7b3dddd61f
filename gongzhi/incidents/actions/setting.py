"""A request gets a level, a higher or a lower one: by the rules when it comes in, later by who may."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from gongzhi.access.public import SYSTEM, Actor, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, NotAllowed
from gongzhi.core.texts import N_
from gongzhi.incidents import rules
from gongzhi.incidents.actions.shared import begin_step, incident_of, level_title, present_step, say
from gongzhi.incidents.actions.telling import tell_step, words
from gongzhi.incidents.models import WAITS, Cause, Incident, Step, Told
from gongzhi.incidents.queries import levels
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def on_filed(about: requests.Request, asked: packs.Asked, actor: Actor) -> None:
    """Handler of `requests.on_filed`: what the pack calls an incident has its level at once. What was entered after the
    fact has none by itself (its minutes are long over); one that was placed elsewhere is told there too."""
    pack = packs.active()
    if not pack.incident_levels:
        return
    incident = Incident.objects.filter(request=about.pk).first()
    if incident is not None:
        _tell_there(incident, about)
        return
    level = packs.level_for(pack.incident_levels, asked)
    if level is None or about.reported_at is not None or about.imported_id is not None:
        return
    if about.matter.state not in procedures.LIVE:
        return
    now = clock.now()
    incident = Incident(request=about, level=level.key, opened_at=now)
    incident.save(force_insert=True)
    say(about, SYSTEM, N_("Incident: %(level)s, by the rules."), level=level.title)
    begin_step(incident, about, level, Cause.TABLE, actor=actor, now=now)


def _tell_there(incident: Incident, about: requests.Request) -> None:
    step = Step.objects.filter(WAITS, incident=incident.pk, number=incident.number).first()
    level = levels.level_of(incident.level)
    if incident.ended_at is None and step is not None and level is not None:
        tell_step(step, about, level)


@transaction.atomic
def set_level(matter_id: int, level: str, *, reason: str = "", actor: Actor, number: int | None = None) -> Incident:
    """Give a request a level, raise it or lower it. `number`: the step that was read (0: none yet).

    Raising needs `incident:raise` at the place, or to hold the request, or to have been told; lowering needs
    `incident:lower` and to have been told of the present level, where anybody was. Raises NotFound, Forbidden, Invalid
    (`level`, `reason`), NotAllowed (personal affairs; over; lowered by who was not told), Conflict (changed
    meanwhile)."""
    about, incident = incident_of(matter_id, actor)
    chain = levels.chain()
    present = incident.level if incident is not None else ""
    direction = rules.way(chain, present, level)
    if number is not None and number != (incident.number if incident is not None else 0):
        if direction is None and incident is not None:
            return incident  # the same was sent twice
        raise Conflict("Somebody else changed the level meanwhile.")
    wanted = next(one for one in chain if one.key == level)
    if direction is None:
        raise NotAllowed("It has this level already.")
    by_post = _may(about, incident, direction, actor)
    if about.matter.state not in procedures.LIVE:
        raise NotAllowed("This request is over: it has no level any more.")
    if levels.is_personal(about.type_key):
        raise NotAllowed("A request about personal affairs has no level: levels are of things and places.")
    reason = rules.check_reason(reason, needed=incident is not None)
    if incident is None:
        return _first(about, wanted, reason, by_post, actor)
    return _other(about, incident, wanted, direction, reason, by_post, actor)


def _first(about: requests.Request, level: packs.IncidentLevel, reason: str, by_post: int, actor: Actor) -> Incident:
    now = clock.now()
    incident = Incident(request=about, level=level.key, opened_at=now)
    try:
        with transaction.atomic():
            incident.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Somebody else changed the level meanwhile.") from None
    say(about, actor, N_("Incident: %(level)s."), reason, level=level.title)
    begin_step(incident, about, level, Cause.SET, actor=actor, by_post=by_post, now=now)
    return incident


def _other(
    about: requests.Request, incident: Incident, level: packs.IncidentLevel, direction: rules.Way, reason: str,
    by_post: int, actor: Actor,
) -> Incident:  # fmt: skip
    now, was, old = clock.now(), incident.level, incident.number
    changed = Incident.objects.filter(pk=incident.pk, number=old, ended_at=None)
    if not changed.update(level=level.key, number=old + 1):
        raise Conflict("Somebody else changed the level meanwhile.")
    incident.level, incident.number = level.key, old + 1
    Step.objects.filter(WAITS, incident=incident.pk, number=old).update(stopped_at=now)
    up = direction is rules.Way.UP
    text = N_("Raised from %(was)s to %(level)s.") if up else N_("Lowered from %(was)s to %(level)s.")
    say(about, actor, text, reason, was=level_title(was), level=level.title)
    cause = Cause.RAISED if up else Cause.LOWERED
    begin_step(incident, about, level, cause, actor=actor, was=was, by_post=by_post, now=now, quiet=not up)
    if not up:
        _tell_lowered(incident, about, old, by_post)
    return incident


def _tell_lowered(incident: Incident, about: requests.Request, old: int, by_post: int) -> None:
    """Whoever was told of the higher level hears that it is lower now, and the holder."""
    posts = list(Told.objects.filter(step__incident=incident.pk, step__number=old).values_list("post_id", flat=True))
    holders = orgs.holders_of([*posts, about.matter.holder_post_id])
    reached = [h.person_id for pk, h in holders.items() if h.person_id is not None and pk != by_post]
    notices.tell(
        reached, lambda: words("incident_lowered", about, incident.level, post=by_post),
        key=f"incident-lower-{incident.pk}-{incident.number}", about=incident.pk, by_sms=False,
    )  # fmt: skip


def _may(about: requests.Request, incident: Incident | None, direction: rules.Way, actor: Actor) -> int:
    """The post by which the actor may. Raises Forbidden, NotAllowed."""
    above = places.ancestors(about.matter.place_id)
    told = _told_of(incident)
    mine = next((pk for pk in told if pk in actor.post_ids), None)
    if direction is rules.Way.DOWN:
        held = held_with(actor, Permission.INCIDENT_LOWER, above)
        if held is None:
            raise Forbidden("Your posts do not allow this here.", permission=Permission.INCIDENT_LOWER)
        if told and mine is None:
            raise NotAllowed("Who was told of the present level lowers it.")
        return held.post_id
    held = held_with(actor, Permission.INCIDENT_RAISE, above)
    if held is not None:
        return held.post_id
    if mine is not None:
        return mine
    if about.matter.holder_post_id in actor.post_ids:
        return about.matter.holder_post_id
    raise Forbidden("Your posts do not allow this here.", permission=Permission.INCIDENT_RAISE)


def _told_of(incident: Incident | None) -> list[int]:
    """The posts told of the present step; of one that was lowered, those who were told before."""
    if incident is None:
        return []
    step = present_step(incident)
    rows = Told.objects.filter(step__incident=incident.pk)
    here = list(rows.filter(step=step.pk).values_list("post_id", flat=True))
    if here or step.cause != Cause.LOWERED:
        return here
    return list(rows.values_list("post_id", flat=True))
