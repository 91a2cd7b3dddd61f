"""Telephone calls at the desk (C1): announced by an exchange or typed, taken by one, written down with the requests.

What the caller has open is looked up once when somebody takes the call, and kept as a look at personal data (`people.
note_look`); the number itself goes after 30 days, at once where the caller was told another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import events, queries
from gongzhi.requests.actions import notify
from gongzhi.requests.actions.intake import claim
from gongzhi.requests.actions.reporter import add_words
from gongzhi.requests.actions.ways_out import tell_way_out
from gongzhi.requests.models import LineKind, PhoneCall, PhoneLine, PhoneState, Reporter
from gongzhi.requests.queries import phone as calls

KEPT = timedelta(days=30)  # a number (default, ours)
REASON_MIN, REASON_MAX = 4, 200


@dataclass(frozen=True, slots=True)
class Announced:
    """What an exchange says of a call: `event` ringing, answered (by `seat`) or over; `number` E.164 or empty."""

    call_id: str
    event: str
    number: str = ""
    seat: str = ""


def hear(said: Announced) -> PhoneCall:
    """An exchange announces a call: the same event again, or an earlier one after a later one, changes nothing."""
    for _try in range(2):
        known = PhoneCall.objects.filter(outside_id=said.call_id).first()
        if known is None and said.event == "over":
            return PhoneCall(outside_id=said.call_id, state=PhoneState.ENDED)  # never rang here
        try:
            with transaction.atomic():
                call = known or _new(said.number, outside_id=said.call_id, seat=said.seat, state=PhoneState.RINGING)
                _go_on(call, said)
                return call
        except IntegrityError:
            continue  # the first two events at once: the other one made the row
    raise Conflict("This is being taken in at this moment.")


def _new(number: str, **values: object) -> PhoneCall:
    call = PhoneCall(rang_at=clock.now(), number_index=calls.index_of(number), **values)
    call.number = calls.seal(number, call.pk)
    PhoneCall.objects.bulk_create([call])
    return call


def _go_on(call: PhoneCall, said: Announced) -> None:
    now, rows = clock.now(), PhoneCall.objects.filter(pk=call.pk)
    if said.event == "ringing":
        if said.seat:
            rows.filter(state=PhoneState.RINGING).update(seat=said.seat)
    elif said.event == "answered":
        if (
            rows.filter(answered_at=None)
            .exclude(state=PhoneState.ENDED)
            .update(state=PhoneState.TALKING, answered_at=now, seat=said.seat or call.seat)
        ):
            _settle_missed(call.number_index)
    elif _hung_up(call.pk, now):
        pass
    elif rows.filter(state=PhoneState.TALKING).update(state=PhoneState.ENDED, ended_at=now):
        _write_lines(call.pk)
    else:
        rows.filter(state=PhoneState.RINGING).update(state=PhoneState.MISSED, ended_at=now)
    call.refresh_from_db()


def _hung_up(call_id: int, now: datetime) -> bool:
    """Somebody took it on the page while it rang, but no telephone answered before the caller hung up: it is missed,
    unless something was done in it, as in a call over a telephone that the exchange does not announce."""
    rows = PhoneCall.objects.filter(pk=call_id, state=PhoneState.TALKING, answered_at=None, back=False, lines=None)
    values = {"state": PhoneState.MISSED, "ended_at": now, "person": None, "appointment": None, "taken_at": None}
    return bool(PhoneCall.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**values))


def miss_unanswered(limit: int = 500) -> int:
    """The worker's part: calls that still ring after two hours, because their end was never announced, go to the missed
    ones; how many."""
    old = PhoneCall.objects.filter(state=PhoneState.RINGING, rang_at__lt=clock.now() - calls.STALE)
    ids = list(old.order_by("rang_at", "pk").values_list("pk", flat=True)[:limit])
    return old.filter(pk__in=ids).update(state=PhoneState.MISSED, ended_at=clock.now()) if ids else 0


def _settle_missed(index: str) -> None:
    """The number got through: its missed calls need no call back."""
    if index:
        PhoneCall.objects.filter(number_index=index, state=PhoneState.MISSED).update(state=PhoneState.SETTLED)


@transaction.atomic
def type_in(number: str, *, reason: str, actor: Actor) -> PhoneCall:
    """Somebody is at the telephone whose number no exchange announced. Raises Forbidden, Invalid (number, reason)."""
    post = calls.desk_post(actor)
    normal = people.normalise_phone(number)
    why = " ".join(reason.split())
    if not REASON_MIN <= len(why) <= REASON_MAX:
        raise Invalid("Say in 4 to 200 characters why you need it.", field="reason")
    now = clock.now()
    call = _new(
        normal, state=PhoneState.TALKING, typed=True, reason=why, answered_at=now, taken_at=now,
        person_id=actor.person_id, appointment_id=post.appointment_id,
    )  # fmt: skip
    _looked(call, actor)
    return call


@transaction.atomic
def take(call_id: int, *, seat: str = "", actor: Actor) -> PhoneCall:
    """Take a call that rings, or that nobody has on the page; or call a missed one back. The second of two is told, and
    who sits at another telephone (`seat`) than the one that answered it.

    Raises Forbidden, NotFound, Conflict."""
    post, now = calls.desk_post(actor), clock.now()
    rows = PhoneCall.objects.filter(pk=call_id)
    if seat:
        rows = rows.exclude(
            ~Q(seat="") & ~Q(seat=seat), state=PhoneState.TALKING, person=None, answered_at__isnull=False
        )
    values = {"state": PhoneState.TALKING, "taken_at": now, "person_id": actor.person_id,
              "appointment_id": post.appointment_id}  # fmt: skip
    live = rows.filter(state__in=[PhoneState.RINGING, PhoneState.TALKING], person=None)
    if not live.update(**values) and not rows.filter(state=PhoneState.MISSED).update(
        **values, back=True, tries=F("tries") + 1
    ):
        known = PhoneCall.objects.filter(pk=call_id).first()
        if known is None:
            raise NotFound("There is no such call.")
        if known.person_id is None and calls.is_theirs(known, seat):
            raise Conflict("The telephone %(seat)s answered this call.", seat=known.seat)
        if known.person_id == actor.person_id:
            return known
        raise Conflict("Somebody else has this call already.")
    call = rows.get()
    _looked(call, actor)
    return call


def _looked(call: PhoneCall, actor: Actor) -> None:
    """The caller's requests are looked up from here on: each person concerned can read it."""
    post = calls.desk_post(actor)
    found = calls.caller_of(call, actor)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Telephone call") + (f": {call.reason}" if call.reason else "")
    persons = dict.fromkeys(r.person_id for r in found.reports)
    people.note_look(persons, reason=reason, actor=actor, post=post)
    codes = {"typed": call.typed, "back": call.back, "requests": len(found.reports)}
    ledger.record(events.PHONE_TAKEN, stream=post.post_id, actor=actor, codes=codes)


@transaction.atomic
def end(call_id: int, *, actor: Actor, reached: bool = True) -> PhoneCall:
    """The call is over: it stays as a line of its requests. A call back that reached nobody waits again.

    Raises Forbidden, NotFound."""
    call = calls.find_own(call_id, actor)
    rows = PhoneCall.objects.filter(pk=call.pk, state=PhoneState.TALKING)
    if call.back and not reached:
        rows.update(state=PhoneState.MISSED, person=None, appointment=None, taken_at=None)
    elif rows.update(state=PhoneState.SETTLED if call.back else PhoneState.ENDED, ended_at=clock.now()):
        _settle_missed(call.number_index)
        _write_lines(call.pk)
    call.refresh_from_db()
    return call


@transaction.atomic
def note(call_id: int, request_id: int, *, words: str, submission: str = "", actor: Actor) -> None:
    """Words of the caller, added to an own open request; the same submission once. Raises Forbidden, NotFound,
    NotAllowed, Invalid, Conflict."""
    call, reporter = _about(call_id, request_id, actor)
    key = queries.key_digest(f"phone-{call_id}", submission) if submission else ""
    if key and claim(key, queries.key_digest("note", words), for_reporter=reporter.pk) is not None:
        return
    add_words(reporter, words=words, actor=actor)
    _line(call, request_id, LineKind.NOTED)


@transaction.atomic
def urge(call_id: int, request_id: int, *, actor: Actor) -> int:
    """The caller urges (催办): counted once a call, the holder hears of it; how often so far.

    Raises Forbidden, NotFound, NotAllowed (the call is over)."""
    call, reporter = _about(call_id, request_id, actor)
    if _line(call, request_id, LineKind.URGED):
        times = calls.urged([request_id])[request_id]
        ledger.record(events.URGED, stream=request_id, actor=actor, codes={"times": times})
        procedures.comment(request_id, actor=actor, data={"what": "urged", "times": times}, vouched=True)
        matter = reporter.request.matter
        if any(t.key == "urged" for t in packs.active().texts):
            notify.tell_post(reporter.request, matter.holder_post_id, "urged")
    return calls.urged([request_id])[request_id]


@transaction.atomic
def registered(call_id: int, reporter_id: int, *, actor: Actor) -> None:
    """A request was registered from this call. Raises Forbidden, NotFound."""
    call = calls.find_own(call_id, actor)
    about = Reporter.objects.values_list("request_id", flat=True).get(pk=reporter_id)
    _line(call, about, LineKind.REGISTERED)


@transaction.atomic
def not_ours(call_id: int, key: str, *, actor: Actor) -> packs.WayOut:
    """The caller was told where to go: the call is over, and its number is not kept. Raises Forbidden, NotFound."""
    call = calls.find_own(call_id, actor)
    way = tell_way_out(key, actor=actor)
    _forget(PhoneCall.objects.filter(pk=call.pk))
    PhoneCall.objects.filter(pk=call.pk, state=PhoneState.TALKING).update(
        state=PhoneState.SETTLED if call.back else PhoneState.ENDED, ended_at=clock.now()
    )
    return way


def _about(call_id: int, request_id: int, actor: Actor) -> tuple[PhoneCall, Reporter]:
    call = calls.find_own(call_id, actor)
    if not calls.is_open(call):
        raise NotAllowed("This call is over.")
    found = next((r for r in calls.caller_of(call, actor).reports if r.request_id == request_id), None)
    if found is None:
        raise NotFound("There is no such request.")
    return call, found


def _line(call: PhoneCall, request_id: int, what: LineKind) -> bool:
    """Keep what the call did to a request; False where it stands already."""
    made = PhoneLine.objects.get_or_create(call=call, request_id=request_id, what=what)[1]
    if made and call.state in (PhoneState.ENDED, PhoneState.SETTLED):
        _write_line(call, request_id)
    return made


def _write_lines(call_id: int) -> None:
    """On the timeline of each request of the call: that there was one, and how long."""
    call = PhoneCall.objects.get(pk=call_id)
    for request_id in (
        PhoneLine.objects.filter(call=call).order_by("request").values_list("request", flat=True).distinct()
    ):
        _write_line(call, request_id)


def _write_line(call: PhoneCall, request_id: int) -> None:
    begun, over = call.answered_at or call.taken_at, call.ended_at
    minutes = -(-int((over - begun).total_seconds()) // 60) if begun and over else 0
    data = {"what": "call", "minutes": minutes, "seat": call.seat}
    procedures.comment(request_id, actor=SYSTEM, data=data, vouched=True)


def _forget(rows: object) -> int:
    return rows.update(number="", number_index="", reason="")  # type: ignore[attr-defined, no-any-return]


def forget_numbers(limit: int = 500) -> int:
    """Empty the numbers of calls of more than 30 days ago (a sweep); how many."""
    before: datetime = clock.now() - KEPT
    rows = PhoneCall.objects.exclude(number="").filter(rang_at__lt=before).order_by("rang_at")
    return _forget(PhoneCall.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:limit])))
