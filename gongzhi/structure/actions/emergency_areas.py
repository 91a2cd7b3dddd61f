"""Who does what in an emergency: leaders take areas, units take estates, temporary branches with their secretaries."""

from __future__ import annotations

from django.db import transaction

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.actions.emergency import Codes, area_of
from gongzhi.structure.events import EMERGENCY
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyHelper
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_people as helpers
from gongzhi.structure.queries.in_office import in_office


@transaction.atomic
def set_area(
    row: Emergency, place_id: int, *, actor: Actor, leader_id: int | None = None, unit_id: int | None = None
) -> EmergencyArea:
    """A leader takes the place, a unit takes it; None: nobody. Raises Forbidden, NotFound, Invalid, Conflict."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    kept = queries.locked(row.pk)
    if leader_id is not None and leader_id not in dict(queries.leaders_for(row)):
        raise Invalid("Choose one of the posts.", field="leader")
    if unit_id is not None and unit_id not in dict(queries.units_for(row)):
        raise Invalid("Choose one of the bodies.", field="unit")
    area = area_of(kept, place_id)
    EmergencyArea.objects.filter(pk=area.pk).update(leader_id=leader_id, unit_id=unit_id)
    area.leader_id, area.unit_id = leader_id, unit_id
    codes: Codes = {"place": place_id, "leader": leader_id, "unit": unit_id}
    ledger.record(f"{EMERGENCY}:area-set", stream=row.pk, actor=actor, codes=codes)
    return area


@transaction.atomic
def form_branch(row: Emergency, place_id: int, *, actor: Actor) -> EmergencyArea:
    """Set up the temporary branch of an estate, with the post of its secretary, for the time of the plan.

    Raises Forbidden, NotFound, Conflict (there is one), NotAllowed (no such level)."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    kept, rule = queries.locked(row.pk), queries.rule_of(row)
    place = places.get(place_id)
    if place.kind not in queries.place_kinds(rule.estate_levels):
        raise NotAllowed("Temporary branches are set up in estates.")
    area = area_of(kept, place_id)
    if area.branch_id is not None:
        raise Conflict("There is a temporary branch already.")
    kind = packs.active().body_kind(rule.branch)
    # today's name of the place, so that it cannot be taken for the standing branch
    name = f"{place.name.removesuffix('网格')}{kind.title}"
    body = orgs.add_body(actor=SYSTEM, kind=rule.branch, name=name, place_id=place_id)
    title = packs.active().post_kind(rule.secretary).title
    post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=rule.secretary, title=title, leads=True)
    EmergencyArea.objects.filter(pk=area.pk).update(branch=body)
    area.branch = body
    codes: Codes = {"place": place_id, "body": body.pk, "post": post.pk, "until": str(kept.ends_on)}
    ledger.record(f"{EMERGENCY}:branch-formed", stream=row.pk, actor=actor, codes=codes)
    return area


@transaction.atomic
def set_secretary(row: Emergency, place_id: int, helper_id: int, *, actor: Actor) -> orgs.Appointment:
    """Appoint somebody who reported in as secretary until the plan ends; a former one leaves.

    Raises Forbidden, NotFound, Invalid, Conflict."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(place_id))
    kept = queries.locked(row.pk)
    area = area_of(kept, place_id)
    if area.branch_id is None:
        raise Conflict("Set up the temporary branch first.")
    helper = helpers.find(kept, helper_id)
    if helper.role != "cadre":
        raise Invalid("Choose somebody who reported in as a Party member.", field="helper")
    post = orgs.Post.objects.get(body=area.branch_id, leads=True)
    for old in orgs.Appointment.objects.filter(post=post, ended_at=None, ends_on__gte=clock.today()).order_by("id"):
        orgs.end_appointment(old.pk, actor=SYSTEM)
    made = orgs.appoint(
        actor=SYSTEM, person_id=_person_of(helper), post_id=post.pk, ends_on=kept.ends_on, basis=orgs.Basis.ASSIGNED
    )
    EmergencyHelper.objects.filter(pk=helper.pk).update(area=area)
    codes: Codes = {"body": area.branch_id, "appointment": made.pk, "until": str(kept.ends_on)}
    ledger.record(f"{EMERGENCY}:secretary-set", stream=row.pk, actor=actor, codes=codes)
    return made


def _person_of(helper: EmergencyHelper) -> int:
    """Staff known by that phone, or a person made for the time of the plan and erased with it.

    Never a resident's row: an appointment that stays would say of a resident that they are a Party member."""
    if helper.person_id is not None:
        return helper.person_id
    name, phone = helpers.opened(helper)
    known = people.find_by_phone(phone)
    staff = known is not None and in_office(orgs.Appointment.objects.filter(person=known)).exists()
    person = known if known is not None and staff else people.create_person(name=name)
    EmergencyHelper.objects.filter(pk=helper.pk).update(person=person, made_person=not staff)
    return int(person.pk)
