"""Homes rate the company, each once a quarter, by the code on a slip or on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.core.numbers import new_number
from gongzhi.ledger import public as ledger
from gongzhi.property import events
from gongzhi.property.actions.shared import Codes
from gongzhi.property.models import Contract, Dwelling, Estate, Rated, Tally
from gongzhi.property.queries import estates as queries
from gongzhi.property.queries import ratings
from gongzhi.property.rules import quarters
from gongzhi.property.rules.words import GRADES

WEB, PAPER = "web", "paper"


@transaction.atomic
def add_dwellings(estate: Estate, labels: Sequence[str], *, actor: Actor) -> int:
    """Homes by their doors; those that are known stay. How many are new. Raises Forbidden, Invalid (more homes than
    the estate has)."""
    queries.require(actor, Permission.PROPERTY_MANAGE, estate)
    known = set(Dwelling.objects.filter(estate=estate).values_list("label", flat=True))
    new = [label for label in dict.fromkeys(labels) if label not in known]
    if len(known) + len(new) > estate.households:
        raise Invalid("The estate has %(n)s homes. Correct that number first.", field="building", n=estate.households)
    Dwelling.objects.bulk_create([Dwelling(estate=estate, label=x, number=new_number()) for x in new], batch_size=300)
    if new:
        ledger.record(events.DWELLINGS, stream=estate.pk, actor=actor, codes={"count": len(new)})
    return len(new)


@transaction.atomic
def print_slips(estate: Estate, text: str, *, actor: Actor) -> list[Dwelling]:
    """The homes whose slips are printed now; it is recorded. Raises Forbidden, NotAllowed (none)."""
    queries.require(actor, Permission.PROPERTY_MANAGE, estate)
    found = ratings.homes_of(estate, text)
    if not found:
        raise NotAllowed("No home is entered here yet.")
    codes: Codes = {"quarter": quarters.key(quarters.first_of(clock.today())), "count": len(found)}
    ledger.record(events.SLIPS, stream=estate.pk, actor=actor, codes=codes)
    return found


def rate(code: str, grades: Mapping[str, int], *, actor: Actor) -> Dwelling:
    """A home rates by the code of its slip, which allows it. Raises NotFound, Invalid, Conflict, NotAllowed."""
    dwelling, quarter = ratings.home_of(code)
    _rate(dwelling, quarter, grades, WEB, actor)
    return dwelling


def rate_on_paper(estate: Estate, label: str, grades: Mapping[str, int], *, actor: Actor) -> Dwelling:
    """The third party enters a slip that came on paper. Raises Forbidden, Invalid, Conflict, NotAllowed."""
    queries.require(actor, Permission.PROPERTY_CHECK, estate)
    plain = "".join(label.split())
    dwelling = Dwelling.objects.filter(estate=estate, label=plain).first()
    if dwelling is None:
        raise Invalid("There is no such home here. Write it as the slip has it.", field="label")
    _rate(dwelling, quarters.first_of(clock.today()), grades, PAPER, actor)
    return dwelling


@transaction.atomic
def _rate(dwelling: Dwelling, quarter: date, grades: Mapping[str, int], channel: str, actor: Actor) -> None:
    """That the home rated, and sums: no row says what it answered."""
    wanted = [q.key for q in queries.rules().questions]
    missing = next((key for key in wanted if grades.get(key) not in GRADES), None)
    if missing is not None or set(grades) - set(wanted):
        raise Invalid("Give each question a grade from 1 to 5.", field=missing)
    contract = queries.contracts_on([dwelling.estate_id]).get(dwelling.estate_id)
    if contract is None:
        raise NotAllowed("No company manages this estate at present.")
    try:
        with transaction.atomic():
            Rated(dwelling=dwelling, contract=contract, quarter=quarter, channel=channel).save(force_insert=True)
    except IntegrityError:
        raise Conflict("This home has rated this quarter already.") from None
    for key in sorted(wanted):  # in one order everywhere, so that two homes never wait for each other
        _count(contract, quarter, key, grades[key])
    codes: Codes = {"quarter": quarters.key(quarter), "channel": channel}
    ledger.record(events.RATED, stream=dwelling.estate_id, actor=actor, codes=codes)


def _count(contract: Contract, quarter: date, question: str, grade: int) -> None:
    row, _made = Tally.objects.get_or_create(contract=contract, quarter=quarter, question=question, grade=grade)
    Tally.objects.filter(pk=row.pk).update(homes=F("homes") + 1)
