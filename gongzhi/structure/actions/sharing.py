"""Rooms and things offered to others, and their bookings. No two have the same half hour: a constraint says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from gongzhi.core.ids import new_id
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.structure import events
from gongzhi.structure.actions.notify import tell
from gongzhi.structure.models import BookedSlot, Booking, Room, Shared
from gongzhi.structure.queries.bodies import speakers
from gongzhi.structure.queries.sharing import may_book, may_offer, owns, slots_offered
from gongzhi.structure.rules import cobuilding as rules
from gongzhi.structure.rules import premises as hours

Codes = dict[str, str | int | bool | None]
ASKED = gettext_noop("%(who)s asks for %(what)s, %(when)s. Please decide.")
DECIDED = {
    "confirmed": gettext_noop("%(what)s, %(when)s: confirmed."),
    "refused": gettext_noop("%(what)s, %(when)s: refused. %(reason)s"),
    "cancelled": gettext_noop("%(what)s, %(when)s: cancelled. %(reason)s"),
}
REMINDED = gettext_noop("Reminder: %(what)s is yours %(when)s, at %(where)s.")


@dataclass(frozen=True, slots=True)
class SharedDraft:
    """What is typed of something offered."""

    owner_id: int
    kind: str
    name: str
    where: str
    since: date
    words: str = ""
    slot_minutes: int = 60
    ahead_days: int = 30
    approval: bool = False
    residents: bool = False
    days: str = ""
    opens: time | None = None
    closes: time | None = None
    room_id: int | None = None


def _may(actor: Actor, shared: Shared, check: Callable[[Actor, Shared], bool] = owns) -> None:
    if not check(actor, shared):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.COBUILDING_EDIT)


def offer_shared(place_id: int, draft: SharedDraft, *, actor: Actor) -> Shared:
    """Offer something to others: by a post of the owner, or with `cobuilding:edit`. Raises Forbidden, Invalid."""
    shared = Shared(place_id=place_id, **{n: getattr(draft, n) for n in SharedDraft.__dataclass_fields__})
    _may(actor, shared, may_offer)
    if draft.kind not in {k.key for k in packs.active().shared_kinds}:
        raise Invalid("The pack has no such kind.", field="kind")
    rules.check_shared(draft.slot_minutes, draft.ahead_days)
    hours.check_hours(draft.days, draft.opens, draft.closes)
    if draft.room_id is not None and not Room.objects.filter(pk=draft.room_id, place=place_id).exists():
        raise Invalid("There is no such room.", field="room")
    with transaction.atomic():
        shared.save(force_insert=True)
        codes: Codes = {
            "place": place_id, "owner": draft.owner_id, "kind": draft.kind, "slot_minutes": draft.slot_minutes,
            "approval": draft.approval, "residents": draft.residents,
        }  # fmt: skip
        texts = {"name": shared.name, "where": shared.where}
        ledger.record(events.SHARED_OFFERED, stream=shared.pk, actor=actor, codes=codes, texts=texts, first=True)
    return shared


def end_shared(shared_id: int, *, until: date, actor: Actor) -> None:
    """Offer it no longer; `until` is the last day. Raises Forbidden, NotFound, Conflict (bookings behind that day)."""
    shared = _shared(shared_id)
    _may(actor, shared, may_offer)
    if until < shared.since:
        raise Invalid("The last day lies before the first.", field="until")
    with transaction.atomic():
        Shared.objects.select_for_update().get(pk=shared_id)
        after = clock.begin_of(until + timedelta(days=1))
        if BookedSlot.objects.filter(shared=shared_id, at__gte=max(after, clock.now())).exists():
            raise Conflict("There are bookings behind that day. Cancel them first.")
        Shared.objects.filter(pk=shared_id).update(until=until)
        ledger.record(events.SHARED_ENDED, stream=shared_id, actor=actor, codes={"until": str(until)})


def _shared(shared_id: int) -> Shared:
    shared = Shared.objects.select_related("owner").filter(pk=shared_id).first()
    if shared is None:
        raise NotFound("There is no such offer.")
    return shared


def book(
    shared_id: int, starts: Sequence[datetime], *, purpose: str, actor: Actor, body_id: int | None = None
) -> Booking:
    """Book the slots that begin at `starts` (side by side, on one day), for a body of one's posts or, where the offer
    says so, as a resident for oneself.

    Raises Forbidden, NotFound, Invalid, NotAllowed (a resident has enough), Conflict (somebody was faster)."""
    shared = _shared(shared_id)
    body_id = _for_body(shared, actor, body_id)
    if not purpose.strip():
        raise Invalid("Say what it is for.", field="purpose")
    if any(abs(s - clock.now()) > timedelta(days=400) for s in starts):
        raise Invalid("This time is not offered. Choose again from the calendar.", field="slot")
    offered = slots_offered(shared, clock.local(min(starts)).date()) if starts else []
    start, end = rules.span_of(starts, offered)
    if start <= clock.now():
        raise Invalid("This time is past.", field="slot")
    state = "asked" if shared.approval and not owns(actor, shared) else "confirmed"
    booking = Booking(
        id=new_id(), shared=shared, starts_at=start, ends_at=end, body_id=body_id, person_id=actor.person_id,
        purpose=purpose.strip(), state=state,
    )  # fmt: skip
    try:
        with transaction.atomic():
            if body_id is None:
                _not_too_many(actor)
            booking.save(force_insert=True)
            BookedSlot.objects.bulk_create(
                [BookedSlot(shared=shared, at=at, booking=booking) for at in rules.grains(start, end)]
            )
            codes: Codes = {
                "booking": booking.pk, "starts_at": start.isoformat(), "ends_at": end.isoformat(), "body": body_id,
                "state": state,
            }  # fmt: skip
            ledger.record(events.BOOKED, stream=shared_id, actor=actor, codes=codes, texts={"purpose": booking.purpose})
            if state == "asked":
                who = booking.body.name if booking.body else _("A resident")
                _tell_owner(shared, _words(ASKED, booking, who=who), booking)
    except IntegrityError:
        raise Conflict("Somebody was faster: this time is taken. Choose another one.") from None
    return booking


def _for_body(shared: Shared, actor: Actor, body_id: int | None) -> int | None:
    """The body for which the actor books; None for a resident. Raises Forbidden, Invalid."""
    if not may_book(shared, actor):
        raise Forbidden("This is not offered to you.")
    bodies = [p.body_id for p in actor.posts]
    if body_id is None and bodies and not shared.residents:
        return bodies[0]
    if body_id is not None and body_id not in bodies:
        raise Invalid("You hold no post in this body.", field="body")
    return body_id


def _not_too_many(actor: Actor) -> None:
    coming = Booking.objects.filter(
        person=actor.person_id, body=None, state__in=("asked", "confirmed"), starts_at__gt=clock.now()
    )
    if coming.count() >= rules.RESIDENT_MOST:
        raise NotAllowed("You have %(most)s coming bookings already.", most=rules.RESIDENT_MOST)


def decide(booking_id: int, *, confirm: bool, reason: str = "", actor: Actor) -> None:
    """The owner confirms what was asked, or refuses it with a reason. Raises Forbidden, NotFound, Invalid, Conflict."""
    booking = _booking(booking_id)
    _may(actor, booking.shared)
    if not confirm and not reason.strip():
        raise Invalid("Give a reason.", field="reason")
    state = "confirmed" if confirm else "refused"
    _settle(booking, ("asked",), state, reason, events.BOOKING_DECIDED, {"booking": booking_id, "state": state}, actor)


def cancel(booking_id: int, *, reason: str = "", actor: Actor) -> None:
    """Who booked (or a colleague of the same body) gives it back; the owner may too, with a reason.

    Raises Forbidden, NotFound, Invalid, NotAllowed (it is over), Conflict."""
    booking = _booking(booking_id)
    own = actor.person_id is not None and actor.person_id == booking.person_id
    own = own or booking.body_id in {p.body_id for p in actor.posts}
    if not own:
        _may(actor, booking.shared)
        if not reason.strip():
            raise Invalid("Give a reason.", field="reason")
    if booking.ends_at <= clock.now():
        raise NotAllowed("This time is past.")
    _settle(
        booking, ("asked", "confirmed"), "cancelled", reason, events.BOOKING_CANCELLED, {"booking": booking_id}, actor
    )


def _booking(booking_id: int) -> Booking:
    booking = Booking.objects.select_related("shared__owner", "body").filter(pk=booking_id).first()
    if booking is None:
        raise NotFound("There is no such booking.")
    return booking


def _settle(
    booking: Booking, before: tuple[str, ...], state: str, reason: str, tag: str, codes: Codes, actor: Actor
) -> None:
    with transaction.atomic():
        changed = Booking.objects.filter(pk=booking.pk, state__in=before)
        if not changed.update(state=state, reason=reason.strip()):
            raise Conflict("Somebody else decided this meanwhile.")
        if state != "confirmed":
            BookedSlot.objects.filter(booking=booking.pk).delete()
        texts = {"reason": reason.strip()} if reason.strip() else None
        ledger.record(tag, stream=booking.shared_id, actor=actor, codes=codes, texts=texts)
        if actor.person_id != booking.person_id:
            text = _words(DECIDED[state], booking, reason=reason.strip())
            tell(booking.person_id, text, key=f"booking-{state}-{booking.pk}", about=booking.pk)


def _words(msgid: str, booking: Booking, **more: str) -> str:
    start, end = clock.local(booking.starts_at), clock.local(booking.ends_at)
    values = {
        "what": booking.shared.name, "when": f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}", "where": booking.shared.where,
    }  # fmt: skip
    with translation.override(settings.LANGUAGE_CODE):
        return (_(msgid) % (values | more)).strip()


def _tell_owner(shared: Shared, text: str, booking: Booking) -> None:
    for person_id in speakers([shared.owner_id]).get(shared.owner_id, []):
        tell(person_id, text, key=f"booking-asked-{booking.pk}-{person_id}", about=booking.pk)


def forget(limit: int = 500) -> int:
    """Sweep: who booked as a resident, and what for, is forgotten half a year later. Returns how many bookings."""
    old = Booking.objects.filter(body=None, ends_at__lt=clock.now() - rules.FORGET).exclude(person=None)
    ids = list(old.order_by("ends_at", "id").values_list("id", flat=True)[:limit])
    return Booking.objects.filter(pk__in=ids).update(person=None, purpose="")


def remind(limit: int = 200) -> int:
    """Sweep: who has something booked for the coming day is reminded once. Returns how many bookings."""
    now, reminded = clock.now(), 0
    near = Booking.objects.filter(
        state="confirmed", reminded_at=None, starts_at__gt=now, starts_at__lte=now + rules.REMIND
    ).order_by("starts_at", "id")
    for booking in near.select_related("shared")[:limit]:
        with transaction.atomic():
            if Booking.objects.filter(pk=booking.pk, state="confirmed", reminded_at=None).update(reminded_at=now):
                tell(
                    booking.person_id, _words(REMINDED, booking), key=f"booking-near-{booking.pk}", about=booking.pk
                )  # fmt: skip
                reminded += 1
    return reminded
