"""Reads of building together: agreements, what each unit gave and received in a year, ties of estates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import Agreement, BookedSlot, Commitment, EstateTie, Secondment
from gongzhi.structure.rules.cobuilding import GRAIN, TELL_DAYS

PAGE = 30
MOST = 300
ANSWERS = {Permission.REQUEST_HANDLE, Permission.REQUEST_ANSWER}  # what a post needs that answers for a commitment


def standing_of(row: Agreement) -> str:
    """coming, open, ending (within 30 days), ended."""
    today = clock.today()
    if row.ended_on is not None or row.ends_on < today:
        return "ended"
    if row.starts_on > today:
        return "coming"
    return "ending" if row.ends_on <= today + timedelta(days=TELL_DAYS) else "open"


def agreements(place_id: int, *, q: str = "", after: str = "", size: int = PAGE) -> Page[Agreement]:
    """The agreements of a community, those that last longest first."""
    rows = Agreement.objects.filter(place=place_id).select_related("body", "unit")
    if q.strip():
        rows = rows.filter(Q(title__contains=q.strip()) | Q(unit__name__contains=q.strip()))
    return paged(rows, ["-ends_on", "-id"], after=after, size=size)


def agreement(agreement_id: int, actor: Actor) -> Agreement:
    """An agreement: for who sees the posts there, and for the posts of its two sides. Raises NotFound, Forbidden."""
    rows = Agreement.objects.select_related("body", "unit", "place").defer("place__geometry", "place__search")
    found = rows.filter(pk=agreement_id).first()
    if found is None:
        raise NotFound("There is no such agreement.")
    if not {found.body_id, found.unit_id} & {p.body_id for p in actor.posts}:
        require(actor, Permission.ORG_SEE, places.ancestors(found.place_id))
    return found


def commitments_of(agreement_id: int) -> list[tuple[Commitment, procedures.Matter | None]]:
    """What was promised and given under an agreement, the soonest due first, with the matters of what is open."""
    rows = Commitment.objects.filter(agreement=agreement_id).select_related("giver", "receiver", "post__body")
    found = list(rows.order_by(F("done_on").asc(nulls_first=True), "due_on", "id")[:MOST])
    matters = procedures.Matter.objects.in_bulk([c.matter for c in found if c.matter])
    return [(c, matters.get(c.matter or 0)) for c in found]


def commitment(commitment_id: int, actor: Actor) -> Commitment:
    """One commitment. Raises NotFound, Forbidden."""
    row = Commitment.objects.filter(pk=commitment_id).first()
    if row is None:
        raise NotFound("There is no such commitment.")
    agreement(row.agreement_id, actor)
    return row


def open_commitments(place_ids: Iterable[int]) -> list[Commitment]:
    """What was promised under agreements of these places and is still to be given, the soonest due first."""
    rows = Commitment.objects.filter(
        agreement__place__in=list(place_ids), done_on=None, dropped_on=None, due_on__gte=clock.today()
    )
    return list(rows.select_related("giver", "agreement").order_by("due_on", "id")[:MOST])


def secondments_of(agreement_id: int) -> list[Secondment]:
    """Who serves on the other side, the latest first."""
    rows = Secondment.objects.filter(agreement=agreement_id)
    return list(rows.select_related("home", "host", "appointment__post", "appointment__person").order_by("-id")[:MOST])


def posts_of(row: Agreement, *, answering: bool) -> list[tuple[int, str]]:
    """The posts of both sides; with `answering` those alone that may hold a commitment."""
    kinds = [k.key for k in packs.active().post_kinds if not answering or set(k.permissions) >= ANSWERS]
    found = orgs.live_posts().filter(Q(body__in=[row.body_id, row.unit_id]), kind__in=kinds)
    if answering:  # where a side has no such post, one of the community's answers for it
        found = orgs.live_posts().filter(Q(body__in=[row.body_id, row.unit_id]) | Q(place=row.place_id), kind__in=kinds)
    return [(p.pk, p.label) for p in found.select_related("body").order_by("body__name", "id")[:MOST]]


@dataclass(slots=True)
class Side:
    """What was given (or received): commitments kept, half hours booked, secondments."""

    commitments: list[Commitment] = field(default_factory=list)
    bookings: int = 0
    half_hours: int = 0
    secondments: int = 0

    @property
    def hours(self) -> float:
        """Booked hours."""
        return self.half_hours / 2

    @property
    def empty(self) -> bool:
        """Whether nothing stands here."""
        return not (self.commitments or self.bookings or self.secondments)


@dataclass(slots=True)
class SheetRow:
    """A body's year: what it gave to others here, what it received, and what it promised and has not kept."""

    body_id: int
    name: str
    gave: Side = field(default_factory=Side)
    received: Side = field(default_factory=Side)
    open: int = 0


def sheet(place_id: int, year: int) -> list[SheetRow]:
    """What each body gave and received in a year at a community, from its records alone. Five queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows: dict[int, SheetRow] = {}

    def row(body_id: int) -> SheetRow:
        return rows.setdefault(body_id, SheetRow(body_id, ""))

    for agreed in Agreement.objects.filter(place=place_id, starts_on__lte=last, ends_on__gte=first).order_by("id"):
        row(agreed.unit_id)
    promised = Commitment.objects.filter(agreement__place=place_id).filter(
        Q(done_on__range=(first, last)) | Q(due_on__range=(first, last), done_on=None)
    )
    for made in promised.order_by("done_on", "id"):
        if made.done_on is not None:
            row(made.giver_id).gave.commitments.append(made)
            row(made.receiver_id).received.commitments.append(made)
        else:
            row(made.giver_id).open += 1
    _add_bookings(place_id, first, last, row)
    second = Secondment.objects.filter(agreement__place=place_id, appointment__starts_on__lte=last)
    second = second.filter(Q(appointment__ends_on=None) | Q(appointment__ends_on__gte=first))
    for home, host in second.order_by("id").values_list("home", "host"):
        row(home).gave.secondments += 1
        row(host).received.secondments += 1
    names = dict(orgs.Body.objects.filter(pk__in=sorted(rows)).values_list("id", "name"))
    for found in rows.values():
        found.name = names.get(found.body_id, "")
    return sorted(rows.values(), key=lambda r: (r.name, r.body_id))


def _add_bookings(place_id: int, first: date, last: date, row: Callable[[int], SheetRow]) -> None:
    begin = clock.begin_of(first)
    end = min(clock.begin_of(last + timedelta(days=1)), clock.now() + GRAIN)
    used = BookedSlot.objects.filter(
        shared__place=place_id, booking__state="confirmed", at__gte=begin, at__lt=end
    ).order_by()
    totals = used.values_list("shared__owner", "booking__body").annotate(
        n=Count("id"), bookings=Count("booking", distinct=True)
    )
    for owner, body, half_hours, bookings in sorted(totals, key=lambda t: (t[0], t[1] or 0)):
        if owner == body:
            continue
        for side in [row(owner).gave, *([row(body).received] if body else [])]:
            side.half_hours += half_hours
            side.bookings += bookings


@dataclass(frozen=True, slots=True)
class EstateRow:
    """An estate with its ties, (title of the part, tie) in the pack's order; None where nobody has taken the part."""

    place: places.Place
    ties: list[tuple[str, EstateTie | None]]


def estate_rows(place_id: int) -> list[EstateRow]:
    """The estates of a community with who takes which part. Two queries."""
    estates = places.subtree([place_id], (places.PlaceKind.ESTATE.value,))
    found = ties_of(e.pk for e in estates)
    order = [(t.key, packs.named(t)) for t in packs.active().estate_ties]
    return [EstateRow(e, [(title, found.get((e.pk, key))) for key, title in order]) for e in estates]


def ties_of(place_ids: Iterable[int]) -> dict[tuple[int, str], EstateTie]:
    """The present ties by estate and key."""
    rows = EstateTie.objects.filter(place__in=sorted(place_ids), until=None).select_related("body")
    return {(t.place_id, t.tie): t for t in rows.order_by("id")}


def agreement_address(agreement_id: int) -> str | None:
    """The desk page of an agreement; None where the id is of none."""
    known = Agreement.objects.filter(pk=agreement_id).exists()
    return f"/desk/structure/cobuilding/agreements/{agreement_id}/" if known else None
