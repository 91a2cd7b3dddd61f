"""The rota of a place: shifts of the pack, who keeps them, what is empty, who is on duty now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.duty.models import Desk, Stint
from gongzhi.duty.rules.shifts import DAY, Shape, Span, spans
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures

SEE = (Permission.ORG_SEE, Permission.ROTA_PLAN, Permission.REQUEST_SEE)
STAFF_MOST = 120


def rota_of(place: places.Place) -> packs.DutyRota:
    """The rota that the pack gives to places of that level. Raises NotFound."""
    for rota in packs.active().duty_rotas:
        if place.kind in kinds_of(rota.levels):
            return rota
    raise NotFound("No duty rota is kept here.")


def kinds_of(levels: Iterable[str]) -> set[str]:
    """Kinds of places of these levels."""
    pack = packs.active()
    return {str(pack.level(key).kind) for key in levels}


def desks_of(actor: Actor | None) -> QuerySet[places.Place]:
    """The places with a rota: those of the actor's area, all for None (everybody)."""
    kinds = {k for rota in packs.active().duty_rotas for k in kinds_of(rota.levels)}
    rows = places.Place.objects.filter(kind__in=kinds, ends_on=None).only("id", "name", "path", "code", "kind")
    if actor is None:
        return rows
    own = Stint.objects.filter(appointment__in=appointments_of(actor), ends_at__gte=clock.now()).values("place")
    return rows.filter(places.below(actor, *SEE, prefix="") | Q(pk__in=own))


def desk_for(actor: Actor, place_id: int) -> places.Place:
    """A place whose rota the actor sees. Raises NotFound."""
    place = desks_of(actor).filter(pk=place_id).first()
    if place is None:
        raise NotFound("No duty rota is kept here.")
    return place


def appointments_of(actor: Actor) -> list[int]:
    """The appointments by which the actor acts: the own ones, and those of absent ones that are stood in for."""
    own = {p.appointment_id for p in actor.posts}
    return sorted(own | {p.standing_in_for for p in actor.posts if p.standing_in_for is not None})


def shapes(rota: packs.DutyRota) -> list[Shape]:
    """The shifts of a rota as times."""
    return [
        Shape(s.key, time.fromisoformat(s.starts), time.fromisoformat(s.ends), s.seats, s.days) for s in rota.shifts
    ]


def spans_of(place: places.Place, rota: packs.DutyRota, first: date, days: int) -> list[Span]:
    """The shifts of a place in so many days, by its own calendar."""
    calendar = procedures.calendar_for(place.pk)
    return spans(shapes(rota), first, days, calendar.is_working_day, clock.SHANGHAI)


@dataclass(slots=True)
class Seat:
    """A seat of a shift. `state`: empty (nobody), kept, stand-in (away, B keeps it), gone (the post ended or nobody
    stands in)."""

    place_id: int
    span: Span
    number: int
    stint_id: int | None = None
    appointment_id: int | None = None
    person_id: int | None = None
    name: str = ""
    post: str = ""
    state: str = "empty"

    @property
    def filled(self) -> bool:
        """Whether somebody keeps it."""
        return self.state in ("kept", "stand-in")

    @property
    def key(self) -> str:
        """How forms and addresses name it."""
        return f"{self.span.on.isoformat()}_{self.span.key}_{self.number}"


@dataclass(slots=True)
class Rota:
    """The seats of a place in a span of days."""

    place: places.Place
    seats: list[Seat] = field(default_factory=list)

    @property
    def empty(self) -> list[Seat]:
        """Seats that nobody keeps."""
        return [s for s in self.seats if not s.filled]

    def at(self, moment: datetime) -> list[Seat]:
        """The seats of the shifts that run at that moment."""
        return [s for s in self.seats if s.span.holds(moment)]


def rotas(rows: Sequence[places.Place], first: date, days: int) -> list[Rota]:
    """The rotas of these places for so many days, in the order given. Four queries, whatever the number."""
    ids = [p.pk for p in rows]
    found = Stint.objects.filter(place__in=ids, on__gte=first, on__lt=first + DAY * days)
    stints = list(found.select_related("appointment__person", "appointment__post").order_by("id"))
    labels = orgs.post_labels(sorted({s.appointment.post_id for s in stints})) if stints else {}
    away = _away(stints)
    by = {(s.place_id, s.on, s.shift, s.seat): s for s in stints}
    made = []
    for place in rows:
        one = Rota(place)
        for span in spans_of(place, rota_of(place), first, days):
            for number in range(1, span.seats + 1):
                seat = Seat(place.pk, span, number)
                if stint := by.get((place.pk, span.on, span.key, number)):
                    _fill(seat, stint, labels, away)
                one.seats.append(seat)
        made.append(one)
    return made


def _fill(
    seat: Seat, stint: Stint, labels: dict[int, str], away: dict[int, list[tuple[datetime, datetime | None]]]
) -> None:
    held = stint.appointment
    seat.stint_id, seat.appointment_id, seat.person_id = stint.pk, held.pk, held.person_id
    seat.name, seat.post = held.person.name, labels.get(held.post_id, "")
    moment = stint.starts_at
    if not in_office(held, moment):
        seat.state = "gone"
    elif any(begins <= moment and (ends is None or moment < ends) for begins, ends in away.get(held.pk, [])):
        seat.state = "stand-in" if held.post.substitute_id is not None else "gone"
    else:
        seat.state = "kept"


def in_office(held: orgs.Appointment, moment: datetime) -> bool:
    """Whether an appointment holds at that moment, as far as is known now."""
    day = clock.local(moment).date()
    return (
        held.starts_on <= day
        and (held.ends_on is None or held.ends_on >= day)
        and (held.ended_at is None or held.ended_at > moment)
    )


def _away(stints: list[Stint]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """When the holders are away, by appointment. One query."""
    if not stints:
        return {}
    first, last = min(s.starts_at for s in stints), max(s.ends_at for s in stints)
    rows = orgs.Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=first), Q(ended_at=None) | Q(ended_at__gt=first),
        appointment__in={s.appointment_id for s in stints}, starts_at__lt=last,
    )  # fmt: skip
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for held, begins, ends, ended in rows.values_list("appointment", "starts_at", "ends_at", "ended_at"):
        over = min((e for e in (ends, ended) if e is not None), default=None)
        found.setdefault(held, []).append((begins, over))
    return found


def staff_of(place: places.Place, rota: packs.DutyRota) -> list[tuple[int, str]]:
    """(appointment, post and name) of who may keep watch at a place. Three queries."""
    posts = orgs.live_posts().filter(places.inside([place.pk], "place__"), kind__in=rota.posts)
    rows = orgs.Appointment.objects.filter(orgs.in_force(clock.now()), post__in=posts).select_related("person")
    order = {kind: n for n, kind in enumerate(rota.posts)}
    held = list(rows.select_related("person", "post").order_by("post", "starts_on", "id")[:STAFF_MOST])
    held.sort(key=lambda a: order.get(a.post.kind, 99))
    labels = orgs.post_labels(sorted({a.post_id for a in held})) if held else {}
    return [(a.pk, f"{a.person.name}（{labels.get(a.post_id, '')}）") for a in held]


def now_on(rows: Sequence[places.Place], moment: datetime | None = None) -> dict[int, list[Seat]]:
    """Who is on duty at these places at a moment (now): the seats of the running shifts. Four queries."""
    at = moment or clock.now()
    yesterday = clock.local(at).date() - DAY
    return {rota.place.pk: rota.at(at) for rota in rotas(rows, yesterday, 2)}


def keepers(place_ids: Sequence[int]) -> dict[int, list[tuple[int, str, int | None]]]:
    """(post, its kind, person) of who keeps watch now at those of these places where a rota is kept; the person is who
    answers for the post where its holder is away. A few queries."""
    kept = {kind for rota in packs.active().duty_rotas for kind in kinds_of(rota.levels)}
    rows = [place for place in places.get_many(place_ids).values() if place.kind in kept]
    seats = {pk: [s for s in on if s.filled] for pk, on in now_on(rows).items()} if rows else {}
    held = [s.appointment_id or 0 for on in seats.values() for s in on]
    posts = dict(orgs.Appointment.objects.filter(pk__in=held).values_list("pk", "post_id"))
    kinds = dict(orgs.Post.objects.filter(pk__in=posts.values()).values_list("pk", "kind"))
    away = [posts[s.appointment_id or 0] for on in seats.values() for s in on if s.state == "stand-in"]
    in_for = orgs.holders_of(away) if away else {}
    found: dict[int, list[tuple[int, str, int | None]]] = {}
    for pk, on in seats.items():
        for seat in on:
            post = posts[seat.appointment_id or 0]
            person = in_for[post].person_id if seat.state == "stand-in" and post in in_for else seat.person_id
            found.setdefault(pk, []).append((post, kinds[post], person))
    return found


def phones(place_ids: Iterable[int]) -> dict[int, str]:
    """The duty telephones of these places, where entered. One query."""
    rows = Desk.objects.filter(place__in=list(place_ids)).exclude(phone="")
    return dict(rows.values_list("place", "phone"))


def mine(actor: Actor, days: int = 28) -> list[Stint]:
    """The shifts that the actor keeps from now on. One query."""
    now = clock.now()
    rows = Stint.objects.filter(appointment__in=appointments_of(actor), ends_at__gt=now)
    rows = rows.filter(starts_at__lt=now + timedelta(days=days)).select_related("place", "appointment__person")
    return list(rows.order_by("starts_at", "id")[:60])


def shift_words(place: places.Place, key: str) -> str:
    """What a shift of a place is called."""
    try:
        return packs.named(rota_of(place).shift(key))
    except (KeyError, NotFound):  # of a pack before this one
        return key
