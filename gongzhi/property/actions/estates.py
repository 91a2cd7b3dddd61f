"""Estates and their contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.property import events
from gongzhi.property.actions.shared import Codes, offices, once, raise_version, tell
from gongzhi.property.models import Contract, Estate
from gongzhi.property.queries import estates as queries
from gongzhi.property.queries import orders
from gongzhi.property.rules import contracts as rules
from gongzhi.property.rules.words import NAME_MAX, WORDS_MAX

MANAGE = Permission.PROPERTY_MANAGE


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract as it was signed; `fee_fen` a square metre and month."""

    company_id: int
    starts_on: date
    ends_on: date
    fee_fen: int
    services: tuple[str, ...] = ()
    words: str = ""


@transaction.atomic
def take_in(place_id: int, *, area_m2: int, households: int, name: str = "", actor: Actor) -> Estate:
    """An estate comes under the property office; without a name it has that of its place, less the word for its level.

    Raises Forbidden, NotFound, Invalid, Conflict (it is already)."""
    place = places.get(place_id)
    if not may(actor, MANAGE, places.ancestors(place_id)):
        raise Forbidden("Your posts do not allow this here.", permission=MANAGE)
    _sizes(area_m2, households)
    if place.kind not in queries.kinds():
        raise NotFound("There is no such place.")
    called = name.strip()[:NAME_MAX] or queries.plain_name(place)[:NAME_MAX]
    estate = Estate(place=place, name=called, area_m2=area_m2, households=households)
    try:
        with transaction.atomic():
            estate.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This estate is under the property office already.") from None
    codes: Codes = {"place": place_id, "area": area_m2, "households": households}
    ledger.record(events.TAKEN_IN, stream=estate.pk, actor=actor, codes=codes)
    return estate


def _sizes(area_m2: int, households: int) -> None:
    if not 1 <= area_m2 <= 50_000_000:
        raise Invalid("The area that fees are charged for, in square metres.", field="area_m2")
    if not 1 <= households <= 100_000:
        raise Invalid("How many homes there are.", field="households")


@transaction.atomic
def correct(estate: Estate, *, area_m2: int, households: int, name: str = "", actor: Actor) -> None:
    """Area, homes and name as they are; an empty name leaves it. Raises Forbidden, Invalid, Conflict."""
    queries.require(actor, MANAGE, estate)
    _sizes(area_m2, households)
    raise_version(estate)
    called = name.strip()[:NAME_MAX] or estate.name
    Estate.objects.filter(pk=estate.pk).update(area_m2=area_m2, households=households, name=called)
    estate.area_m2, estate.households, estate.name = area_m2, households, called
    codes: Codes = {"area": area_m2, "households": households}
    ledger.record(events.CHANGED, stream=estate.pk, actor=actor, codes=codes)


def contract(estate: Estate, draft: ContractDraft, *, actor: Actor, submission: str = "") -> Contract:
    """Enter a contract; an estate has one at a time. Raises Forbidden, Invalid, Conflict."""
    queries.require(actor, MANAGE, estate)
    known = queries.rules()
    if draft.company_id not in {b.pk for b in queries.companies_for(estate, actor)}:
        raise Invalid("Choose one of the companies.", field="company")
    if draft.ends_on <= draft.starts_on:
        raise Invalid("The last day comes after the first.", field="ends_on")
    if not 0 < draft.fee_fen <= 100_000:
        raise Invalid("The fee a square metre and month, in yuan.", field="fee")
    if not set(draft.services) <= {s.key for s in known.services}:
        raise Invalid("Choose what the contract promises.", field="services")
    return once(Contract, submission, lambda: _contract(estate, draft, actor, submission))


def _contract(estate: Estate, draft: ContractDraft, actor: Actor, submission: str) -> Contract:
    others = [(c.starts_on, queries.last_day(c)) for c in Contract.objects.filter(estate=estate)]
    if rules.overlap(draft.starts_on, draft.ends_on, others):
        raise Invalid("Another contract holds on some of these days. End that one first.", field="starts_on")
    raise_version(estate)  # nobody entered another one since the estate was read
    made = Contract(
        estate=estate, company_id=draft.company_id, starts_on=draft.starts_on, ends_on=draft.ends_on,
        fee_fen=draft.fee_fen, services=sorted(set(draft.services)), words=draft.words.strip()[:WORDS_MAX],
        submission=submission or None,
    )  # fmt: skip
    made.save(force_insert=True)
    codes: Codes = {
        "company": made.company_id, "from": made.starts_on.isoformat(), "until": made.ends_on.isoformat(),
        "fee": made.fee_fen,
    }  # fmt: skip
    ledger.record(events.CONTRACTED, stream=estate.pk, actor=actor, codes=codes)
    return made


@transaction.atomic
def end_contract(estate: Estate, contract_id: int, *, on: date, why: str, actor: Actor) -> None:
    """A contract ends before its time: `on` is its last day. Raises Forbidden, NotFound, Invalid, NotAllowed."""
    queries.require(actor, MANAGE, estate)
    held = Contract.objects.filter(pk=contract_id, estate=estate).first()
    if held is None:
        raise NotFound("There is no such contract.")
    if held.ended_on is not None:
        raise NotAllowed("This contract was ended already.")
    if not held.starts_on <= on < held.ends_on:
        raise Invalid("The day lies within the contract.", field="on")
    if not why.strip():
        raise Invalid("Say why.", field="why")
    raise_version(estate)
    Contract.objects.filter(pk=held.pk, ended_on=None).update(ended_on=on, ended_why=why.strip()[:200])
    codes: Codes = {"contract": held.pk, "on": on.isoformat()}
    ledger.record(events.CONTRACT_ENDED, stream=estate.pk, actor=actor, codes=codes, texts={"why": why.strip()[:200]})


def tell_endings(limit: int = 100) -> int:
    """Sweep: office and company hear before a contract ends, at each of the days that the pack names, once each.

    How many contracts were told of."""
    pack = packs.installed()
    known = pack.property_rules if pack is not None else None
    if known is None or not known.tell_days:
        return 0
    today, last = clock.today(), max(known.tell_days)
    near = Contract.objects.filter(ended_on=None, ends_on__gte=today, ends_on__lte=today + timedelta(days=last))
    waits = Q(told=None) | Q(told__gt=min(known.tell_days))
    done = 0
    for row in near.filter(waits).select_related("estate__place", "company").order_by("ends_on", "id")[:limit]:
        left = (row.ends_on - today).days
        stage = rules.warning(left, row.told, known.tell_days)
        if stage is None:
            continue
        with transaction.atomic():
            if not Contract.objects.filter(pk=row.pk, told=row.told, ended_on=None).update(told=stage):
                continue  # another worker was faster
            with translation.override(settings.LANGUAGE_CODE):
                text = _("The contract of %(company)s for %(estate)s ends on %(day)s.") % {
                    "company": row.company.name, "estate": row.estate.name, "day": row.ends_on,
                }  # fmt: skip
            company = orders.company_post(row)
            posts = {*offices(row.estate), *([company] if company is not None else [])}
            persons = tell(posts, text, key=f"property-ends-{row.pk}-{stage}", about=row.estate_id)
            codes: Codes = {"contract": row.pk, "days": left, "persons": persons}
            ledger.record(events.CONTRACT_TOLD, stream=row.estate_id, actor=SYSTEM, codes=codes)
            done += 1
    return done
