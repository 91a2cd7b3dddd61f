"""What stands beside a request on the staff's sheet: its level, or the way to give it one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may
from gongzhi.incidents.models import Incident
from gongzhi.incidents.queries import levels, shown
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests


def beside(about: requests.Request, actor: Actor) -> list[requests.Panel]:
    """Handler of `requests.on_beside`: for staff alone; the reporter sees no level. At most four queries."""
    if not packs.active().incident_levels:
        return []
    incident = shown.of_request(about.pk)
    if incident is None:
        return []
    found = shown.steps_of([incident])[incident.pk][0]
    context = {
        "incident": incident, "one": found, "number": about.number,
        "mine": incident.ended_at is None and waits_for(found, actor),
        "href": reverse("incidents:one", args=[about.number]),
    }  # fmt: skip
    return [requests.Panel("incidents/_sheet.html", context)]


def waits_for(found: shown.Shown, actor: Actor) -> bool:
    """Whether one of the actor's posts was told and has not acknowledged."""
    return any(line.post_id in actor.post_ids and line.acknowledged_at is None for line in found.told)


def offers(about: requests.Request, actor: Actor) -> list[requests.Beside]:
    """Handler of `requests.on_beside`: the way to give it a level, where it may have one and has none."""
    if not packs.active().incident_levels or not may_raise(about, actor):
        return []
    if Incident.objects.filter(request=about.pk).exists():
        return []
    return [requests.Beside(_("It is an incident"), href=reverse("incidents:one", args=[about.number]), offer=True)]


def may_raise(about: requests.Request, actor: Actor) -> bool:
    """Whether the actor may give this request a level, or a higher one, without having been told of it."""
    if about.matter.state not in procedures.LIVE or levels.is_personal(about.type_key):
        return False
    if about.matter.holder_post_id in actor.post_ids:
        return True
    return may(actor, Permission.INCIDENT_RAISE, places.ancestors(about.matter.place_id))
