"""Telephone calls at the desk: who may take them, which wait, what the caller has open. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from gongzhi.access.public import Actor, HeldPost, Permission, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit import crypto
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests.models import LineKind, PhoneCall, PhoneLine, PhoneState, Reporter

HOTLINE = "hotline"  # channel of packs
STALE = timedelta(hours=2)  # a call that nobody ended is over then: its caller's requests are no longer shown
RECENT = timedelta(hours=12)
LISTED = 50
OWN_MOST = 20


def seal(number: str, pk: int) -> str:
    """The number as it is kept; `pk` binds it to its row."""
    return crypto.keyring().encrypt(number, aad=f"requests_phonecall.number.{pk}") if number else ""


def number_of(call: PhoneCall) -> str:
    """The number in clear (E.164), empty where none is kept."""
    return crypto.keyring().decrypt(call.number, aad=f"requests_phonecall.number.{call.pk}") if call.number else ""


def index_of(number: str) -> str:
    """The blind index of a number (E.164)."""
    return crypto.keyring().blind_index("phone", number) if number else ""


def hotline() -> Any:
    """The hotline (a channel) of the pack in force, None where it has none in use."""
    return next((c for c in packs.active().channels if c.key == HOTLINE and c.in_use), None)


def desk_post(actor: Actor) -> HeldPost:
    """The actor's post that answers the telephone: it registers requests and finds who calls. Raises Forbidden."""
    needs = {Permission.REQUEST_REGISTER, Permission.PERSON_FIND}
    found = next((p for p in actor.posts if needs <= p.permissions), None)
    if found is None or actor.person_id is None:
        raise Forbidden("None of your posts answers the telephone here.", permission=Permission.PERSON_FIND)
    return found


def is_open(call: PhoneCall) -> bool:
    """Whether the caller is at the telephone, so that the own requests may be shown to who has the call."""
    return call.state == PhoneState.TALKING and call.taken_at is not None and clock.now() < call.taken_at + STALE


def find_own(call_id: int, actor: Actor) -> PhoneCall:
    """A call that the actor took. Raises Forbidden, NotFound."""
    desk_post(actor)
    found = PhoneCall.objects.filter(pk=call_id, person=actor.person_id).first()
    if found is None:
        raise NotFound("There is no such call.")
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as a list shows it: the number masked. `mine`: my own telephone rings or answered; `theirs`: another one
    answered."""

    call: PhoneCall
    phone: str
    times: int = 1
    mine: bool = False
    theirs: bool = False


def _shown(calls: Iterable[PhoneCall]) -> list[Shown]:
    return [Shown(c, people.mask_phone(number_of(c)) if c.number else "") for c in calls]


def is_theirs(call: PhoneCall, seat: str) -> bool:
    """Whether another telephone than `seat` answered the call; never where either is not known."""
    return bool(seat and call.seat and call.answered_at is not None and call.seat != seat)


def waiting(seat: str = "") -> list[Shown]:
    """What rings now, or was answered by a telephone and taken by nobody on the page; the oldest first. What my own
    telephone (`seat`) answered comes first of all, then what rings there; what another one answered comes last.
    One query."""
    since = clock.now() - STALE
    rows = PhoneCall.objects.filter(state__in=[PhoneState.RINGING, PhoneState.TALKING], person=None, rang_at__gte=since)
    found = _shown(rows.order_by("rang_at", "pk")[:LISTED])
    marked = [replace(s, mine=bool(seat) and s.call.seat == seat, theirs=is_theirs(s.call, seat)) for s in found]
    return sorted(marked, key=lambda s: (s.theirs, not s.mine, s.mine and s.call.answered_at is None))


def latest(actor: Actor) -> list[Shown]:
    """The actor's calls of the last hours, the newest first. One query."""
    rows = PhoneCall.objects.filter(person=actor.person_id, taken_at__gte=clock.now() - RECENT)
    return _shown(rows.order_by("-taken_at", "-pk")[:LISTED])


def missed() -> QuerySet[PhoneCall]:
    """Calls that nobody answered and nobody called back."""
    return PhoneCall.objects.filter(state=PhoneState.MISSED)


def missed_rows(calls: Sequence[PhoneCall]) -> list[Shown]:
    """As a list shows them, with how often that number was missed. One query."""
    indexes = {c.number_index for c in calls if c.number_index}
    rows = missed().filter(number_index__in=indexes).values_list("number_index").annotate(Count("pk"))
    times = dict(rows.order_by("number_index"))
    return [Shown(s.call, s.phone, times.get(s.call.number_index, 1)) for s in _shown(calls)]


@dataclass(frozen=True, slots=True)
class Caller:
    """What the caller has open: reports that the actor may see, and how many more there are elsewhere."""

    reports: list[Reporter]
    elsewhere: int
    urged: dict[int, int]  # request → times


def caller_of(call: PhoneCall, actor: Actor) -> Caller:
    """The caller's open requests, found by the blind index of the number. The caller has checked that the call is the
    actor's and open. Three queries."""
    number = number_of(call)
    if not number or not scopes(actor, Permission.PERSON_FIND):
        return Caller([], 0, {})
    persons = people.persons_with_phone(number)
    rows = Reporter.objects.filter(person__in=persons, request__matter__state__in=procedures.LIVE)
    every = list(rows.select_related("request__matter").order_by("-at", "-id")[: OWN_MOST + 1])
    seen = set(procedures.visible_to(actor).filter(pk__in=[r.request_id for r in every]).values_list("pk", flat=True))
    own = list({r.request_id: r for r in reversed(every) if r.request_id in seen}.values())[::-1]
    elsewhere = len({r.request_id for r in every} - seen)
    return Caller(own, elsewhere, urged([r.request_id for r in own]))


def urged(request_ids: Sequence[int]) -> dict[int, int]:
    """How often the reporters urged (催办). One query."""
    rows = PhoneLine.objects.filter(request__in=list(request_ids), what=LineKind.URGED)
    return dict(rows.order_by("request").values_list("request").annotate(Count("pk")))


def last_urged(request_id: int) -> tuple[int, datetime] | None:
    """How often and when last a request was urged. One query."""
    rows = PhoneLine.objects.filter(request=request_id, what=LineKind.URGED).order_by("-at")
    times = list(rows.values_list("at", flat=True))
    return (len(times), times[0]) if times else None
