"""Planning a week of duty, copying the week before, the duty telephone. All need `rota:plan` at the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, post_for
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid
from gongzhi.duty import events
from gongzhi.duty.models import Desk, ShiftSwap, Stint
from gongzhi.duty.queries import rota as queries
from gongzhi.duty.rules.shifts import WEEK, Span, SwapState, monday, overlap
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places

Key = tuple[date, str, int]  # day, shift, seat
_changed: list[Callable[[int], None]] = []


def on_changed(handler: Callable[[int], None]) -> None:
    """Call this with the place, inside the transaction, when a rota changed (wired by `site`)."""
    if handler not in _changed:
        _changed.append(handler)


def changed(place_id: int) -> None:
    """Tell who waits for it that the rota of a place is another one now."""
    for handler in _changed:
        handler(place_id)


def _desk(place_id: int, actor: Actor) -> places.Place:
    post_for(actor, Permission.ROTA_PLAN, places.ancestors(place_id))
    place = places.get(place_id)
    queries.rota_of(place)
    return place


@transaction.atomic
def plan_week(
    place_id: int, week: date, wanted: Mapping[Key, int | None], *, actor: Actor, version: int | None = None
) -> int:
    """Who keeps the seats of a week (appointments; None: nobody); seats not named stay, shifts that are over too.
    How many changed. `version` of the desk as it was seen. Raises Forbidden, NotFound, Invalid, Conflict."""
    place = _desk(place_id, actor)
    rota = queries.rota_of(place)
    week = monday(week)
    if week + WEEK < clock.today():
        raise Invalid("This week is over.", field="week")
    row = _claim(place_id, version)
    staff = dict(queries.staff_of(place, rota))
    known = {(s.on, s.shift, s.seat): s for s in Stint.objects.filter(place=place, on__gte=week, on__lt=week + WEEK)}
    open_ = {
        (span.on, span.key, n): span
        for span in queries.spans_of(place, rota, week, 7) if span.ends_at > clock.now()
        for n in range(1, span.seats + 1)
    }  # fmt: skip
    after: dict[Key, int | None] = {key: s.appointment_id for key, s in known.items() if key in open_}
    for key, who in wanted.items():
        if key not in open_:
            continue
        if who is not None and who not in staff and who != after.get(key):
            raise Invalid("Choose somebody of this place.", field=_name(key))
        after[key] = who
    _nobody_twice({key: who for key, who in after.items() if who is not None}, open_, place_id)
    moved = [key for key, who in after.items() if who != (known[key].appointment_id if key in known else None)]
    for key in moved:
        _put(place, key, open_[key], known.get(key), after[key])
    if moved:
        codes: events.Codes = {"place": place_id, "week": week.isoformat(), "changed": len(moved)}
        ledger.record(events.PLANNED, stream=row.pk, actor=actor, codes=codes)
        _tell(place, week, [who for who in (after[k] for k in moved) if who is not None], row.version)
        changed(place_id)
    return len(moved)


def _name(key: Key) -> str:
    return f"{key[0].isoformat()}_{key[1]}_{key[2]}"


def _claim(place_id: int, version: int | None) -> Desk:
    """The desk, counted up: of two who plan at once the second one is told."""
    row = Desk.objects.filter(place=place_id).first()
    if row is None:
        if version:
            raise Conflict("Somebody else planned this week at the same moment. Please look at it again.")
        try:
            with transaction.atomic():
                row = Desk(place_id=place_id, version=1)
                row.save(force_insert=True)
                return row
        except IntegrityError:
            raise Conflict("Somebody else planned this week at the same moment. Please look at it again.") from None
    seen = row.version if version is None else version
    if not Desk.objects.filter(pk=row.pk, version=seen).update(version=seen + 1):
        raise Conflict("Somebody else planned this week at the same moment. Please look at it again.")
    row.version = seen + 1
    return row


def _nobody_twice(after: Mapping[Key, int], spans: Mapping[Key, Span], place_id: int) -> None:
    """Raise Invalid where somebody would keep two shifts at one time, here or at another place."""
    ends = [s.ends_at for s in spans.values()]
    if not ends or not after:
        return
    person = dict(orgs.Appointment.objects.filter(pk__in=set(after.values())).values_list("pk", "person"))
    taken: dict[int, list[tuple[Span, Key]]] = {}
    for key, who in sorted(after.items()):
        for other, _seat in taken.setdefault(person[who], []):
            if overlap((other.starts_at, other.ends_at), (spans[key].starts_at, spans[key].ends_at)):
                raise Invalid("The same person would keep two shifts at one time.", field=_name(key))
        taken[person[who]].append((spans[key], key))
    elsewhere = Stint.objects.filter(appointment__person__in=taken, starts_at__lt=max(ends), ends_at__gt=clock.now())
    for who, starts, end in elsewhere.exclude(place=place_id).values_list(
        "appointment__person", "starts_at", "ends_at"
    ):
        for span, key in taken[who]:
            if overlap((starts, end), (span.starts_at, span.ends_at)):
                raise Invalid("This person keeps a shift elsewhere at that time.", field=_name(key))


def _put(place: places.Place, key: Key, span: Span, known: Stint | None, who: int | None) -> None:
    on, shift, seat = key
    if known is not None:
        ShiftSwap.objects.filter(stint=known, state=SwapState.ASKED).update(state=SwapState.DROPPED)
        ShiftSwap.objects.filter(other=known, state=SwapState.ASKED).update(state=SwapState.DROPPED)
        if who is None:
            Stint.objects.filter(pk=known.pk).delete()
        else:
            Stint.objects.filter(pk=known.pk).update(appointment=who)
    elif who is not None:
        row = Stint(
            place=place, on=on, shift=shift, seat=seat, starts_at=span.starts_at, ends_at=span.ends_at,
            appointment_id=who,
        )  # fmt: skip
        row.save(force_insert=True)


def _tell(place: places.Place, week: date, appointments: list[int], version: int) -> None:
    """Everybody who got a shift hears of it, once a change of the plan."""
    persons = orgs.Appointment.objects.filter(pk__in=set(appointments)).values_list("person", flat=True)
    words = lambda: _("You are on the duty rota of %(place)s in the week of %(week)s.") % {  # noqa: E731
        "place": place.name, "week": week.isoformat()}  # fmt: skip
    notices.tell(persons, words, key=f"duty-{place.pk}-{week}-{version}", about=place.pk, by_sms=False)


@transaction.atomic
def copy_week(place_id: int, week: date, *, actor: Actor, version: int | None = None) -> int:
    """Fill the empty seats of a week by who kept the same ones in the week before; how many. Who would be in two
    places, or holds the post no more, is left out."""
    place = _desk(place_id, actor)
    week = monday(week)
    staff = dict(queries.staff_of(place, queries.rota_of(place)))
    (before,) = queries.rotas([place], week - WEEK, 7)
    (now,) = queries.rotas([place], week, 7)
    kept = {(s.span.on + WEEK, s.span.key, s.number): s.appointment_id for s in before.seats if s.filled}
    wanted: dict[Key, int | None] = {}
    for seat in now.seats:
        key = (seat.span.on, seat.span.key, seat.number)
        if seat.appointment_id is None and kept.get(key) in staff:
            wanted[key] = kept[key]
    return plan_week(place_id, week, wanted, actor=actor, version=version) if wanted else 0


@transaction.atomic
def set_phone(place_id: int, phone: str, *, actor: Actor) -> None:
    """The duty telephone, as everybody sees it; empty: none. Raises Forbidden, NotFound, Invalid."""
    place = _desk(place_id, actor)
    phone = phone.strip()
    digits = phone.replace("-", "").replace(" ", "")
    if phone and not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 15):
        raise Invalid("A telephone number has 3 to 15 digits.", field="phone")
    if len(digits) == 11 and digits.startswith("1"):
        raise Invalid(
            "This is a mobile number. Enter the number of the office: it is shown to everybody.", field="phone"
        )
    row, _new = Desk.objects.get_or_create(place=place)
    if Desk.objects.filter(pk=row.pk).exclude(phone=phone).update(phone=phone):
        codes: events.Codes = {"place": place_id}
        ledger.record(events.PHONE, stream=row.pk, actor=actor, codes=codes, texts={"phone": phone})
