"""Party members report in, volunteers sign up, staff give them an area; their phones; their duties."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.kit import crypto
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions.emergency import Codes
from gongzhi.structure.events import EMERGENCY
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyDuty, EmergencyHelper, EmergencyRota
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_people as helpers
from gongzhi.structure.queries.in_office import in_office
from gongzhi.structure.rules.emergency import CONSENT, NAME, UNIT, Role, overlaps, span


@transaction.atomic
def report_in(
    row: Emergency,
    *,
    actor: Actor,
    role: Role,
    name: str,
    phone: str,
    unit: str = "",
    wanted_id: int | None = None,
    agreed: bool,
    by_staff: bool = False,
) -> EmergencyHelper:
    """Somebody reports in (a Party member sent by a unit, or a volunteer), and agrees to what is kept of them until
    the plan ends. Twice by oneself is once.

    Raises Conflict (not open, staff enter somebody twice), Invalid (name, phone, unit, wanted, agreed)."""
    if by_staff:
        queries.require_runs_some(actor, row)
    kept = queries.locked(row.pk)
    name, unit = " ".join(name.split()), " ".join(unit.split())
    if not 1 < len(name) <= NAME:
        raise Invalid("A name has 2 to 30 characters.", field="name")
    if role is Role.CADRE and not 1 < len(unit) <= UNIT:
        raise Invalid("Name the unit that sends you: 2 to 60 characters.", field="unit")
    if not agreed:
        raise Invalid("Without consent nothing is kept, and nobody can be assigned.", field="agreed")
    plain = people.normalise_phone(phone)
    if wanted_id is not None and not EmergencyArea.objects.filter(pk=wanted_id, emergency=kept).exists():
        raise Invalid("Choose one of the areas.", field="wanted")
    ring = crypto.keyring()
    made = EmergencyHelper(
        emergency=kept, role=role.value, index=ring.blind_index(f"emergency-{kept.pk}", plain),
        unit=unit if role is Role.CADRE else "", wanted_id=wanted_id, on=clock.today(), by_staff=by_staff,
        consent=CONSENT,
    )  # fmt: skip
    made.sealed = ring.encrypt(json.dumps([name, plain], ensure_ascii=False), aad=helpers.aad(made.pk))
    known = EmergencyHelper.objects.filter(emergency=kept, index=made.index).first()
    if known is not None and not by_staff:
        return known  # once is enough; and nobody finds out by trying whose phone is on the list
    if known is not None:
        raise Conflict("Somebody with this phone has reported in already.")
    made.save(force_insert=True)
    codes: Codes = {"helper": made.pk, "role": role.value, "by_staff": by_staff, "consent": CONSENT}
    ledger.record(f"{EMERGENCY}:reported-in", stream=row.pk, actor=actor, codes=codes)
    return made


@transaction.atomic
def assign(row: Emergency, helper_id: int, place_id: int, *, actor: Actor) -> None:
    """Give a helper an area. Raises Forbidden, NotFound, Conflict."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    kept = queries.locked(row.pk)
    area = EmergencyArea.objects.filter(emergency=kept, place=place_id).first()
    if area is None:
        raise NotFound("There is no such area in this plan.")
    helper = helpers.find(kept, helper_id)
    EmergencyHelper.objects.filter(pk=helper.pk).update(area=area)
    codes: Codes = {"helper": helper.pk, "place": place_id}
    ledger.record(f"{EMERGENCY}:assigned", stream=row.pk, actor=actor, codes=codes)


@transaction.atomic
def forget_helper(row: Emergency, helper_id: int, *, actor: Actor) -> None:
    """Delete an entry: the consent was withdrawn, or it was wrong.

    Raises Forbidden, NotFound, Conflict (a secretary)."""
    queries.require_runs_some(actor, row)
    kept = queries.locked(row.pk)
    helper = helpers.find(kept, helper_id)
    served = orgs.Appointment.objects.filter(person=helper.person_id, post__kind=queries.rule_of(kept).secretary)
    if helper.person_id is not None and in_office(served).exists():
        raise Conflict("This helper leads a temporary branch: appoint another secretary first.")
    for day in EmergencyDuty.objects.filter(helper=helper, on__gte=clock.today()).values_list("on", flat=True):
        EmergencyRota.objects.filter(emergency=kept, on=day).delete()
    EmergencyDuty.objects.filter(helper=helper).delete()
    EmergencyHelper.objects.filter(pk=helper.pk).delete()
    if helper.person_id is not None and helper.made_person:
        people.erase_person(helper.person_id, actor=actor, why="consent")
    ledger.record(f"{EMERGENCY}:helper-deleted", stream=row.pk, actor=actor, codes={"helper": helper.pk})


@transaction.atomic
def see_phone(row: Emergency, helper_id: int, *, actor: Actor, reason: str) -> str:
    """The phone of a helper, with a reason; in the ledger. Raises Forbidden, NotFound, Invalid, TooMany."""
    queries.require_runs_some(actor, row)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Invalid("Say why.", field="reason")
    helper = helpers.find(row, helper_id)
    codes: Codes = {"helper": helper.pk}
    ledger.record(f"{EMERGENCY}:phone-seen", stream=row.pk, actor=actor, codes=codes)
    return helpers.opened(helper)[1]


@transaction.atomic
def put_on_duty(row: Emergency, helper_id: int, *, actor: Actor, place_id: int, on: date, shift: str) -> EmergencyDuty:
    """Put a helper on duty in an area. Raises Forbidden, NotFound, Invalid (day, shift), Conflict (twice at a time, or
    enough are there)."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    kept = queries.locked(row.pk)
    rule = queries.rule_of(kept)
    area = next((a for a in queries.estates(kept) if a.place_id == place_id), None)
    if area is None:
        raise NotFound("There is no such area in this plan.")
    shifts = {s.key: s for s in rule.shifts}
    if shift not in shifts:
        raise Invalid("Choose one of the shifts.", field="shift")
    if not max(kept.starts_on, clock.today()) <= on <= kept.ends_on:
        raise Invalid("Choose a day of the plan, today at the earliest.", field="on")
    helper = helpers.find(kept, helper_id)
    wanted = span(on, shifts[shift].starts, shifts[shift].ends)
    near = EmergencyDuty.objects.filter(
        helper=helper, on__gte=on - timedelta(days=1), on__lte=on + timedelta(days=1)
    ).order_by("id")
    for other in near:
        known = shifts.get(other.shift)
        if known and overlaps(wanted, span(other.on, known.starts, known.ends)):
            raise Conflict("This helper is on duty at that time already.")
    if EmergencyDuty.objects.filter(area=area, on=on, shift=shift).count() >= shifts[shift].seats:
        raise Conflict("Enough are on duty there in that shift.")
    made = EmergencyDuty(emergency=kept, area=area, helper=helper, on=on, shift=shift)
    try:
        made.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This helper is on duty at that time already.") from None
    if helper.area_id is None:
        EmergencyHelper.objects.filter(pk=helper.pk, area=None).update(area=area)
    codes: Codes = {"helper": helper.pk, "place": place_id, "on": str(on), "shift": shift}
    ledger.record(f"{EMERGENCY}:duty-set", stream=row.pk, actor=actor, codes=codes)
    return made


@transaction.atomic
def take_off_duty(row: Emergency, duty_id: int, *, actor: Actor) -> date:
    """Somebody is not on duty there; a settled rota is open again. Raises Forbidden, NotFound, Conflict."""
    kept = queries.locked(row.pk)
    duty = EmergencyDuty.objects.select_related("area").filter(pk=duty_id, emergency=kept).first()
    if duty is None:
        raise NotFound("There is no such duty.")
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(duty.area.place_id))
    if duty.on < clock.today():
        raise Conflict("This day is over.")
    EmergencyDuty.objects.filter(pk=duty.pk).delete()
    EmergencyRota.objects.filter(emergency=kept, on=duty.on).delete()
    codes: Codes = {"helper": duty.helper_id, "on": str(duty.on), "shift": duty.shift}
    ledger.record(f"{EMERGENCY}:duty-dropped", stream=row.pk, actor=actor, codes=codes)
    return duty.on


@transaction.atomic
def settle(row: Emergency, on: date, *, actor: Actor) -> None:
    """The rota of a day stands: refused while somebody is missing. Raises Forbidden, Invalid, Conflict."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(row.place_id))
    kept = queries.locked(row.pk)
    if on not in helpers.days_of_rota(kept):
        raise Invalid("Choose a day of the plan, today at the earliest.", field="on")
    if not queries.estates(kept):
        raise Conflict("No estate has a unit or a temporary branch yet: there is nothing to keep watch over.")
    missing = helpers.gaps(kept, on)
    if missing:
        raise Conflict("The rota of this day has gaps: %(n)s are missing.", n=missing)
    if helpers.settled(kept, on):
        raise Conflict("The rota of this day is settled already.")
    EmergencyRota(emergency=kept, on=on).save(force_insert=True)
    codes: Codes = {"on": str(on), "duties": EmergencyDuty.objects.filter(emergency=kept, on=on).count()}
    ledger.record(f"{EMERGENCY}:rota-settled", stream=row.pk, actor=actor, codes=codes)
