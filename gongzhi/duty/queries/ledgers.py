"""The three ledgers (三本台账): lines of a month, fed from requests, mediations, patrols. Nothing is typed twice.

Of a mediation number, kind and state alone; nobody who reported or complained stands in a ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, Permission, may, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.disclosure import public as disclosure
from gongzhi.duty.models import LineNote
from gongzhi.mediation import public as mediation
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.patrol import public as patrol
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

EVERY = ("open", "waiting", "paused", "closed", "archived")
LOOK_BACK = timedelta(days=400)  # what was answered in a month came in no earlier
MOST = 2000  # lines of a month


@dataclass(slots=True)
class Line:
    """One line. `source`: which feed it comes from, in words; `late`: past its day and not ended."""

    matter_id: int
    source: str
    number: str
    on: datetime
    kind: str
    title: str
    place: str
    holder: str
    due: datetime | None
    ended: datetime | None
    result: str
    light: str
    late: bool
    href: str
    note: str = ""
    note_by: str = ""


def ledgers_of(place: places.Place) -> list[packs.WorkLedger]:
    """The ledgers that the pack gives to places of that level."""
    pack = packs.active()
    return [
        w for w in pack.work_ledgers if place.kind in {pack.level(k).kind for k in w.levels}
    ]  # fmt: skip


def ledger(place: places.Place, key: str) -> packs.WorkLedger:
    """The ledger of that key at a place. Raises NotFound."""
    for one in ledgers_of(place):
        if one.key == key:
            return one
    raise NotFound("There is no such ledger here.")


def places_of(actor: Actor) -> QuerySet[places.Place]:
    """The places with ledgers in the part of the tree where the actor sees requests."""
    pack = packs.active()
    kinds = {pack.level(k).kind for w in pack.work_ledgers for k in w.levels}
    rows = places.Place.objects.filter(places.below(actor, Permission.REQUEST_SEE, prefix=""), kind__in=kinds)
    return rows.filter(ends_on=None).only("id", "name", "path", "code", "kind")


def reads(actor: Actor) -> None:
    """Raise Forbidden for who sees no requests anywhere."""
    if not scopes(actor, Permission.REQUEST_SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.REQUEST_SEE)


def find(actor: Actor, place_id: int, key: str) -> tuple[places.Place, packs.WorkLedger]:
    """A ledger of a place whose requests the actor sees. Raises NotFound."""
    place = places_of(actor).filter(pk=place_id).first()
    if place is None:
        raise NotFound("There is no such ledger here.")
    return place, ledger(place, key)


def readable(actor: Actor, place: places.Place) -> None:
    """Raise Forbidden unless the actor sees the requests of the place."""
    require(actor, Permission.REQUEST_SEE, places.ancestors(place.pk))


def writes(actor: Actor, place: places.Place) -> bool:
    """Whether the actor may put notes beside the lines."""
    above = places.ancestors(place.pk)
    return any(may(actor, p, above) for p in (Permission.REQUEST_HANDLE, Permission.REQUEST_REGISTER))


def month_of(text: str) -> date:
    """The first day of the month that an address names (2026-03); the present one where it cannot be."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return clock.today().replace(day=1)
    return day if abs((day - clock.today()).days) < 3660 else clock.today().replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def lines(place: places.Place, one: packs.WorkLedger, month: date) -> list[Line]:
    """The lines of a month, the oldest first, with their notes. Few queries, whatever the number."""
    span = (clock.begin_of(month), clock.begin_of(next_month(month)))
    made = [line for feed in one.feeds for line in FEEDS[feed](place, one, span)]
    made.sort(key=lambda line: (line.on, line.matter_id))
    notes = {n.matter_id: n for n in LineNote.objects.filter(ledger=one.key, matter__in=[m.matter_id for m in made])}
    names = _names(n.by for n in notes.values())
    for line in made:
        if note := notes.get(line.matter_id):
            line.note, line.note_by = note.words, names.get(note.by, "")
    return made


def _names(appointments: Iterable[int]) -> dict[int, str]:
    wanted = set(appointments)
    rows = orgs.Appointment.objects.filter(pk__in=wanted) if wanted else orgs.Appointment.objects.none()
    return dict(rows.values_list("pk", "person__name"))


Span = tuple[datetime, datetime]


def _requests(place: places.Place, one: packs.WorkLedger, span: Span) -> list[Line]:
    standing = procedures.Standing.objects.filter(
        scope=place.pk, state__in=EVERY, kind="request", opened_at__gte=span[0], opened_at__lt=span[1]
    )
    return _of_requests(standing, one, Q(), _("Request"), by_answer=False)


def _services(place: places.Place, one: packs.WorkLedger, span: Span) -> list[Line]:
    standing = procedures.Standing.objects.filter(
        scope=place.pk, state__in=EVERY, kind="request", opened_at__gte=span[0] - LOOK_BACK, opened_at__lt=span[1]
    )
    answered = Q(answered_at__gte=span[0], answered_at__lt=span[1])
    return _of_requests(standing, one, answered, _("Service"), by_answer=True)


def _of_requests(
    standing: QuerySet[procedures.Standing], one: packs.WorkLedger, more: Q, source: str, *, by_answer: bool
) -> list[Line]:
    pack = packs.active()
    types = {t.key: t for t in pack.request_types}
    rows = requests.Request.objects.filter(more, matter__in=standing.values("matter"))
    if one.groups:
        rows = rows.filter(type_key__in=[k for k, t in types.items() if t.group in one.groups])
    rows = rows.select_related("matter__place").defer("matter__place__geometry", "matter__place__search")
    found = list(rows.order_by("answered_at" if by_answer else "created_at", "matter_id")[:MOST])
    labels = orgs.post_labels(sorted({r.matter.holder_post_id for r in found})) if found else {}
    endings = {e.key: packs.named(e) for e in pack.endings}
    made = []
    for row in found:
        matter, kind = row.matter, packs.named(types[row.type_key]) if row.type_key in types else row.type_key
        on = row.answered_at if by_answer and row.answered_at else row.created_at
        made.append(
            Line(
                matter.pk, source, requests.spoken(row.number), on, kind,
                kind if disclosure.scan(matter.title) else matter.title, matter.place.name,
                labels.get(matter.holder_post_id, ""), matter.due_at, row.answered_at,
                endings.get(row.ending, row.ending), matter.light, _late(matter),
                reverse("requests:sheet", args=[row.number]),
            )
        )  # fmt: skip
    return made


def _late(matter: procedures.Matter) -> bool:
    return matter.state not in procedures.OVER and matter.due_at is not None and matter.due_at < clock.now()


def _mediations(place: places.Place, one: packs.WorkLedger, span: Span) -> list[Line]:
    rows = mediation.Case.objects.filter(
        places.inside([place.pk], "matter__place__"), matter__opened_at__gte=span[0], matter__opened_at__lt=span[1]
    ).select_related("matter__place")
    found = list(rows.order_by("matter__opened_at", "pk")[:MOST])
    labels = orgs.post_labels(sorted({c.matter.holder_post_id for c in found})) if found else {}
    return [
        Line(
            c.pk, _("Mediation"), requests.spoken(c.number), c.matter.opened_at, mediation.cases.kind_words(c), "",
            place.name, labels.get(c.matter.holder_post_id, ""), c.matter.due_at, c.matter.closed_at,
            _("has ended") if c.matter.state in procedures.OVER else "", c.matter.light, _late(c.matter),
            reverse("mediation:desk-case", args=[c.pk]),
        )
        for c in found
    ]  # fmt: skip


def _hazards(place: places.Place, one: packs.WorkLedger, span: Span) -> list[Line]:
    found = patrol.hazards([place.pk], *span)[:MOST]
    labels = orgs.post_labels(sorted({h.matter.holder_post_id for h in found})) if found else {}
    over = procedures.OVER
    return [
        Line(
            h.matter.pk, _("Hazard"), h.number, h.on, h.kind, h.title, h.place, labels.get(h.matter.holder_post_id, ""),
            h.matter.due_at if h.matter.state not in over else h.recheck_by, h.seen_again,
            _("mended, seen again") if h.seen_again else _("to be seen again") if h.matter.state in over else "",
            h.matter.light, _late(h.matter) or h.recheck_late, h.href,
        )
        for h in found
    ]  # fmt: skip


FEEDS: dict[str, Callable[[places.Place, packs.WorkLedger, Span], list[Line]]] = {
    "requests": _requests,
    "services": _services,
    "mediations": _mediations,
    "hazards": _hazards,
}
