"""What is offered to others: who sees it, its slots, its bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, ActorKind, Permission, may
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import BookedSlot, Booking, Shared
from gongzhi.structure.rules import cobuilding as rules
from gongzhi.structure.rules.premises import open_on

PAGE = 30
WEEK = 7


def owns(actor: Actor, shared: Shared) -> bool:
    """Whether the actor speaks for the owner: by one of its posts, or with `cobuilding:edit` where the owner stands;
    for an owner without any post the community does."""
    if shared.owner_id in {p.body_id for p in actor.posts}:
        return True
    if may(actor, Permission.COBUILDING_EDIT, places.ancestors(shared.owner.place_id)):
        return True
    return may_offer(actor, shared) and not orgs.live_posts().filter(body=shared.owner_id).exists()


def may_offer(actor: Actor, shared: Shared) -> bool:
    """Whether the actor may enter or end this offer: its owner, or the community where it is used."""
    if shared.owner_id in {p.body_id for p in actor.posts}:
        return True
    return may(actor, Permission.COBUILDING_EDIT, places.ancestors(shared.place_id))


def may_book(shared: Shared, actor: Actor) -> bool:
    """Whether it is offered to the actor: to posts at the place, above or below it, and to signed-in residents where
    the offer says so."""
    if actor.kind is ActorKind.SYSTEM or actor.person_id is None:
        return False
    return shared.residents or _near(shared.place_id, actor)


def _near(place_id: int, actor: Actor) -> bool:
    above = set(places.ancestors(place_id))
    return any(p.place_id in above or place_id in places.ancestors(p.place_id) for p in actor.posts)


def standing(today: date) -> Q:
    """What is offered now or will be."""
    return Q(until=None) | Q(until__gte=today)


def offers(actor: Actor, *, q: str = "", kind: str = "", after: str = "", size: int = PAGE) -> Page[Shared]:
    """What is offered to the actor, by name; to a stranger what residents may book."""
    rows = Shared.objects.filter(standing(clock.today())).select_related("owner", "place")
    rows = rows.defer("place__geometry", "place__search")
    own = {p.place_id for p in actor.posts}
    above = sorted({i for place_id in own for i in places.ancestors(place_id)})
    near = Q(residents=True) | Q(place__in=above) | places.inside(own, "place__")
    if q.strip():
        words = q.strip()[:40]
        rows = rows.filter(Q(name__contains=words) | Q(where__contains=words) | Q(owner__name__contains=words))
    if kind:
        rows = rows.filter(kind=kind)
    return paged(rows.filter(near), ["name", "id"], after=after, size=size)


def offers_at(place_id: int) -> list[Shared]:
    """What is offered at a community."""
    rows = Shared.objects.filter(standing(clock.today()), place=place_id).select_related("owner")
    return list(rows.order_by("name", "id")[:200])


def offer(shared_id: int, actor: Actor) -> Shared:
    """Something offered, for its calendar. Raises NotFound, also where it is not offered to the actor."""
    rows = Shared.objects.select_related("owner", "place").defer("place__geometry", "place__search")
    found = rows.filter(pk=shared_id).first()
    if found is None or not (found.residents or may_book(found, actor) or may_offer(actor, found)):
        raise NotFound("There is no such offer.")
    return found


def slots_offered(shared: Shared, day: date) -> list[rules.Slot]:
    """The slots of a day, taken or not; none outside the days for which it is offered."""
    today = clock.today()
    if day < max(shared.since, today) or day > today + timedelta(days=shared.ahead_days):
        return []
    if shared.until is not None and day > shared.until:
        return []
    working = procedures.calendar_for(shared.place_id).intervals(day)
    return rules.slots_on(day, open_on(day, shared.days, shared.opens, shared.closes, working), shared.slot_minutes)


@dataclass(frozen=True, slots=True)
class SlotState:
    """A slot of the calendar; `by` who has it, for staff alone."""

    start: datetime
    end: datetime
    state: str  # free, taken, past
    by: str = ""


def week(shared: Shared, first: date, *, names: bool) -> list[tuple[date, list[SlotState]]]:
    """Seven days of slots from `first` on, each free, taken or past; with `names` by whom. One query."""
    begin = clock.begin_of(first)
    rows = BookedSlot.objects.filter(shared=shared, at__gte=begin, at__lt=begin + timedelta(days=WEEK))
    taken = {at: body or "" for at, body in rows.values_list("at", "booking__body__name")}
    now, found = clock.now(), []
    for n in range(WEEK):
        day = first + timedelta(days=n)
        states = []
        for start, end in slots_offered(shared, day):
            held = [taken[g] for g in rules.grains(start, end) if g in taken]
            state = "taken" if held else "past" if start <= now else "free"
            states.append(SlotState(start, end, state, held[0] if held and names else ""))
        found.append((day, states))
    return found


def bookings_of(shared: Shared, *, after: str = "", size: int = PAGE) -> Page[Booking]:
    """All bookings of something, the latest first."""
    rows = Booking.objects.filter(shared=shared).select_related("body", "person")
    return paged(rows, ["-starts_at", "-id"], after=after, size=size)


def coming(shared: Shared) -> list[Booking]:
    """Bookings that are asked for or confirmed and not over."""
    return list(_live(Booking.objects.filter(shared=shared)).select_related("body", "person")[:200])


def mine(actor: Actor) -> list[Booking]:
    """The actor's own coming bookings, and those of the bodies of the posts held."""
    own = Q(person=actor.person_id or 0) | Q(body__in=sorted({p.body_id for p in actor.posts}))
    return list(_live(Booking.objects.filter(own)).select_related("shared", "body")[:100])


def to_decide(actor: Actor) -> list[Booking]:
    """Coming bookings that wait for the actor's word, as holder of a post of the owner."""
    rows = Booking.objects.filter(shared__owner__in=sorted({p.body_id for p in actor.posts}), state="asked")
    return list(_live(rows).select_related("shared", "body")[:100])


def _live(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    return rows.filter(state__in=("asked", "confirmed"), ends_at__gt=clock.now()).order_by("starts_at", "id")


def booking_of(booking_id: int, actor: Actor) -> Booking:
    """A booking of the actor's own, of one's body, or of what one offers. Raises NotFound."""
    row = Booking.objects.select_related("shared__owner").filter(pk=booking_id).first()
    own = row is not None and (
        (actor.person_id is not None and row.person_id == actor.person_id)
        or row.body_id in {p.body_id for p in actor.posts}
        or owns(actor, row.shared)
    )
    if row is None or not own:
        raise NotFound("There is no such booking.")
    return row


def booking_address(booking_id: int) -> str | None:
    """The desk page of a booking's offer, or of an agreement; None where the id is of neither."""
    shared_id = Booking.objects.filter(pk=booking_id).values_list("shared", flat=True).first()
    return f"/desk/structure/shared/{shared_id}/" if shared_id else None
