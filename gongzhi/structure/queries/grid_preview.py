"""What a split or a merge would do, before it is done; what the map shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from gongzhi.core.heavy import shapely
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.procedures import public as procedures
from gongzhi.structure.queries.grid_kinds import HOMES, Overview
from gongzhi.structure.rules import grids as rules


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a cut: what stands in it. `matters`: open ones at its buildings."""

    side: str
    square_metres: int
    places: tuple[str, ...]
    matters: int
    shape: Any


@dataclass(frozen=True, slots=True)
class Going:
    """A grid that would go into another one."""

    grid: Place
    places: int
    matters: int
    posts: tuple[str, ...]
    bodies: tuple[str, ...]


def parts(grid: Place, line: Any) -> list[Part]:
    """The two sides of a cut with what stands in them. Raises Invalid. Four queries."""
    shape = places.shapes_within(grid.pk, [grid.kind]).get(grid.pk)
    halves = rules.cut(shape, line) if shape is not None else ()
    below = places.children(grid.pk)
    live = open_below([p.pk for p in below])
    found = []
    for half in halves:
        inside = [p for p in below if p.lon is not None and rules.holds(half.shape, (p.lon, p.lat or 0.0))]
        matters = sum(live.get(p.pk, 0) for p in inside)
        names = tuple(p.name for p in inside)
        found.append(Part(half.side, places.square_metres(half.shape), names, matters, half.shape))
    return found


def going(others: Sequence[Place]) -> list[Going]:
    """What each of these grids would bring along. Five queries."""
    ids = [o.pk for o in others]
    live = open_below(ids)
    posts: dict[int, list[str]] = {}
    for post in orgs.posts_at(ids):
        holders = "、".join(h.name for h in post.holders)
        posts.setdefault(post.place_id, []).append(f"{post.title}（{holders or '—'}）")
    bodies: dict[int, list[str]] = {}
    for body in orgs.bodies_at(ids):
        bodies.setdefault(body.place_id, []).append(body.name)
    below = places.child_counts(ids)
    return [
        Going(o, below.get(o.pk, 0), live.get(o.pk, 0), tuple(posts.get(o.pk, ())), tuple(bodies.get(o.pk, ())))
        for o in others
    ]


def open_below(place_ids: Sequence[int]) -> dict[int, int]:
    """Live matters at or below each of these places. One query."""
    rows = procedures.Standing.objects.filter(
        scope__in=list(place_ids), role=procedures.Role.PLACE, state__in=procedures.LIVE
    )
    return dict(rows.values_list("scope").annotate(n=Count("matter", distinct=True)).order_by())


def map_of(made: Overview) -> dict[str, Any]:
    """A FeatureCollection of the community, its grids with colour and words, blank spots, overlaps, buildings."""
    community = made.community.pk
    outlines = places.shapes_within(community, [*HOMES, *(k.kind for k in made.kinds)])
    features = []
    if community in outlines:
        features.append(_feature("whole", made.community.name, "", shapely.geometry.mapping(outlines[community])))
    for row in sorted(made.rows, key=lambda r: -r.kind.order):  # the coarse outlines above the fine areas
        if row.place.pk in outlines:
            extra = {"id": str(row.place.pk), "colour": row.colour, "level": row.kind.order, "kind": row.kind.title}
            features.append(
                _feature("grid", row.place.name, row.words, shapely.geometry.mapping(outlines[row.place.pk]), **extra)
            )
    features += [_feature("blank", words, "", shapely.geometry.mapping(shape)) for words, shape in made.blanks]
    features += [_feature("overlap", words, "", shapely.geometry.mapping(shape)) for words, shape in made.overlaps]
    for place in places.within(community, ["building"]):
        if place.lon is not None:
            point = {"type": "Point", "coordinates": [place.lon, place.lat]}
            features.append(_feature("building", place.name, "", point))
    return {"type": "FeatureCollection", "features": features}


def _feature(what: str, name: str, words: str, geometry: Any, **extra: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"what": what, "name": name, "words": words, **extra},
        "geometry": geometry,
    }


def exported(made: Overview) -> dict[str, Any]:
    """The grids as GeoJSON that the import reads again: name, code, level, parent, staff."""
    outlines = places.shapes_within(made.community.pk, [k.kind for k in made.kinds])
    features = []
    for row in made.rows:
        staff = {s.title: "、".join(s.names) for s in row.staff if s.where == "own"}
        properties = {"name": row.place.name, "code": row.place.code, "level": row.kind.title, "parent": row.above}
        shape = outlines.get(row.place.pk)
        features.append(
            {
                "type": "Feature",
                "properties": {**properties, **staff},
                "geometry": shapely.geometry.mapping(shape) if shape else None,
            }
        )
    return {"type": "FeatureCollection", "features": features}
