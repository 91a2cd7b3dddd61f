"""Bring in grids or buildings from a file: look at every row first, then the good ones together, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core.errors import DomainError, Invalid
from gongzhi.core.heavy import shapely
from gongzhi.kit import tables
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.structure.actions.grids import finish, require_owner
from gongzhi.structure.models import GridChange
from gongzhi.structure.queries import grids
from gongzhi.structure.queries.grid_kinds import ADDRESSED, HOMES, AreaKind, area_kinds
from gongzhi.structure.rules import grid_files as files
from gongzhi.structure.rules import grids as rules

BUILDINGS = "buildings"
_CODE = re.compile(r"[0-9A-Za-z-]{0,32}")


@dataclass(slots=True)
class Plan:
    """What a file would do. `wrong`: (row, name, why)."""

    new: list[places.NewPlace] = field(default_factory=list)
    outlines: list[tuple[Place, Any]] = field(default_factory=list)  # of grids that there are
    same: int = 0
    nowhere: int = 0  # buildings that lie in no grid
    wrong: list[tuple[int, str, DomainError]] = field(default_factory=list)

    @property
    def good(self) -> int:
        """How many rows would be written."""
        return len(self.new) + len(self.outlines)


def read(data: bytes, name: str, crs: str) -> list[files.Item]:
    """The rows of a GeoJSON file, .xlsx or CSV, in WGS 84. Raises Invalid for the file as a whole."""
    if len(data) > files.MOST_BYTES:
        raise Invalid(
            "The file is larger than %(most)s MB. Split it.", field="file", most=files.MOST_BYTES // 1024 // 1024
        )
    if name.lower().endswith((".json", ".geojson")) or data.lstrip()[:1] == b"{":
        found = list(files.features(data))
    else:
        found = list(_table(data))
    if not found:
        raise Invalid("The file is empty.", field="file")
    if crs != "wgs84":
        for item in found:
            files.shifted(item, lambda lon, lat: places.to_wgs84(lon, lat, crs))
    return found


def _table(data: bytes) -> Iterator[files.Item]:
    table = tables.open_table(data)
    header = [h.strip().lower() for h in table.header]
    for n, (row, cells) in enumerate(table.rows()):
        if n >= files.MOST_ROWS:
            raise Invalid("The file has more than %(most)s rows. Split it.", field="file", most=files.MOST_ROWS)
        yield files.table_row(row, {h: tables.text_of(c) for h, c in zip(header, cells, strict=False)})


def plan(community: Place, items: Iterable[files.Item], what: str, actor: Actor) -> Plan:
    """What the rows would do: new places, outlines of known grids, and the wrong rows with the reason. `what` is the
    key of a level of grids, or `buildings`. Raises Forbidden, Invalid."""
    require_owner(actor, community)
    if what == BUILDINGS:
        return _Buildings(community).plan(items)
    kind = next((k for k in area_kinds() if k.key == what), None)
    if kind is None:
        raise Invalid("Choose what the file holds.", field="what")
    return _Grids(community, kind).plan(items)


def perform(community: Place, made: Plan, *, actor: Actor) -> GridChange:
    """Write the good rows of a plan in one transaction. Raises Forbidden, Invalid, Conflict."""
    require_owner(actor, community)
    if not made.good:
        raise Invalid("There is nothing to bring in.", field="file")
    with transaction.atomic():
        before: dict[str, Any] = {"outlines": {}}
        features = {f["id"]: f["geometry"] for f in _drawn(community)} if made.outlines else {}
        for grid, shape in made.outlines:
            before["outlines"][str(grid.pk)] = features.get(str(grid.pk))
            places.set_geometry(grid.pk, shapely.geometry.mapping(shape), actor=actor, version=grid.version)
        before["added"] = places.add_many(made.new, actor=actor)
        names = [*(n.name for n in made.new), *(g.name for g, _s in made.outlines)]
        touched = [g.pk for g, _s in made.outlines]
        return finish(community, "imported", names[:5], before, actor=actor, touched=touched)


def _drawn(community: Place) -> list[dict[str, Any]]:
    kinds = sorted({k.kind for k in area_kinds()})
    found = [f for kind in kinds for f in places.outline(community.pk, kind)["features"]]
    return [f for f in found if f["geometry"]["type"] != "Point"]


class _Checked:
    """What both sorts of rows share: codes that are taken, names that stand twice."""

    def __init__(self, community: Place) -> None:
        self.community = community
        self._codes: set[str] = set()
        self._names: set[str] = set()
        self._taken: dict[str, Place] = {}

    def plan(self, items: Iterable[files.Item]) -> Plan:
        rows, made = list(items), Plan()
        self._taken = places.by_codes(i.code for i in rows if i.code)
        for item in rows:
            try:
                if item.problem is not None:
                    raise item.problem
                self._once(item)
                self.take(item, made)
            except Invalid as why:
                made.wrong.append((item.row, item.name, why))
        return made

    def _once(self, item: files.Item) -> None:
        if not _CODE.fullmatch(item.code):
            raise Invalid("A code has letters, digits and hyphens, at most 32.")
        if item.code and item.code in self._codes:
            raise Invalid("The code stands twice in the file.")
        if item.name in self._names:
            raise Invalid("The name stands twice in the file.")
        self._codes.add(item.code)
        self._names.add(item.name)

    def known(self, item: files.Item, mine: dict[str, Place]) -> Place | None:
        """The place that the row means: by its code, else by its name. Raises Invalid where the code is elsewhere's."""
        taken = self._taken.get(item.code) if item.code else None
        if taken is not None and taken.pk not in {p.pk for p in mine.values()}:
            raise Invalid("The code belongs to another place already: %(name)s.", name=taken.name)
        return taken or mine.get(item.name)

    def take(self, item: files.Item, made: Plan) -> None:
        raise NotImplementedError


class _Grids(_Checked):
    def __init__(self, community: Place, kind: AreaKind) -> None:
        super().__init__(community)
        self._kind = kind
        self._mine = {p.name: p for p in places.within(community.pk, [kind.kind])}
        self._whole = places.shapes_within(community.pk, HOMES).get(community.pk)
        self._above = places.within(community.pk, [kind.parent]) if kind.parent else []
        self._outlines = places.shapes_within(community.pk, [kind.kind, *([kind.parent] if kind.parent else [])])

    def take(self, item: files.Item, made: Plan) -> None:
        if item.shape is None:
            raise Invalid("A grid needs an outline (Polygon).")
        shape = places.shape_of(shapely.geometry.mapping(item.shape))
        if rules.share_outside(shape, self._whole) > rules.OUTSIDE:
            raise Invalid("Most of this grid lies outside the community. Check the coordinates.")
        known = self.known(item, self._mine)
        if known is None:
            parent = self._parent(item, shape)
            made.new.append(places.NewPlace(self._kind.kind, item.name, parent, item.code, item.address, shape))
        elif known.pk in self._outlines and shapely.equals_exact(self._outlines[known.pk], shape, 1e-6, normalize=True):
            made.same += 1
        else:
            made.outlines.append((known, shape))

    def _parent(self, item: files.Item, shape: Any) -> int:
        if item.parent:
            named = next((p for p in self._above if item.parent in (p.name, p.code)), None)
            if named is None and self._kind.parent:
                raise Invalid("There is no grid “%(name)s” above it.", name=item.parent)
            if named is not None:
                return int(named.pk)
        middle = shape.representative_point()
        for place in self._above:
            if place.pk in self._outlines and self._outlines[place.pk].intersects(middle):
                return int(place.pk)
        return int(self.community.pk)


class _Buildings(_Checked):
    def __init__(self, community: Place) -> None:
        super().__init__(community)
        self._mine = {p.name: p for p in places.within(community.pk, ADDRESSED)}
        self._grid_of = grids.finder(community)
        self._whole = places.shapes_within(community.pk, HOMES).get(community.pk)

    def take(self, item: files.Item, made: Plan) -> None:
        if item.point is None:
            raise Invalid("A building needs a point: longitude and latitude.")
        lon, lat = item.point
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise Invalid("Longitude must be within ±180 and latitude within ±90, longitude first.")
        if self.known(item, self._mine) is not None:
            made.same += 1
            return
        grid = self._grid_of(lon, lat)
        if grid is None and self._whole is not None and not rules.holds(self._whole, (lon, lat)):
            raise Invalid("The point lies outside the community.")
        made.nowhere += grid is None
        parent = grid or int(self.community.pk)
        made.new.append(places.NewPlace("building", item.name, parent, item.code, item.address, None, (lon, lat)))
