"""Recordings that wait to be written down, and who may hear them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.channels.models import Speech
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.places import public as places
from gongzhi.requests import public as requests

HEAR = Permission.REQUEST_SEE_COMPLAINANT  # a voice tells who speaks


def hears(actor: Actor) -> None:
    """Raise Forbidden for who hears no recording anywhere."""
    if not scopes(actor, HEAR):
        raise Forbidden("Your posts do not allow this here.", permission=HEAR)


def heard_by(actor: Actor) -> QuerySet[Speech]:
    """The recordings of the area in which the actor knows who asks."""
    reach = places.inside(sorted(scopes(actor, HEAR)), "matter__place__")
    return Speech.objects.filter(reach).select_related("matter__place")


def waiting(actor: Actor) -> QuerySet[Speech]:
    """Those that are not written down yet."""
    return heard_by(actor).filter(written_at=None)


def numbers_of(rows: Iterable[Speech]) -> dict[int, str]:
    """Matter -> the number of its request. One query."""
    ids = [row.matter_id for row in rows]
    return dict(requests.Request.objects.filter(pk__in=ids).values_list("pk", "number"))


def one_for(speech_id: int, actor: Actor) -> tuple[Speech, requests.Request]:
    """A recording and its request, for who may hear it. Raises NotFound."""
    row = heard_by(actor).filter(pk=speech_id).first()
    if row is None:
        raise NotFound("There is no such recording.")
    return row, requests.read(row.matter_id)


def of_reporter(reporter: requests.Reporter) -> Speech:
    """The recording behind a link. Raises NotFound."""
    row = Speech.objects.select_related("matter").filter(reporter=reporter.pk).first()
    if row is None:
        raise NotFound("There is no such recording.")
    return row


def light(row: Speech) -> str:
    """Red once the time to write it down is over."""
    return "red" if clock.now() > row.due_at else "yellow"
