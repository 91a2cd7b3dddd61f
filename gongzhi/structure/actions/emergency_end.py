"""Standing down: all that a plan set up ends in one transaction, its personal data is deleted, its report stays.

A worker claims the plan by the conditional update that closes it; two workers: one finds it. Killed in the middle: the
transaction never was, the plan is still open, the next sweep takes it.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.actions.emergency import Codes, Order, enter_order, lapse
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.events import EMERGENCY
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyDuty, EmergencyHelper, EmergencyRota
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries.emergency_report import compile_report, total_needs
from gongzhi.structure.rules.emergency import OrderKind, State

log = logging.getLogger("gongzhi.structure")


def stand_down(row: Emergency, *, actor: Actor, order: Order) -> Emergency:
    """End a plan on an order before its last day. Raises Forbidden, Invalid, Conflict."""
    require(actor, Permission.EMERGENCY_OPEN, places.ancestors(row.place_id))
    by = queries.appointment_of(actor, Permission.EMERGENCY_OPEN, row.place_id)
    with transaction.atomic():
        kept = queries.locked(row.pk)
        made = enter_order(kept, OrderKind.STAND_DOWN, order, until=None, by=by)
        _close(row.pk, actor=actor, why="order", order_id=made.pk)
    row.refresh_from_db()
    return row


def close_emergencies(limit: int = 20) -> int:
    """Close the plans whose last day is over, and drop what nobody confirmed; how many this worker did."""
    over = Emergency.objects.filter(ends_on__lt=clock.today(), state__in=[State.ASKED.value, State.OPEN.value])
    done = 0
    for row in list(over.order_by("ends_on", "id")[:limit]):
        try:
            if row.state == State.ASKED:
                lapse(row)
            else:
                with transaction.atomic():
                    _close(row.pk, actor=SYSTEM, why="expired", order_id=None)
            done += 1
        except Conflict:  # another worker was faster
            continue
        except DomainError as error:
            log.warning("the emergency plan %s could not be closed: %s", row.pk, type(error).__name__)
    return done


def _close(emergency_id: int, *, actor: Actor, why: str, order_id: int | None) -> None:
    now = clock.now()
    if not Emergency.objects.filter(pk=emergency_id, state=State.OPEN.value).update(
        state=State.CLOSED.value, closed_at=now, code=""
    ):
        raise Conflict("This plan has ended already.")
    row = Emergency.objects.select_related("place").get(pk=emergency_id)
    report = compile_report(row)
    _end_branches(row)
    erased = _delete_helpers(row)
    Emergency.objects.filter(pk=row.pk).update(report=report)
    codes: Codes = {name: report[name] for name in ("branches", "areas", "cadres", "volunteers", "duties")}
    codes |= {"why": why, "order": order_id, "needs": total_needs(report)["total"], "erased": erased}
    ledger.record(f"{EMERGENCY}:closed", stream=row.pk, actor=actor, codes=codes)
    with translation.override(settings.LANGUAGE_CODE):
        names = {"plan": queries.rule_of(row).title, "place": row.place.name}
        text = _("Ended: %(plan)s at %(place)s. Its report is written, its personal data deleted.") % names
    told = orgs.Appointment.objects.filter(pk__in=[row.asked_by or 0, row.confirmed_by or 0]).order_by("id")
    for person_id in dict.fromkeys(told.values_list("person_id", flat=True)):
        tell(person_id, text, key=f"emergency-closed-{row.pk}-{person_id}", about=row.pk)


def _end_branches(row: Emergency) -> None:
    """What is open with their posts goes to the post above; posts and appointments end with the body."""
    branches = EmergencyArea.objects.filter(emergency=row).exclude(branch=None)
    for body_id in list(branches.order_by("id").values_list("branch_id", flat=True)):
        posts = orgs.Post.objects.filter(body=body_id, ends_on=None).order_by("id")
        for post_id in list(posts.values_list("id", flat=True)):
            _hand_on(row, post_id)
        if orgs.Body.objects.filter(pk=body_id, ends_on=None).exists():
            orgs.close_body(body_id, actor=SYSTEM)


def _hand_on(row: Emergency, post_id: int) -> None:
    heir = orgs.superior_of(post_id)
    if heir is None:
        asked = orgs.Appointment.objects.filter(pk=row.asked_by or 0)
        heir = asked.values_list("post_id", flat=True).first()
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("The emergency plan has ended.")
    if heir is not None:
        while procedures.hand_over_post(post_id, heir, reason=reason, actor=SYSTEM):
            pass
        procedures.inherit(post_id, heir)


def _delete_helpers(row: Emergency) -> int:
    """Rota, contacts and sign-ups are deleted; persons whom the plan made are erased; how many."""
    mine = EmergencyHelper.objects.filter(emergency=row)
    made = list(mine.filter(made_person=True).order_by("id").values_list("person_id", flat=True))
    EmergencyDuty.objects.filter(emergency=row).delete()
    EmergencyRota.objects.filter(emergency=row).delete()
    mine.delete()
    today = clock.today()
    for person_id in made:
        held = orgs.Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), person=person_id, ended_at=None)
        alive = people.Person.objects.filter(pk=person_id, erased_at=None)
        if alive.exists() and not held.exists():  # else staff by now: kept with that post
            people.erase_person(alive.get().pk, actor=SYSTEM, why="retention")
    return len(made)
