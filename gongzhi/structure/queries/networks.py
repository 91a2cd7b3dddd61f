"""The levels and networks of a place (4321): who stands where, what is vacant, where a post is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from gongzhi.access.public import Actor, Permission, scopes
from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.structure.queries.two_way import rule

SHOWN = 12  # posts of a cell by name; of more the numbers


@dataclass(slots=True)
class Cell:
    """One network at one level: its posts, and places of the level where nobody can stand."""

    seats: list[orgs.PostSeats] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    named: bool = True  # whether the level is asked for a post at all

    @property
    def filled(self) -> int:
        """Posts with somebody."""
        return sum(1 for s in self.seats if s.holders)

    @property
    def vacant(self) -> list[orgs.PostSeats]:
        """Posts with nobody."""
        return [s for s in self.seats if not s.holders]

    @property
    def shown(self) -> list[orgs.PostSeats]:
        """Posts by name, where they are few."""
        return self.seats if len(self.seats) <= SHOWN else []


@dataclass(frozen=True, slots=True)
class Row:
    """A level: how many places of it there are here, and a cell for each network."""

    title: str
    places: int
    cells: list[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a place; `above` and `below` lead to others that the actor may open."""

    place: places.Place
    rows: list[Row]
    networks: list[str]
    above: list[places.Place]
    below: list[places.Place]


def chart(actor: Actor, place_id: int | None) -> Chart | None:
    """The chart of a place in the actor's area (none named: that of the first post); None where the pack has no
    networks. About eight queries, whatever the size. Raises NotFound."""
    way, pack = rule(), packs.active()
    if way is None:
        return None
    open_to = scopes(actor, Permission.ORG_SEE) | {p.place_id for p in actor.posts}
    wanted = place_id or min(open_to, key=lambda p: (len(places.ancestors(p)), p))
    if open_to.isdisjoint(places.ancestors(wanted)):
        raise NotFound("There is no such place.")
    kinds = {pack.level(level).kind: one.key for one in way.levels for level in one.levels}
    above = places.chain(wanted)
    here = [*above[:-1], *places.within(wanted, kinds)]
    at: dict[str, list[places.Place]] = defaultdict(list)
    for place in here:
        if place.kind in kinds:
            at[kinds[place.kind]].append(place)
    asked = sorted({k for n in pack.networks for named in n.stands.values() for k in named})
    seats = [*orgs.posts_at([p.pk for p in above[:-1]], asked), *orgs.posts_within(wanted, asked)]
    rows = [
        Row(packs.named(one), len(at[one.key]),
            [(packs.named(n), _cell(n.stands.get(one.key, ()), at[one.key], seats)) for n in pack.networks])
        for one in way.levels
    ]  # fmt: skip
    up = [p for p in above[:-1] if not open_to.isdisjoint(places.ancestors(p.pk))]
    below = [p for p in places.children(wanted) if p.kind in kinds]
    return Chart(above[-1], rows, [packs.named(n) for n in pack.networks], up, below)


def _cell(kinds: tuple[str, ...], at: list[places.Place], seats: list[orgs.PostSeats]) -> Cell:
    ids = {p.pk for p in at}
    found = [s for s in seats if s.kind in kinds and s.place_id in ids]
    held = {s.place_id for s in found}
    missing = [p.name for p in at if p.pk not in held] if kinds else []
    return Cell(found, missing, bool(kinds))
