"""Opening an emergency plan on a numbered order: one post asks, a second confirms; extending it by another order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor, Permission, require
from gongzhi.core import clock, entropy
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotFound
from gongzhi.core.texts import check_length
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.events import EMERGENCY
from gongzhi.structure.models import Emergency, EmergencyArea, EmergencyOrder
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.rules.emergency import OrderKind, State, check_order, check_until

Codes = dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Order:
    """A numbered order as it is entered; `scans`: ids of stored pictures of it."""

    number: str
    issuer: str
    issued_on: date
    scans: tuple[int, ...] = ()


def ask(
    *, actor: Actor, kind: str, place_id: int, order: Order, starts_on: date, ends_on: date, words: str = ""
) -> Emergency:
    """Enter the order on which a plan is to open; a second post confirms it.

    Raises Forbidden, Invalid (number, issuer, issued_on, starts_on, ends_on, place), Conflict (one of its kind there).
    """
    try:
        rule = packs.active().emergency(kind)
    except KeyError:
        raise Invalid("Choose one of the plans of the rules in force.", field="kind") from None
    require(actor, Permission.EMERGENCY_OPEN, places.ancestors(place_id))
    place = places.get(place_id)
    if place.kind not in queries.place_kinds(rule.levels):
        raise Invalid("This plan does not open at such a place.", field="place")
    number = check_order(order.number, order.issuer, order.issued_on, rule.issuers, clock.today())
    check_until(starts_on, ends_on, clock.today(), rule.max_days)
    _refuse_overlap(kind, place)
    row = Emergency(
        kind=kind, place=place, starts_on=starts_on, ends_on=ends_on, words=words.strip(),
        asked_by=queries.appointment_of(actor, Permission.EMERGENCY_OPEN, place_id),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            made = _enter(row, OrderKind.OPEN, order, number, until=ends_on, by=row.asked_by)
            _note(row, made, "asked", actor, first=True)
            _tell_confirmer(row)
    except IntegrityError:
        _refuse_overlap(kind, place)
        raise Conflict("Somebody else changed this at the same moment. Please try again.") from None
    return row


def _refuse_overlap(kind: str, place: places.Place) -> None:
    live = Emergency.objects.filter(kind=kind, state__in=[State.ASKED.value, State.OPEN.value])
    if live.filter(place=place).exists():
        raise Conflict("A plan of this kind is open or asked for at this place: extend it, or stand it down first.")
    if live.filter(place__in=places.ancestors(place.pk)).exists():
        raise Conflict("A plan of this kind is open or asked for at a place above: it holds here too.")


def enter_order(row: Emergency, kind: OrderKind, order: Order, *, until: date | None, by: int | None) -> EmergencyOrder:
    """A further order of the plan. Raises Invalid."""
    rule = queries.rule_of(row)
    number = check_order(order.number, order.issuer, order.issued_on, rule.issuers, clock.today())
    return _enter(row, kind, order, number, until=until, by=by)


def _enter(
    row: Emergency, kind: OrderKind, order: Order, number: str, *, until: date | None, by: int | None
) -> EmergencyOrder:
    if EmergencyOrder.objects.filter(place_id=row.place_id, number=number, void=False).exists():
        raise Invalid("An order of this number was entered for this place already.", field="number")
    made = EmergencyOrder(
        emergency=row, place_id=row.place_id, kind=kind.value, number=number, issuer=order.issuer,
        issued_on=order.issued_on, until=until, entered_by=by,
    )  # fmt: skip
    made.save(force_insert=True)
    files.attach(order.scans, about=made.pk)
    return made


def _note(row: Emergency, order: EmergencyOrder, what: str, actor: Actor, *, first: bool = False) -> None:
    codes: Codes = {"order": order.pk, "until": str(row.ends_on)}
    if what != "extended":
        codes |= {"kind": row.kind, "place": row.place_id}
    texts = {"number": order.number, "issuer": order.issuer} if what != "opened" else None
    ledger.record(f"{EMERGENCY}:{what}", stream=row.pk, actor=actor, codes=codes, texts=texts, first=first)


def _tell_confirmer(row: Emergency) -> None:
    kinds = [k.key for k in packs.active().post_kinds if Permission.EMERGENCY_CONFIRM in k.permissions]
    post = orgs.find_post(kinds, places.ancestors(row.place_id))
    if post is not None:
        with translation.override(settings.LANGUAGE_CODE):
            text = _("To be confirmed: %(plan)s at %(place)s, on an order.") % _names(row)
        tell(orgs.holder_of(post).person_id, text, key=f"emergency-asked-{row.pk}", about=row.pk)


def _names(row: Emergency) -> dict[str, str]:
    return {"plan": queries.rule_of(row).title, "place": row.place.name}


def confirm(row: Emergency, *, actor: Actor) -> Emergency:
    """The second post confirms the order: the plan is open. Raises Forbidden (also who asked), Conflict, Invalid."""
    require(actor, Permission.EMERGENCY_CONFIRM, places.ancestors(row.place_id))
    if actor.person_id is not None and actor.person_id == _person_of(row.asked_by):
        raise Forbidden("Somebody else must confirm it: you entered the order yourself.")
    if row.ends_on < clock.today():
        raise Conflict("The last day of this order is over.")
    by = queries.appointment_of(actor, Permission.EMERGENCY_CONFIRM, row.place_id)
    with transaction.atomic():
        same = Emergency.objects.filter(pk=row.pk, state=State.ASKED.value)
        if not same.update(
            state=State.OPEN.value, opened_at=clock.now(), confirmed_by=by, code=entropy.token_urlsafe(16)
        ):
            raise Conflict("This plan is not waiting for a confirmation any more.")
        row.refresh_from_db()
        order = EmergencyOrder.objects.get(emergency=row, kind=OrderKind.OPEN.value)
        _note(row, order, "opened", actor)
        with translation.override(settings.LANGUAGE_CODE):
            text = _("Open: %(plan)s at %(place)s.") % _names(row)
        tell(_person_of(row.asked_by), text, key=f"emergency-open-{row.pk}", about=row.pk)
    return row


def _person_of(appointment_id: int | None) -> int | None:
    found = orgs.Appointment.objects.filter(pk=appointment_id or 0)
    return found.values_list("person_id", flat=True).first()


def refuse(row: Emergency, *, actor: Actor, reason: str) -> None:
    """It does not open; its order counts as not entered. By who confirms, or who asked. Raises Forbidden, Invalid,
    Conflict."""
    if actor.person_id is None or actor.person_id != _person_of(row.asked_by):
        require(actor, Permission.EMERGENCY_CONFIRM, places.ancestors(row.place_id))
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Invalid("Say why.", field="reason")
    with transaction.atomic():
        _refuse(row, actor, reason)


def _refuse(row: Emergency, actor: Actor, reason: str) -> None:
    same = Emergency.objects.filter(pk=row.pk, state=State.ASKED.value)
    if not same.update(state=State.REFUSED.value, reason=reason, closed_at=clock.now()):
        raise Conflict("This plan is not waiting for a confirmation any more.")
    order = EmergencyOrder.objects.get(emergency=row.pk, kind=OrderKind.OPEN.value)
    EmergencyOrder.objects.filter(pk=order.pk).update(void=True)
    texts = {"reason": reason}
    ledger.record(f"{EMERGENCY}:refused", stream=row.pk, actor=actor, codes={"order": order.pk}, texts=texts)


def lapse(row: Emergency) -> None:
    """Nobody confirmed it until its last day."""
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        _refuse(row, SYSTEM, _("Nobody confirmed it in time."))


def extend(row: Emergency, *, actor: Actor, order: Order, ends_on: date) -> Emergency:
    """Another numbered order: until a later day. Appointments of its branches go on. Raises Forbidden, Invalid,
    Conflict."""
    require(actor, Permission.EMERGENCY_OPEN, places.ancestors(row.place_id))
    by = queries.appointment_of(actor, Permission.EMERGENCY_OPEN, row.place_id)
    with transaction.atomic():
        kept = queries.locked(row.pk)
        if ends_on <= kept.ends_on:
            raise Invalid("It is open until %(day)s already: choose a later day.", field="ends_on", day=kept.ends_on)
        check_until(kept.ends_on, ends_on, clock.today(), queries.rule_of(kept).max_days + 1)
        made = enter_order(kept, OrderKind.EXTEND, order, until=ends_on, by=by)
        _prolong(kept, ends_on)
        Emergency.objects.filter(pk=kept.pk).update(ends_on=ends_on)
        kept.ends_on = ends_on
        _note(kept, made, "extended", actor)
    return kept


def _prolong(row: Emergency, ends_on: date) -> None:
    branches = EmergencyArea.objects.filter(emergency=row).exclude(branch=None).values("branch")
    held = orgs.Appointment.objects.filter(post__body__in=branches, ended_at=None, ends_on=row.ends_on)
    following = row.ends_on + timedelta(days=1)
    for appointment in list(held.order_by("id")):
        orgs.appoint(
            actor=SYSTEM, person_id=appointment.person_id, post_id=appointment.post_id, starts_on=following,
            ends_on=ends_on,
        )  # fmt: skip


def say(row: Emergency, *, actor: Actor, words: str) -> None:
    """What everybody should know and do, on the public page. Raises Forbidden, Invalid, Conflict."""
    require(actor, Permission.EMERGENCY_RUN, places.ancestors(row.place_id))
    check_length(words, 2000, field="words")
    with transaction.atomic():
        queries.locked(row.pk)
        Emergency.objects.filter(pk=row.pk).update(words=words.strip())
        ledger.record(f"{EMERGENCY}:told", stream=row.pk, actor=actor, codes={}, texts={"words": words.strip()})


def area_of(row: Emergency, place_id: int) -> EmergencyArea:
    """The area of the plan at a place, made where it is not there yet. Raises NotFound (no place of the plan)."""
    rule = queries.rule_of(row)
    place = places.get(place_id)
    if place.kind not in queries.place_kinds((*rule.area_levels, *rule.estate_levels)):
        raise NotFound("There is no such place in this plan.")
    if row.place_id not in places.ancestors(place_id):
        raise NotFound("There is no such place in this plan.")
    found = EmergencyArea.objects.filter(emergency=row, place=place_id).first()
    if found is None:
        found = EmergencyArea(emergency=row, place_id=place_id)
        found.save(force_insert=True)
    return found
