"""A shift writes what it hands over; the next one signs that it took over."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor, Permission, held_with
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.core.numbers import NUMBER_DIGITS, clean_number
from gongzhi.disclosure import public as disclosure
from gongzhi.duty import events
from gongzhi.duty.models import Left, Note
from gongzhi.duty.queries import notes as queries
from gongzhi.duty.queries import rota as rotas
from gongzhi.duty.rules.shifts import DAY, Span
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

_DIGITS = NUMBER_DIGITS + 1


def _span(place: places.Place, on: date, shift: str) -> Span:
    if abs((on - clock.today()).days) <= queries.BACK_DAYS:
        for span in rotas.spans_of(place, rotas.rota_of(place), on, 1):
            if span.key == shift:
                return span
    raise NotFound("There is no such shift.")


def _turns(place: places.Place, actor: Actor) -> list[rotas.Seat]:
    (one,) = rotas.rotas([place], clock.today() - DAY * (queries.BACK_DAYS + 1), queries.BACK_DAYS + 3)
    held = set(rotas.appointments_of(actor))
    return [s for s in one.seats if s.appointment_id in held]


def _acting(seat: rotas.Seat, actor: Actor) -> int:
    """The appointment by which the actor keeps a seat: the own one, or that with which it stands in."""
    for post in actor.posts:
        if seat.appointment_id in (post.appointment_id, post.standing_in_for):
            return post.appointment_id
    raise NotFound("This shift is not yours.")


@transaction.atomic
def write(
    place_id: int, on: date, shift: str, *, words: str, things: str = "", numbers: str = "", actor: Actor
) -> Note:
    """The note of a shift, by who keeps it, once it has begun; `numbers`: requests left open. Raises NotFound,
    NotAllowed, Invalid, Conflict (written already)."""
    place = places.get(place_id)
    span = _span(place, on, shift)
    seat = next((s for s in _turns(place, actor) if (s.span.on, s.span.key) == (on, shift)), None)
    if seat is None:
        raise NotFound("This shift is not yours.")
    if span.starts_at > clock.now():
        raise NotAllowed("This shift has not begun.")
    words = words.strip()
    if len(words) < 2:
        raise Invalid("Say what happened; “nothing” is an answer, too.", field="words")
    for name, said in (("words", words), ("things", things)):
        if any(f.blocks for f in disclosure.scan(said)):
            raise Invalid("Write no telephone or identity number here: name the request by its number.", field=name)
    matters = _matters(numbers, actor)
    note = Note(
        place=place, on=on, shift=shift, ends_at=span.ends_at, words=words, things=things.strip(),
        by=_acting(seat, actor),
    )  # fmt: skip
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        raise Conflict("The note of this shift is written already.") from None
    Left.objects.bulk_create([Left(note=note, matter_id=pk) for pk in matters])
    codes: events.Codes = {"place": place_id, "on": on.isoformat(), "shift": shift, "left": len(matters)}
    texts = {"words": words, "things": note.things}
    ledger.record(events.NOTED, stream=note.pk, actor=actor, codes=codes, texts=texts, first=True)
    return note


def _matters(numbers: str, actor: Actor) -> list[int]:
    """The matters of requests whose numbers were typed, as the actor may see them. Raises Invalid."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", numbers))
    typed = [digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS)]
    try:
        wanted = list(dict.fromkeys(clean_number(text) for text in typed))
    except Invalid as error:
        raise Invalid(error.message, field="numbers") from None
    if len(wanted) > queries.LEFT_MOST:
        raise Invalid("At most %(n)s requests.", field="numbers", n=queries.LEFT_MOST)
    found = dict(requests.Request.objects.filter(number__in=wanted).values_list("number", "pk")) if wanted else {}
    seen = (
        set(procedures.visible_to(actor).filter(pk__in=found.values()).values_list("pk", flat=True)) if found else set()
    )
    for number in wanted:
        if found.get(number) not in seen:
            raise Invalid("There is no request %(number)s here.", field="numbers", number=number)
    return [found[n] for n in wanted]


@transaction.atomic
def take(note_id: int, *, remark: str = "", actor: Actor) -> Note:
    """Sign that a shift was taken over: who keeps one of the next shifts, or who plans the rota. Raises NotFound,
    Invalid, Conflict (signed already)."""
    note = Note.objects.filter(pk=note_id).select_related("place").first()
    if note is None:
        raise NotFound("There is no such note.")
    span = _span(note.place, note.on, note.shift)
    seat = next((s for s in _turns(note.place, actor) if queries.follows(span, [s.span])), None)
    lead = held_with(actor, Permission.ROTA_PLAN, places.ancestors(note.place_id))
    if seat is None and lead is None:
        raise NotFound("The next shift is not yours.")
    if any(f.blocks for f in disclosure.scan(remark)):
        raise Invalid("Write no telephone or identity number here: name the request by its number.", field="remark")
    by = _acting(seat, actor) if seat is not None else lead.appointment_id if lead is not None else 0
    taken = Note.objects.filter(pk=note_id, taken_at=None)
    if not taken.update(taken_at=clock.now(), taken_by=by, remark=remark.strip()):
        raise Conflict("Somebody has signed for this shift already.")
    codes: events.Codes = {"place": note.place_id, "on": note.on.isoformat(), "shift": note.shift}
    ledger.record(events.TAKEN, stream=note.pk, actor=actor, codes=codes, texts={"remark": remark.strip()})
    note.refresh_from_db()
    return note


def forget_notes(limit: int = 200) -> int:
    """Delete the words of old notes (worker); how many. Signatures and days stay."""
    ids = queries.old(limit)
    rows = Note.objects.filter(pk__in=ids, forgotten=False)
    return rows.update(words="", things="", remark="", forgotten=True) if ids else 0
