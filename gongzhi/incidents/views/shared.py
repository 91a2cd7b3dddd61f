"""What the pages of incidents share: words for states, who may open them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.access.public import Actor, Permission, scopes, staff_of
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.incidents.models import Cause, Incident
from gongzhi.incidents.queries.shown import Shown
from gongzhi.packs import public as packs
from gongzhi.places import public as places


def reader(request: HttpRequest) -> Actor:
    """Who sees the requests of some place, where the pack in force has levels. Raises Forbidden, NotFound."""
    actor = staff_of(request)
    require_levels()
    if not scopes(actor, Permission.REQUEST_SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)
    return actor


def require_levels() -> None:
    """Raise NotFound where the pack in force has no levels, and never had any that were used."""
    if not packs.active().incident_levels and not Incident.objects.exists():
        raise NotFound("There are no levels of incidents here.")


def units_of(actor: Actor, kinds: Sequence[str] = places.AREAS) -> list[places.Place]:
    """The places that lists may be narrowed to: those that the actor sees, without what lies in them twice."""
    return places.subtree(scopes(actor, Permission.REQUEST_SEE), kinds)


def state_of(one: Shown) -> tuple[str, str]:
    """Colour and words of a step."""
    if one.has_it is not None:
        return "green", _("Acknowledged")
    if one.step.stopped_at is not None:
        return "grey", _("Over")
    if one.waits and not one.late:
        return "yellow", _("Waits to be acknowledged")
    return "red", _("Nobody has it")


def cause_words(cause: str) -> str:
    """Why a request has a level."""
    return {
        Cause.TABLE: _("by the rules"), Cause.SET: _("set"), Cause.RAISED: _("raised"), Cause.LOWERED: _("lowered"),
        Cause.CLOCK: _("nobody acknowledged the level below"), Cause.REOPENED: _("the request is open again"),
    }.get(Cause(cause), cause)  # fmt: skip


def next_words(one: Shown) -> str:
    """What comes, and when."""
    if not one.waits:
        return ""
    at = clock.local(one.step.due_at)
    values = {"level": one.next_level, "at": f"{at:%m-%d %H:%M}"}
    if one.next_level:
        return _("Goes to %(level)s at %(at)s unless somebody acknowledges.") % values
    if one.again:
        return _("The same are told again at %(at)s.") % values
    return _("The highest level: nobody else is told after %(at)s. Call by telephone.") % values


def minutes_since(incident: Incident) -> int:
    """Minutes since the request has a level, until it was over."""
    return int(((incident.ended_at or clock.now()) - incident.opened_at).total_seconds() // 60)


def long_words(minutes: int) -> str:
    """A length of time as people say it."""
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": rest}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
