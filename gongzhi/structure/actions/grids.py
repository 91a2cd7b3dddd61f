"""Draw, reshape, split and merge area grids. Buildings fall in by themselves; open matters, posts and bodies follow.

Each act keeps in `GridChange.before` what undoing needs: `versions` (of the grids after it), `outlines` and `names` (as
they were), `added`, `closed`, `moved` ([former parent, new parent, [places]]), `posts` and `bodies` ([former place, new
place, [ids]]), `matters` ([matter, former place, new place]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from gongzhi.access.public import Actor, Permission, require
from gongzhi.core.errors import Conflict, Invalid, NotAllowed
from gongzhi.core.heavy import shapely
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.procedures import public as procedures
from gongzhi.structure.events import GRIDS_CHANGED
from gongzhi.structure.models import GridChange
from gongzhi.structure.queries import grids
from gongzhi.structure.queries.grid_kinds import HOMES, AreaKind, kind_of
from gongzhi.structure.rules import grids as rules

Point = tuple[float, float]
Points = Callable[[Sequence[int]], Mapping[int, Point]]
_points: list[Points] = []


def on_points(handler: Points) -> None:
    """Register who knows the points (lon, lat) of matters; wired by `site`."""
    _points[:] = [handler]


def require_owner(actor: Actor, community: Place) -> None:
    """The office that owns the grids, as the pack says. Raises Forbidden."""
    if not grids.may_edit(actor, community.ancestors):
        require(actor, Permission.GRID_EDIT, community.ancestors)


def draw(
    community_id: int, *, kind: AreaKind, name: str, geometry: object, actor: Actor, code: str = "",
    parent_id: int | None = None,
) -> GridChange:  # fmt: skip
    """A new grid of that level. Raises NotFound, Forbidden, Invalid."""
    community = grids.community_for(community_id, actor)
    require_owner(actor, community)
    above = parent_id or parent_for(community, kind, geometry)
    _inside(community, geometry)
    with transaction.atomic():
        _name_is_free(community, kind, name)
        place = places.add_place(kind=kind.kind, name=name, actor=actor, parent_id=above, code=code, geometry=geometry)
        return finish(community, "drawn", [place.name], {"added": [place.pk]}, actor=actor)


def reshape(grid_id: int, *, geometry: object, version: int, actor: Actor) -> GridChange:
    """Another outline. Raises NotFound, Forbidden, Invalid, Conflict (somebody else was quicker)."""
    grid, community = _grid(grid_id, actor)
    _inside(community, geometry)
    with transaction.atomic():
        before = {"outlines": {str(grid_id): _outline(grid_id)}}
        places.set_geometry(grid_id, geometry, actor=actor, version=version)
        return finish(community, "reshaped", [grid.name], before, actor=actor, touched=[grid_id])


def split(
    grid_id: int, *, line: Any, keeps: str, name: str, new_name: str, version: int, actor: Actor, code: str = ""
) -> GridChange:
    """Cut a grid by a line: the side `keeps` goes on as it was (under `name`), the other is a new grid `new_name`.

    What stands in the new part moves there, and the open matters whose point lies there; the new grid has no staff
    yet, so those matters stay with who holds them. Raises NotFound, Forbidden, Invalid, Conflict.
    """
    grid, community = _grid(grid_id, actor)
    halves = rules.cut(_shape(grid), line)
    kept = next((h for h in halves if h.side == keeps), None)
    if kept is None:
        raise Invalid("Choose the part that keeps the name.", field="keeps")
    other = next(h for h in halves if h is not kept)
    with transaction.atomic():
        _name_is_free(community, kind_of(grid), new_name)
        before: dict[str, Any] = {"outlines": {str(grid_id): _outline(grid_id)}, "moved": [], "matters": []}
        changed = places.set_geometry(grid_id, shapely.geometry.mapping(kept.shape), actor=actor, version=version)
        if name.strip() and name.strip() != grid.name:
            before["names"] = {str(grid_id): grid.name}
            changed = places.rename(grid_id, name, actor=actor, version=changed.version)
        new = places.add_place(
            kind=grid.kind, name=new_name, actor=actor, parent_id=grid.parent_id, code=code,
            geometry=shapely.geometry.mapping(other.shape),
        )  # fmt: skip
        before["added"] = [new.pk]
        gone = [
            p.pk
            for p in places.children(grid_id)
            if p.lon is not None and rules.holds(other.shape, (p.lon, p.lat or 0.0))
        ]
        if places.move_all(gone, new.pk, actor=actor):
            before["moved"].append([grid_id, new.pk, gone])
        before["matters"] = _relocate(matters_in(grid_id, other.shape), grid_id, new.pk, actor)
        return finish(community, "split", [grid.name, new.name], before, actor=actor, touched=[grid_id])


def merge(
    into_id: int, other_ids: Sequence[int], *, versions: Mapping[int, int], actor: Actor, name: str = ""
) -> GridChange:
    """The others go into `into_id`: outline, buildings, posts, bodies, open matters. They are closed today and stand
    below it from now on, so that old links and names still lead somewhere. Raises NotFound, Forbidden, Invalid,
    NotAllowed, Conflict."""
    into, community = _grid(into_id, actor)
    others = [_grid(i, actor)[0] for i in dict.fromkeys(other_ids) if i != into_id]
    if not others or any(o.kind != into.kind or community.pk not in o.ancestors for o in others):
        raise Invalid("Choose at least one other grid of the same level.", field="others")
    for grid in (into, *others):
        if versions.get(grid.pk, grid.version) != grid.version:
            raise Conflict("Somebody else changed this place meanwhile.")
    with transaction.atomic():
        ids = [o.pk for o in others]
        before: dict[str, Any] = {"outlines": {str(into_id): _outline(into_id)}, "closed": ids, "moved": []}
        whole = shapely.geometry.mapping(rules.joined([_shape(g) for g in (into, *others)]))
        changed = places.set_geometry(into_id, whole, actor=actor, version=into.version)
        if name.strip() and name.strip() != into.name:
            before["names"] = {str(into_id): into.name}
            places.rename(into_id, name, actor=actor, version=changed.version)
        before |= _staff_to(into_id, ids, actor)
        before["matters"] = []
        for other in others:  # first: a closed place takes nothing, and its matters would keep its name
            before["matters"] += _relocate(_live_at(other.pk), other.pk, into_id, actor, though_held=True)
            below = [p.pk for p in places.children(other.pk)]
            if places.move_all(below, into_id, actor=actor):
                before["moved"].append([other.pk, into_id, below])
        for other in others:
            before["moved"].append([other.parent_id, into_id, [other.pk]])
        places.move_all(ids, into_id, actor=actor)
        for other in others:
            places.close_place(other.pk, actor=actor, version=other.version + 1)
        return finish(
            community, "merged", [into.name, *(o.name for o in others)], before, actor=actor, touched=[into_id]
        )


def finish(
    community: Place,
    verb: str,
    names: Sequence[str],
    before: dict[str, Any],
    *,
    actor: Actor,
    touched: Sequence[int] = (),
) -> GridChange:
    """Buildings fall in, the act is kept and recorded; inside the caller's transaction."""
    moved: list[list[Any]] = before.setdefault("moved", [])
    for grid_id, loose in grids.strays(community).items():
        by_parent: dict[int, list[int]] = {}
        for place in loose:
            by_parent.setdefault(place.parent_id or 0, []).append(place.pk)
        places.move_all([p.pk for p in loose], grid_id, actor=actor)
        moved += [[parent, grid_id, ids] for parent, ids in by_parent.items()]
    involved = [*touched, *before.get("added", []), *before.get("closed", [])]
    before["versions"] = {str(p.pk): p.version for p in places.get_many(involved).values()}
    change = GridChange(
        community=community, verb=verb, names="、".join(names)[:200], by_person_id=actor.person_id, before=before
    )
    change.save(force_insert=True)
    codes: dict[str, str | int] = {"verb": verb, "grids": len(involved), "moved": sum(len(m[2]) for m in moved)}
    ledger.record(GRIDS_CHANGED, stream=community.pk, actor=actor, codes=codes, texts={"names": change.names})
    return change


def parent_for(community: Place, kind: AreaKind, geometry: object) -> int:
    """Below which grid of the higher level a new one stands: the one that holds its middle, else the community."""
    if kind.parent is None:
        return int(community.pk)
    middle = places.shape_of(geometry).representative_point()
    for pk, shape in places.shapes_within(community.pk, [kind.parent]).items():
        if shape.intersects(middle):
            return pk
    return int(community.pk)


def matters_in(grid_id: int, shape: Any) -> list[int]:
    """The live matters that stand at the grid itself and whose point lies in the shape."""
    ids = _live_at(grid_id)
    points = _points[0](ids) if _points and ids else {}
    return [i for i in ids if i in points and rules.holds(shape, points[i])]


def _grid(grid_id: int, actor: Actor) -> tuple[Place, Place]:
    grid = places.get(grid_id)
    kind_of(grid)
    if grid.ends_on is not None:
        raise Conflict("This grid has been merged or closed meanwhile.")
    community = grids.community_of(grid_id)
    require_owner(actor, community)
    return grid, community


def _name_is_free(community: Place, kind: AreaKind, name: str) -> None:
    wanted = " ".join(name.split())
    if any(p.name == wanted for p in places.within(community.pk, [kind.kind])):
        raise Invalid("Another grid of this community has this name.", field="name")


def _inside(community: Place, geometry: object) -> None:
    whole = places.shapes_within(community.pk, HOMES).get(community.pk)
    if rules.share_outside(places.shape_of(geometry), whole) > rules.OUTSIDE:
        raise Invalid("Most of this grid lies outside the community. Check the coordinates.", field="outline")


def _shape(grid: Place) -> Any:
    shape = places.shapes_within(grid.pk, [grid.kind]).get(grid.pk)
    if shape is None:
        raise Invalid("%(name)s has no outline yet. Draw it first.", name=grid.name)
    return shape


def _outline(grid_id: int) -> dict[str, Any] | None:
    features = places.outline(grid_id)["features"]
    return features[0]["geometry"] if features and features[0]["geometry"]["type"] != "Point" else None


def _live_at(place_id: int) -> list[int]:
    live = procedures.Matter.objects.filter(place_id=place_id, state__in=procedures.LIVE, parent=None)
    return list(live.order_by("id").values_list("id", flat=True))


def _relocate(ids: Sequence[int], old: int, new: int, actor: Actor, *, though_held: bool = False) -> list[list[int]]:
    moved = []
    for matter_id in ids:
        try:
            procedures.relocate(matter_id, place_id=new, actor=actor, reason="", though_held=though_held)
        except NotAllowed:  # on hold: it stays where it is until that is decided
            continue
        moved.append([matter_id, old, new])
    return moved


def _staff_to(into_id: int, other_ids: Sequence[int], actor: Actor) -> dict[str, Any]:
    kept: dict[str, Any] = {"posts": [], "bodies": []}
    posts: dict[int, list[int]] = {}
    for post in orgs.posts_at(other_ids):
        posts.setdefault(post.place_id, []).append(post.post_id)
    bodies: dict[int, list[int]] = {}
    for body in orgs.bodies_at(other_ids):
        bodies.setdefault(body.place_id, []).append(body.pk)
    kept["posts"] = [[place, into_id, ids] for place, ids in posts.items()]
    kept["bodies"] = [[place, into_id, ids] for place, ids in bodies.items()]
    every = [i for ids in posts.values() for i in ids], [i for ids in bodies.values() for i in ids]
    orgs.move_to(into_id, posts=every[0], bodies=every[1], actor=actor)
    return kept
