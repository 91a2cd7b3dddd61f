"""People hear that a term ends: the holder and who leads the body, so many days before, each once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM
from gongzhi.core import clock
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models.terms import TermNotice
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.queries.terms import warn_days
from gongzhi.structure.rules.terms import stages_reached


def tell_terms(limit: int = 200) -> int:
    """Tell of terms that end; how many appointments. Any number of workers may run it."""
    today, stages = clock.today(), warn_days()
    due = Q(pk__in=[])
    for days in stages:
        told = TermNotice.objects.filter(appointment=OuterRef("pk"), days=days)
        due |= Q(~Exists(told), ends_on__lte=today + timedelta(days=days))
    again = orgs.Appointment.objects.filter(
        person=OuterRef("person"), post=OuterRef("post"), starts_on__gt=OuterRef("ends_on"), ended_at=None
    )
    rows = in_office(orgs.Appointment.objects.filter(due, ~Exists(again), ends_on__gte=F("starts_on")))
    found = list(rows.select_related("post__body", "person").order_by("ends_on", "id")[:limit])
    return sum(_tell(appointment, stages) for appointment in found)


def _tell(a: orgs.Appointment, stages: tuple[int, ...]) -> bool:
    assert a.ends_on is not None  # as it was asked for
    reached = stages_reached(a.ends_on, clock.today(), stages)
    try:
        with transaction.atomic():
            told = set(TermNotice.objects.filter(appointment=a).values_list("days", flat=True))
            new = [s for s in reached if s not in told]
            if not new:
                return False
            TermNotice.objects.bulk_create([TermNotice(appointment=a, days=s, at=clock.now()) for s in new])
            _send(a, new[-1])
            codes: dict[str, str | int | bool | None] = {"appointment": a.pk, "days": new[-1]}
            ledger.record("structure:term:told", stream=a.post.body_id, actor=SYSTEM, codes=codes)
    except IntegrityError:  # another worker was faster
        return False
    return True


def _send(a: orgs.Appointment, stage: int) -> None:
    assert a.ends_on is not None
    values = {
        "post": a.post.label, "name": a.person.name, "day": a.ends_on.isoformat(),
        "n": (a.ends_on - clock.today()).days,
    }  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        if values["n"]:
            own = _("Your term as %(post)s ends on %(day)s, in %(n)s days; access ends with it.") % values
            other = _("The term of %(name)s as %(post)s ends on %(day)s, in %(n)s days.") % values
        else:
            own = _("Today is the last day of your term as %(post)s; access ends tonight.") % values
            other = _("Today is the last day of the term of %(name)s as %(post)s.") % values
    tell(a.person_id, own, key=f"term-{a.pk}-{stage}")
    leader = _leader(a)
    if leader != a.person_id:
        tell(leader, other, key=f"term-{a.pk}-{stage}-lead")


def _leader(a: orgs.Appointment) -> int | None:
    """Who leads the body; where nobody does, or it is the holder, the post above."""
    lead = orgs.live_posts().filter(body=a.post.body_id, leads=True).exclude(pk=a.post_id).order_by("id").first()
    above = lead.pk if lead is not None else orgs.superior_of(a.post_id)
    return orgs.holder_of(above).person_id if above is not None else None
