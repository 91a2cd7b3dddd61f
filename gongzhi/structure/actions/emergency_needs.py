"""Needs of those who stay at home: ordinary requests, tied to the plan. Requests take them in (wired by `site`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.structure.actions.emergency import Codes
from gongzhi.structure.events import EMERGENCY
from gongzhi.structure.models import Emergency, EmergencyNeed
from gongzhi.structure.queries import emergency as queries


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody needs who stays at home; one contact, as with every request."""

    type_key: str
    words: str
    place_id: int
    address: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The request that it became."""

    matter_id: int
    number: str
    link: str


Intake = Callable[[Need, str, Actor, str], Taken]  # need, channel, actor, idempotency key
_intakes: list[Intake] = []


def on_need(handler: Intake) -> None:
    """Say who takes a need in as a request, in the transaction of the act. The last one said counts."""
    _intakes[:] = [handler]


@transaction.atomic
def take_need(row: Emergency, need: Need, *, actor: Actor, by_staff: bool = False, key: str = "") -> Taken:
    """A need becomes a request with number, owner and promise. Raises Conflict (not open), Invalid, Forbidden."""
    kept = queries.locked(row.pk)
    rule = queries.rule_of(kept)
    if need.type_key not in rule.needs:
        raise Invalid("Choose what is needed.", field="type_key")
    if kept.place_id not in places.ancestors(need.place_id):
        raise Invalid("This place does not belong to the plan.", field="place_id")
    if not _intakes:
        raise NotAllowed("Requests cannot be taken in here.")
    taken = _intakes[0](need, rule.staff_channel if by_staff else rule.channel, actor, key)
    if EmergencyNeed.objects.filter(matter=taken.matter_id).exists():
        return taken  # the same form sent twice
    EmergencyNeed(emergency=kept, matter_id=taken.matter_id, number=taken.number, by_staff=by_staff).save(
        force_insert=True
    )
    codes: Codes = {"matter": taken.matter_id, "by_staff": by_staff}
    ledger.record(f"{EMERGENCY}:need-taken", stream=row.pk, actor=actor, codes=codes)
    return taken
