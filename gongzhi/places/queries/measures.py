"""What the clauses about grids ask (row A4), for all communities at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongzhi.core.heavy import shapely
from gongzhi.core.measures import Asked, Measured, MeasureFunction
from gongzhi.places.models import Place
from gongzhi.places.queries.gaps import Compared, GridRow, compare_rows, square_metres
from gongzhi.places.queries.tree import Spot, in_force, inside, light, of_kinds
from gongzhi.places.rules import paths, shapes
from gongzhi.places.rules.kinds import PlaceKind

_NAMED = 5  # names in the words of a gap


@dataclass(slots=True)
class _Area:
    place: Spot
    grids: list[GridRow] = field(default_factory=list)


def _areas(asked: Asked) -> dict[int, _Area]:
    """The places asked for with their grids. Two queries, outlines not included."""
    areas = {p.pk: _Area(p) for p in of_kinds(asked.place_kinds, on=asked.on, within=asked.within)}
    rows = Place.objects.filter(in_force(asked.on), inside(asked.within), kind=PlaceKind.GRID).order_by("code", "id")
    for grid in rows.values_list("id", "name", "path", "geometry").iterator():
        for above in paths.split(grid[2]):
            if above in areas:
                areas[above].grids.append(grid)
    return areas


def _compared(asked: Asked) -> Iterator[tuple[Spot, Compared]]:
    areas = _areas(asked)
    rows = Place.objects.filter(in_force(asked.on), inside(asked.within), kind__in=asked.place_kinds)
    outlines = dict(rows.exclude(geometry=None).values_list("id", "geometry"))
    for pk, area in areas.items():
        yield area.place, compare_rows(area.grids, outlines.get(pk), bare=True)


def _measured(place: Spot, value: float | None, names: list[str] | tuple[str, ...] = ()) -> Measured:
    said = _(", ").join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
    return Measured(place.pk, place.name, place.pk, value, link=f"/desk/structure/grids/{place.pk}/", detail=said)


def grids_undrawn(asked: Asked) -> Iterator[Measured]:
    """Grids without outline, each place of `place_kinds`."""
    for area in _areas(asked).values():
        names = [name for _pk, name, _path, wkb in area.grids if wkb is None]
        yield _measured(area.place, len(names), names)


def grids_overlapping(asked: Asked) -> Iterator[Measured]:
    """Pairs of sibling grids that overlap, each place of `place_kinds`."""
    for place, found in _compared(asked):
        pairs = [f"{found.names[one]} / {found.names[other]}" for one, other, _shape in found.overlaps]
        yield _measured(place, len(pairs), pairs)


def ground_blank(asked: Asked) -> Iterator[Measured]:
    """Square metres that no grid covers (空白点), each place of `place_kinds`; unknown without an outline."""
    for place, found in _compared(asked):
        blank = sum(square_metres(shape) for shape in found.blank)
        yield _measured(place, blank if place.drawn else None)


def buildings_gridded(asked: Asked) -> Iterator[Measured]:
    """Buildings that do not lie in exactly one grid by their point (by the tree where there is no point), each place
    of `place_kinds`."""
    areas = _areas(asked)
    wrong: dict[int, list[str]] = {pk: [] for pk in areas}
    indexes = {pk: _Index(area.grids) for pk, area in areas.items()}
    grids = {grid[0] for area in areas.values() for grid in area.grids}
    rows = light().filter(in_force(asked.on), inside(asked.within), kind=PlaceKind.BUILDING).order_by("code", "id")
    for name, path, lon, lat in rows.values_list("name", "path", "lon", "lat").iterator():
        above = paths.split(path)
        for pk in above:
            if pk not in areas:
                continue
            if lon is None or lat is None:
                good = any(one in grids for one in above)
            else:
                good = indexes[pk].hits(lon, lat) == 1
            if not good:
                wrong[pk].append(name)
    for pk, area in areas.items():
        yield _measured(area.place, len(wrong[pk]), wrong[pk])


class _Index:
    """The outlines of the lowest grids of an area; made when first asked."""

    def __init__(self, grids: list[GridRow]) -> None:
        above = {pk for _pk, _name, path, _wkb in grids for pk in paths.split(path)[:-1]}
        self._shapes = [shapes.from_wkb(wkb) for pk, _name, _path, wkb in grids if wkb is not None and pk not in above]
        self._tree: shapely.STRtree | None = None

    def hits(self, lon: float, lat: float) -> int:
        """How many of them hold the point inside."""
        if self._tree is None:
            self._tree = shapely.STRtree(self._shapes)
        return len(self._tree.query(shapely.Point(lon, lat), predicate="within"))


MEASURES: dict[str, MeasureFunction] = {
    "buildings_gridded": buildings_gridded,
    "grids_overlapping": grids_overlapping,
    "grids_undrawn": grids_undrawn,
    "ground_blank": ground_blank,
}
