"""The grids of organisations of a community, by level; organisations in no grid or in two."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places.public import Place
from gongzhi.structure.models import OrgGrid, OrgGridMember


@dataclass(slots=True)
class OrgRow:
    """A grid of the list; `depth` 0 is the highest level; `findings` are (colour, words)."""

    grid: OrgGrid
    kind: str
    depth: int
    post: str
    holders: tuple[str, ...]
    bodies: list[str] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrgView:
    """All grids of organisations of a community. `levels`: (title, how many)."""

    rows: list[OrgRow]
    levels: list[tuple[str, int]]
    nowhere: list[str]
    twice: list[str]


def levels() -> list[packs.GridKind]:
    """The levels of grids of organisations of the pack in force, the highest first."""
    return sorted((g for g in packs.active().grids if g.made_of == "organisations"), key=lambda g: g.order)


def view(community: Place) -> OrgView:
    """The grids in the order of their levels. Six queries."""
    kinds = {k.key: k for k in levels()}
    grids = list(OrgGrid.objects.filter(community=community, ends_on=None).order_by("name", "id"))
    members: dict[int, list[int]] = {}
    pairs = OrgGridMember.objects.filter(grid__in=grids).order_by("body__name", "id").values_list("grid_id", "body_id")
    for grid_id, body_id in pairs:
        members.setdefault(grid_id, []).append(body_id)
    bodies = {b.pk: b.name for b in orgs.bodies_within(community.pk, party_kinds())}
    seats = {p.post_id: p for p in orgs.posts_within(community.pk) if p.post_id in {g.post_id for g in grids}}
    rows = {g.pk: _row(g, kinds, members.get(g.pk, []), bodies, seats) for g in grids}
    lowest = max((k.order for k in kinds.values()), default=0)
    bottom = [b for g in grids if g.kind in kinds and kinds[g.kind].order == lowest for b in members.get(g.pk, [])]
    placed = {b for ids in members.values() for b in ids}
    return OrgView(
        rows=[rows[g.pk] for g in _tree(grids)],
        levels=[(k.title, sum(g.kind == k.key for g in grids)) for k in kinds.values()],
        nowhere=[name for pk, name in bodies.items() if pk not in placed],
        twice=sorted({bodies[b] for b in bottom if bottom.count(b) > 1 and b in bodies}),
    )


def count(community_id: int) -> int:
    """How many grids of organisations a community has today."""
    return OrgGrid.objects.filter(community_id=community_id, ends_on=None).count()


def party_kinds() -> list[str]:
    """The kinds of bodies that such grids are made of: Party bodies, units, companies, societies."""
    groups = ("party", "unit", "company", "society")
    return [k.key for k in packs.active().body_kinds if k.group in groups]


def _tree(grids: list[OrgGrid]) -> list[OrgGrid]:
    below: dict[int | None, list[OrgGrid]] = {}
    for grid in grids:
        below.setdefault(grid.parent_id, []).append(grid)
    order: list[OrgGrid] = []

    def walk(parent: int | None) -> None:
        for grid in below.get(parent, []):
            order.append(grid)
            walk(grid.pk)

    walk(None)
    return order


def _row(
    grid: OrgGrid,
    kinds: dict[str, packs.GridKind],
    members: list[int],
    bodies: dict[int, str],
    seats: dict[int, orgs.PostSeats],
) -> OrgRow:
    kind = kinds.get(grid.kind)
    post = seats.get(grid.post_id or 0)
    holders = tuple(h.name for h in post.holders) if post else ()
    row = OrgRow(
        grid, kind.title if kind else grid.kind, (kind.order if kind else 1) - 1, post.title if post else "", holders
    )
    row.bodies = [bodies[b] for b in members if b in bodies]
    if not holders:
        row.findings.append(("red", _("nobody answers for it")))
    if not row.bodies and kind is not None and kind.order == max(k.order for k in kinds.values()):
        row.findings.append(("yellow", _("no organisation in it")))
    return row
