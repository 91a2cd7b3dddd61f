"""Who of a community's staff is there today, for the whereabouts board (去向公示牌)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from gongzhi.core import clock
from gongzhi.orgs import public as orgs

MOST = 200


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A person in a post; `reason` is a key of `orgs.AbsenceReason` while away, empty while there."""

    post: str
    body: str
    name: str
    reason: str
    until: datetime | None


def whereabouts_of(place_id: int) -> list[Whereabouts]:
    """The holders of the posts of bodies that stand at a place, those who lead first. Two queries."""
    now, today = clock.now(), clock.today()
    held = list(
        orgs.Appointment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), Q(ended_at=None) | Q(ended_at__gt=now),
            post__body__place=place_id, starts_on__lte=today,
        )
        .select_related("post__body", "person")
        .order_by("post__body__name", "-post__leads", "post_id", "id")[:MOST]
    )  # fmt: skip
    gone = orgs.Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), appointment__in=[a.pk for a in held], starts_at__lte=now, ended_at=None
    )
    away = {a.appointment_id: a for a in gone.order_by("id")}
    found = []
    for a in held:
        absence = away.get(a.pk)
        reason, until = (absence.reason, absence.ends_at) if absence else ("", None)
        found.append(Whereabouts(a.post.title, a.post.body.name, a.person.name, reason, until))
    return found
