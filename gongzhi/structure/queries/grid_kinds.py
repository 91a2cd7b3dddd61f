"""The levels of area grids as the pack in force names them, and what a page says of each grid (row A4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.places.public import Place

HOMES = ("community", "village")
ADDRESSED = ("estate", "building")


@dataclass(frozen=True, slots=True)
class AreaKind:
    """A level of area grids as the pack names it; `kind` is what is stored with a place."""

    key: str
    title: str
    kind: str
    order: int
    parent: str | None  # the stored kind of the grid above
    posts: tuple[str, ...]
    head: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class Staff:
    """One kind of post of a grid. `where`: `own` (at the grid), `below` (at its buildings), `shared` (of the
    community), or empty where there is no such post at all."""

    title: str
    held_by: str
    where: str
    posts: tuple[orgs.PostSeats, ...]
    head: bool

    @property
    def vacant(self) -> int:
        """Seats that nobody holds; 1 where there is no such post."""
        return sum(p.vacant for p in self.posts) if self.posts else 1

    @property
    def phones(self) -> list[str]:
        """The work phones of these posts, each once."""
        return list(dict.fromkeys(p.phone for p in self.posts if p.phone))

    @property
    def names(self) -> list[str]:
        """Who holds it."""
        return [h.name for p in self.posts for h in p.holders]

    @property
    def named(self) -> str:
        """The same in one text."""
        return " ".join(self.names)


@dataclass(slots=True)
class Row:
    """A grid of the list; `findings` are (colour, words), the worst first."""

    place: Place
    kind: AreaKind
    above: str
    square_metres: int
    buildings: int
    staff: list[Staff]
    party: list[str]
    findings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """The colour of the worst finding; green where there is none."""
        return self.findings[0][0] if self.findings else "green"

    @property
    def words(self) -> str:
        """The findings in one line."""
        return "；".join(w for _c, w in self.findings) or _("complete")


@dataclass(slots=True)
class Overview:
    """All that the page of a community says; the map shows the same."""

    community: Place
    kinds: list[AreaKind]
    rows: list[Row]
    blanks: list[tuple[str, Any]]  # words, shape
    overlaps: list[tuple[str, Any]]
    homeless: list[places.Named]  # buildings in no grid
    total_buildings: int

    @property
    def levels(self) -> list[tuple[str, int]]:
        """How many grids each level has."""
        return [(k.title, sum(r.kind.key == k.key for r in self.rows)) for k in self.kinds]

    def count(self, colour: str) -> int:
        """How many grids have this colour."""
        return sum(r.colour == colour for r in self.rows)


def area_kinds() -> list[AreaKind]:
    """The levels of area grids of the pack in force, the highest first."""
    pack = packs.active()
    stored = {g.key: pack.level(g.level).kind for g in pack.grids if g.level}
    found = [
        AreaKind(g.key, g.title, stored[g.key], g.order, stored.get(g.parent or ""), g.posts, g.head, g.party)
        for g in pack.grids
        if g.key in stored
    ]
    return sorted(found, key=lambda k: k.order)


def kind_of(place: Place) -> AreaKind:
    """The level to which a grid belongs. Raises NotFound for a place that is no grid."""
    kind = next((k for k in area_kinds() if k.kind == place.kind), None)
    if kind is None:
        raise NotFound("There is no such grid.")
    return kind
