"""The area grids of a community: who may see and edit them, the overview, which buildings stand where (row A4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from gongzhi.access.public import Actor, Permission, may, require, scopes
from gongzhi.core.errors import NotFound
from gongzhi.core.heavy import shapely
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.structure.models import GridChange
from gongzhi.structure.queries.grid_findings import Held, compare
from gongzhi.structure.queries.grid_kinds import ADDRESSED, HOMES, Overview, Row, area_kinds


def community_of(place_id: int) -> Place:
    """The community (or village) in which a place stands, or itself. Raises NotFound."""
    home = next((p for p in reversed(places.chain(place_id)) if p.kind in HOMES), None)
    if home is None:
        raise NotFound("There is no such community.")
    return home


def may_see(actor: Actor, ancestors: Iterable[int]) -> bool:
    """Staff who see the posts of the place, or edit its grids or places."""
    above = tuple(ancestors)
    return any(may(actor, p, above) for p in (Permission.ORG_SEE, Permission.GRID_EDIT, Permission.PLACE_EDIT))


def may_edit(actor: Actor, ancestors: Iterable[int]) -> bool:
    """Who owns the grids, as the pack says."""
    above = tuple(ancestors)
    return may(actor, Permission.GRID_EDIT, above) or may(actor, Permission.PLACE_EDIT, above)


def community_for(place_id: int, actor: Actor) -> Place:
    """The community, if the actor may see its grids. Raises NotFound, Forbidden."""
    home = community_of(place_id)
    if home.pk != place_id:
        raise NotFound("There is no such community.")
    if not may_see(actor, home.ancestors):
        require(actor, Permission.ORG_SEE, home.ancestors)
    return home


def communities_of(actor: Actor) -> list[Place]:
    """The communities whose grids the actor may see, at most 400."""
    seen = {s for p in (Permission.ORG_SEE, Permission.GRID_EDIT, Permission.PLACE_EDIT) for s in scopes(actor, p)}
    found = places.subtree(seen, HOMES) if seen else []
    return found or list({h.pk: h for h in map(_home, sorted(seen)) if h is not None}.values())


def _home(place_id: int) -> Place | None:
    try:
        return community_of(place_id)
    except NotFound:
        return None


def overview(community: Place) -> Overview:
    """The grids with their staff, findings, blank spots. A fixed number of queries, some ten."""
    kinds = area_kinds()
    by_kind = {k.kind: k for k in kinds}
    grids = places.within(community.pk, by_kind)
    buildings = places.named_within(community.pk, ["building"])
    outlines = places.shapes_within(community.pk, (*by_kind, *HOMES))
    held = Held(community, kinds)
    grid_ids = {p.pk for p in grids}
    above = {path: _ids(path) for path in {b.path[:-16] for b in buildings}}
    counts: dict[int, int] = {}
    for path, number in Counter(b.path[:-16] for b in buildings).items():
        for pk in above[path]:
            counts[pk] = counts.get(pk, 0) + number
    homeless = [b for b in buildings if grid_ids.isdisjoint(above[b.path[:-16]])]
    names = {p.pk: p.name for p in (community, *grids)}
    rows = [
        Row(
            place=p,
            kind=by_kind[p.kind],
            above=names.get(p.parent_id or 0, ""),
            square_metres=places.square_metres(outlines[p.pk]) if p.pk in outlines else 0,
            buildings=counts.get(p.pk, 0),
            staff=held.staff_of(p, by_kind[p.kind]),
            party=held.party_of(p),
        )
        for p in grids
    ]
    made = Overview(community, kinds, rows, [], [], homeless, len(buildings))
    compare(made, outlines)
    return made


def _ids(path: str) -> tuple[int, ...]:
    return tuple(int(path[i : i + 16], 16) for i in range(0, len(path), 16))


def strays(community: Place) -> dict[int, list[Place]]:
    """Buildings and estates that stand in another grid than the one in which their point lies: grid → places.

    Where grids overlap, who stands in one of them stays. Two queries.
    """
    kinds = [k.kind for k in area_kinds()]
    below = places.within(community.pk, (*kinds, *ADDRESSED))
    paths = {p.pk: p.path for p in below if p.kind in kinds}
    drawn = [(pk, s) for pk, s in places.shapes_within(community.pk, kinds).items() if pk in paths]
    estates = {p.pk for p in below if p.kind in ADDRESSED}
    loose = [p for p in below if p.kind in ADDRESSED and p.lon is not None and p.parent_id not in estates]
    if not drawn or not loose:
        return {}
    index = shapely.STRtree([s for _pk, s in drawn])
    hits: dict[int, list[int]] = {}
    points = shapely.points([(p.lon, p.lat) for p in loose])
    for i, j in zip(*index.query(points, predicate="intersects").tolist(), strict=True):
        hits.setdefault(i, []).append(drawn[j][0])
    wanted: dict[int, list[Place]] = {}
    for i, place in enumerate(loose):
        around = hits.get(i, [])
        deepest = max((len(paths[g]) for g in around), default=0)
        fitting = sorted(g for g in around if len(paths[g]) == deepest)
        if fitting and place.parent_id not in fitting:
            wanted.setdefault(fitting[0], []).append(place)
    return dict(sorted(wanted.items()))


def finder(community: Place) -> Callable[[float, float], int | None]:
    """A function that says in which grid a point lies: the deepest, the first by the order of the tree. Two queries."""
    kinds = [k.kind for k in area_kinds()]
    outlines = places.shapes_within(community.pk, kinds)
    depth = {p.pk: len(p.path) for p in places.within(community.pk, kinds)}
    ids = list(outlines)
    index = shapely.STRtree([outlines[i] for i in ids])

    def find(lon: float, lat: float) -> int | None:
        hits = sorted(index.query(shapely.Point(lon, lat), predicate="intersects").tolist())
        return max((ids[i] for i in hits), key=lambda pk: depth[pk], default=None)

    return find


def changes_of(community_id: int, most: int = 10) -> list[GridChange]:
    """The last changes, the newest first."""
    rows = GridChange.objects.filter(community_id=community_id).select_related("by_person")
    return list(rows.defer("before").order_by("-id")[:most])  # what an import moved is long
