"""Reads of premises: communities with their areas, one community's rooms, estates and signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from gongzhi.access.public import Actor, ActorKind, Permission, require, scopes
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, NotFound
from gongzhi.kit.paging import Page, paged
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.models import Estate, EstateStage, Room, Sign
from gongzhi.structure.rules import premises as rules
from gongzhi.structure.rules.premises import Reached

KINDS = (places.PlaceKind.COMMUNITY.value, places.PlaceKind.VILLAGE.value)
PAGE = 50
MOST = 200  # rooms, estates or signs of one community


def in_use(day: date) -> Q:
    """Rooms that are there on a day; `until` is the last one."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


def hanging(day: date) -> Q:
    """Signs that hang on a day; `until` is the day on which one came down."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


@dataclass(frozen=True, slots=True)
class Area:
    """Square metres of a kind of room against its standard."""

    kind: packs.RoomKind
    have: Decimal
    least: int | None

    @property
    def missing(self) -> Decimal:
        """What is missing to the standard; 0 where nothing is."""
        return max(Decimal(self.least or 0) - self.have, Decimal(0))


@dataclass(frozen=True, slots=True)
class EstateRow:
    """An estate with what it owes, what was handed over and how far it is."""

    estate: Estate
    due: Decimal
    reached: list[Reached]
    following: str  # the key of the stage that is next; empty: all are done
    handed: Decimal

    @property
    def missing(self) -> Decimal:
        """Square metres still owed."""
        return max(self.due - self.handed, Decimal(0))

    @property
    def late(self) -> bool:
        """Whether the day agreed for the hand-over is past and something is still owed."""
        return self.estate.closed_on is None and self.missing > 0 and self.estate.expected_on < clock.today()


@dataclass(slots=True)
class Community:
    """A community with its areas by kind, what estates owe, and the signs that are missing."""

    place: places.Place
    areas: list[Area]
    estates: list[EstateRow] = field(default_factory=list)
    missing_signs: list[packs.SignKind] = field(default_factory=list)

    @property
    def below(self) -> list[Area]:
        """The kinds below their standard."""
        return [a for a in self.areas if a.missing > 0]


def communities(actor: Actor, *, q: str = "", after: str = "", size: int = PAGE) -> Page[places.Place]:
    """The communities that the actor's posts cover (`org:see`), in the order of the tree. Raises Forbidden."""
    rows = _within(actor).filter(kind__in=KINDS, ends_on=None)
    if q.strip():
        rows = rows.filter(name__contains=q.strip()[:40])
    return paged(rows.defer("geometry", "search"), ["path"], after=after, size=size)


def _within(actor: Actor) -> QuerySet[places.Place]:
    if actor.kind is not ActorKind.SYSTEM and not scopes(actor, Permission.ORG_SEE):
        raise Forbidden("Your posts do not allow this here.", permission=Permission.ORG_SEE)
    return places.Place.objects.filter(places.below(actor, Permission.ORG_SEE, prefix=""))


def community(place_id: int, actor: Actor) -> places.Place:
    """A community that the actor may see. Raises NotFound, Forbidden."""
    require(actor, Permission.ORG_SEE, places.ancestors(place_id))
    place = places.get(place_id)
    if place.kind not in KINDS:
        raise NotFound("There is no such community.")
    return place


def estate_rule() -> packs.EstateRule | None:
    """What the pack says of rooms from new estates; None where it says nothing."""
    return next(iter(packs.active().estate_rules), None)


def areas_of(place_ids: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Square metres in use today by community and kind; a hall counts among the offices where the pack says so."""
    return areas_by_place(Room.objects.filter(in_use(clock.today()), place__in=sorted(place_ids)))


def areas_by_place(rooms: QuerySet[Room]) -> dict[int, dict[str, Decimal]]:
    """Square metres of these rooms by community and kind. One query."""
    plain: dict[int, dict[str, Decimal]] = {}
    for place_id, kind, total in rooms.order_by().values_list("place", "kind").annotate(total=Sum("square_metres")):
        plain.setdefault(place_id, {})[kind] = total
    part_of = {k.key: k.part_of for k in packs.active().room_kinds if k.part_of}
    return {place_id: rules.areas(found, part_of) for place_id, found in plain.items()}


def reached_of(estate_ids: Iterable[int]) -> dict[int, list[Reached]]:
    """The stages that estates have reached, in order."""
    found: dict[int, list[Reached]] = {}
    rows = EstateStage.objects.filter(estate__in=sorted(estate_ids)).order_by("estate", "on", "id")
    for estate_id, stage, on, square_metres in rows.values_list("estate", "stage", "on", "square_metres"):
        found.setdefault(estate_id, []).append(Reached(stage, on, square_metres))
    return found


def estates_of(place_ids: Iterable[int]) -> dict[int, list[EstateRow]]:
    """Estates by community, those called off too. Two queries."""
    pack = packs.active()
    rule, stages = next(iter(pack.estate_rules), None), [s.key for s in pack.estate_stages]
    estates = list(Estate.objects.filter(place__in=sorted(place_ids)).order_by("expected_on", "id"))
    reached = reached_of(e.pk for e in estates)
    found: dict[int, list[EstateRow]] = {}
    for estate in estates:
        done = reached.get(estate.pk, [])
        names = [r.stage for r in done]
        due = rules.square_metres_due(estate.households, rule.square_metres, rule.households) if rule else Decimal(0)
        following = next((s for s in stages if s not in names), "")
        handed = done[-1].square_metres if stages and done and done[-1].stage == stages[-1] else Decimal(0)
        found.setdefault(estate.place_id, []).append(EstateRow(estate, due, done, following, handed))
    return found


def missing_signs_of(place_ids: Iterable[int]) -> dict[int, list[packs.SignKind]]:
    """By community the kinds of signs of which there are fewer than the pack asks for. One query."""
    ids = sorted(place_ids)
    rows = Sign.objects.filter(hanging(clock.today()), place__in=ids).order_by()
    counted = {(p, kind): n for p, kind, n in rows.values_list("place", "kind").annotate(n=Count("id"))}
    kinds = packs.active().sign_kinds
    return {p: [k for k in kinds if counted.get((p, k.key), 0) < k.least] for p in ids}


def overview(found: Iterable[places.Place]) -> list[Community]:
    """Communities with areas, estates and missing signs. Four queries."""
    rows = list(found)
    ids = [p.pk for p in rows]
    areas, estates, signs = areas_of(ids), estates_of(ids), missing_signs_of(ids)
    kinds = packs.active().room_kinds
    return [
        Community(
            place,
            [
                Area(k, areas.get(place.pk, {}).get(k.key, Decimal(0)), k.least_square_metres)
                for k in kinds
                if k.least_square_metres is not None or k.key in areas.get(place.pk, {})
            ],
            estates.get(place.pk, []),
            signs.get(place.pk, []),
        )
        for place in rows
    ]


def premises_of(place_id: int, actor: Actor) -> Community:
    """One community with areas, estates and missing signs. Raises NotFound, Forbidden."""
    return overview([community(place_id, actor)])[0]


def rooms_of(place_id: int, *, past: bool = False) -> QuerySet[Room]:
    """The rooms of a community in use today (or, with `past`, all), by kind and name."""
    rows = Room.objects.filter(place=place_id).select_related("lender")
    return rows.filter(Q() if past else in_use(clock.today()) | Q(since__gt=clock.today())).order_by(
        "kind", "name", "id"
    )


def signs_of(place_id: int) -> list[Sign]:
    """The signs that hang now."""
    return list(Sign.objects.filter(hanging(clock.today()), place=place_id).order_by("kind", "id")[:MOST])


def room(room_id: int, actor: Actor) -> Room:
    """A room. Raises NotFound, Forbidden."""
    found = Room.objects.select_related("lender", "place").defer("place__geometry").filter(pk=room_id).first()
    if found is None:
        raise NotFound("There is no such room.")
    require(actor, Permission.ORG_SEE, places.ancestors(found.place_id))
    return found


def estate(estate_id: int, actor: Actor) -> tuple[EstateRow, list[EstateStage]]:
    """An estate and its stages. Raises NotFound, Forbidden."""
    found = Estate.objects.filter(pk=estate_id).first()
    if found is None:
        raise NotFound("There is no such estate.")
    require(actor, Permission.ORG_SEE, places.ancestors(found.place_id))
    row = next(r for r in estates_of([found.place_id])[found.place_id] if r.estate.pk == estate_id)
    return row, list(EstateStage.objects.filter(estate=estate_id).order_by("on", "id"))
