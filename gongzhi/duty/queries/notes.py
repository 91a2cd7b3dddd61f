"""Hand-over notes: which shifts were handed over and taken over, what they left open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from gongzhi.access.public import Actor, Permission, may
from gongzhi.core import clock
from gongzhi.duty.models import Desk, Left, Note
from gongzhi.duty.queries import rota as rotas
from gongzhi.duty.rules.shifts import DAY, Span
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

BACK_DAYS = 7
LEFT_MOST = 30
EARLY = timedelta(minutes=30)  # before its shift somebody may already sign


@dataclass(frozen=True, slots=True)
class Open:
    """A request that a shift left open; `href` is empty for who may not see it."""

    number: str
    title: str
    light: str
    ended: bool
    href: str


@dataclass(slots=True)
class Handed:
    """A shift that ended, or runs. `state`: running, missing (nothing written), unsigned, signed, none (nobody kept
    it); `late`: it should have been signed for by now."""

    span: Span
    title: str
    who: list[str]
    state: str
    late: bool = False
    note: Note | None = None
    by: str = ""
    taken_by: str = ""
    left: list[Open] = field(default_factory=list)
    writes: bool = False  # the actor may write its note
    signs: bool = False  # the actor may sign for it

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.span.on.isoformat()}_{self.span.key}"


def handed(place: places.Place, actor: Actor, *, back: int = BACK_DAYS) -> list[Handed]:
    """The shifts of the last days, the newest first, with their notes. Some ten queries, whatever the number."""
    now, today = clock.now(), clock.today()
    rota = rotas.rota_of(place)
    (one,) = rotas.rotas([place], today - DAY * back, back + 2)
    notes = {(n.on, n.shift): n for n in Note.objects.filter(place=place, on__gte=today - DAY * back)}
    names = _names(n for n in notes.values())
    left = _left([n.pk for n in notes.values()], actor)
    held = set(rotas.appointments_of(actor))
    leads = may(actor, Permission.ROTA_PLAN, places.ancestors(place.pk))
    turns = [s for s in one.seats if s.appointment_id in held]
    made: dict[tuple[object, str], Handed] = {}
    begun = Desk.objects.filter(place=place).values_list("since", flat=True).first() or today
    for seat in one.seats:
        if seat.span.starts_at > now or (seat.span.on < begun and not seat.filled):  # nothing was planned then
            continue
        key = (seat.span.on, seat.span.key)
        if key not in made:
            title = rotas.shift_words(place, seat.span.key)
            made[key] = Handed(seat.span, title, [], _state(seat.span, notes.get(key)), note=notes.get(key))
        if seat.filled:
            made[key].who.append(f"{seat.name}（{seat.post}）")
        made[key].writes |= seat.appointment_id in held
    for row in made.values():
        if row.note is None and not row.who:
            row.state = "none"
        row.late = row.state in ("missing", "unsigned") and now > row.span.ends_at + timedelta(
            minutes=rota.sign_minutes
        )
        row.writes = row.writes and row.note is None
        if row.note is not None:
            row.by, row.taken_by = names.get(row.note.by, ""), names.get(row.note.taken_by or 0, "")
            row.left = left.get(row.note.pk, [])
            row.signs = row.note.taken_at is None and (leads or follows(row.span, [t.span for t in turns]))
    return sorted(made.values(), key=lambda h: (h.span.ends_at, h.span.key), reverse=True)


def follows(span: Span, turns: Iterable[Span]) -> bool:
    """Whether one of these shifts comes after `span` and has begun, or is about to."""
    begun = clock.now() + EARLY
    return any(t.ends_at > span.ends_at and t.starts_at <= begun for t in turns)


def _state(span: Span, note: Note | None) -> str:
    if note is not None:
        return "signed" if note.taken_at is not None else "unsigned"
    return "running" if span.holds(clock.now()) else "missing"


def _names(notes: Iterable[Note]) -> dict[int, str]:
    """Appointment → name and post of who wrote and who signed. Two queries."""
    wanted = {i for n in notes for i in (n.by, n.taken_by) if i is not None}
    held = list(orgs.Appointment.objects.filter(pk__in=wanted).select_related("person")) if wanted else []
    labels = orgs.post_labels(sorted({a.post_id for a in held})) if held else {}
    return {a.pk: f"{a.person.name}（{labels.get(a.post_id, '')}）" for a in held}


def _left(note_ids: list[int], actor: Actor) -> dict[int, list[Open]]:
    """What each note left open. Three queries."""
    if not note_ids:
        return {}
    rows = list(Left.objects.filter(note__in=note_ids).select_related("matter").order_by("id"))
    ids = [r.matter_id for r in rows]
    numbers = dict(requests.Request.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}
    seen = set(procedures.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    made: dict[int, list[Open]] = {}
    for row in rows:
        if row.matter_id not in numbers:
            continue
        there = row.matter_id in seen
        number = numbers[row.matter_id]
        one = Open(
            requests.spoken(number), row.matter.title if there else "", row.matter.light,
            row.matter.state in procedures.OVER, reverse("requests:sheet", args=[number]) if there else "",
        )  # fmt: skip
        made.setdefault(row.note_id, []).append(one)
    return made


def still_open(place: places.Place) -> list[str]:
    """Numbers of the requests that the last note of a place left open and that are open still. Two queries."""
    last = Note.objects.filter(place=place).order_by("-ends_at").first()
    if last is None:
        return []
    ids = Left.objects.filter(note=last).exclude(matter__state__in=procedures.OVER).values_list("matter", flat=True)
    return [
        requests.spoken(n) for n in requests.Request.objects.filter(pk__in=list(ids)).values_list("number", flat=True)
    ]


def not_taken(rows: list[places.Place]) -> dict[int, int]:
    """How many shifts of the last week were not handed or taken over in time, by place. Six queries."""
    now, first = clock.now(), clock.today() - DAY * BACK_DAYS
    signed = set(
        Note.objects.filter(place__in=[p.pk for p in rows], on__gte=first).exclude(taken_at=None)
        .values_list("place", "on", "shift")
    )  # fmt: skip
    counts: dict[int, int] = {}
    for rota in rotas.rotas(rows, first, BACK_DAYS + 1):
        minutes = timedelta(minutes=rotas.rota_of(rota.place).sign_minutes)
        over = {(s.span.on, s.span.key) for s in rota.seats if s.filled and s.span.ends_at + minutes < now}
        counts[rota.place.pk] = sum((rota.place.pk, on, key) not in signed for on, key in over)
    return counts


def old(limit: int) -> list[int]:
    """Notes whose words have been kept long enough, the oldest first."""
    pack = packs.installed()
    days = max((r.keep_days for r in pack.duty_rotas), default=365) if pack else 365
    left = Left.objects.filter(note=OuterRef("pk")).exclude(matter__state__in=procedures.OVER)
    rows = Note.objects.filter(~Exists(left), forgotten=False, ends_at__lt=clock.now() - timedelta(days=days))
    return list(rows.order_by("ends_at", "id").values_list("pk", flat=True)[:limit])
