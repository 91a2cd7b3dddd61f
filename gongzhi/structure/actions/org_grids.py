"""Grids of organisations: sets of bodies that somebody answers for (S0 一、三: 三级53个网格)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.places.public import Place
from gongzhi.structure.actions.grids import require_owner
from gongzhi.structure.events import ORG_GRID
from gongzhi.structure.models import OrgGrid, OrgGridMember
from gongzhi.structure.queries.org_grids import levels


def set_up(
    community: Place, *, kind: str, name: str, actor: Actor, parent_id: int | None = None, post_id: int | None = None,
    body_ids: Sequence[int] = (),
) -> OrgGrid:  # fmt: skip
    """A new grid of organisations. Raises Forbidden, Invalid."""
    require_owner(actor, community)
    name = _checked(community, kind, name, parent_id, None)
    with transaction.atomic():
        grid = OrgGrid(
            community=community, kind=kind, name=name, parent_id=parent_id, post_id=post_id, starts_on=clock.today()
        )
        grid.save(force_insert=True)
        _fill(grid, body_ids)
        _note(grid, "set-up", len(body_ids), actor)
    return grid


def change(
    grid_id: int, *, kind: str, name: str, version: int, actor: Actor, parent_id: int | None = None,
    post_id: int | None = None, body_ids: Sequence[int] = (),
) -> OrgGrid:  # fmt: skip
    """Another name, place in the levels, who answers, or set of bodies. Raises NotFound, Forbidden, Invalid,
    Conflict (somebody else was quicker)."""
    grid = open_grid(grid_id)
    require_owner(actor, grid.community)
    name = _checked(grid.community, kind, name, parent_id, grid_id)
    with transaction.atomic():
        changed = OrgGrid.objects.filter(pk=grid_id, version=version, ends_on=None).update(
            kind=kind, name=name, parent_id=parent_id, post_id=post_id, version=version + 1
        )
        if not changed:
            raise Conflict("Somebody else changed this grid meanwhile. Open it again.")
        grid.refresh_from_db()
        _fill(grid, body_ids)
        _note(grid, "changed", len(body_ids), actor)
    return grid


def close(grid_id: int, *, version: int, actor: Actor) -> None:
    """The grid is no more from today. Raises NotFound, Forbidden, NotAllowed (grids below it), Conflict."""
    grid = open_grid(grid_id)
    require_owner(actor, grid.community)
    if OrgGrid.objects.filter(parent=grid_id, ends_on=None).exists():
        raise NotAllowed("Grids stand below it. Move or close them first.")
    with transaction.atomic():
        if not OrgGrid.objects.filter(pk=grid_id, version=version, ends_on=None).update(
            ends_on=clock.today(), version=version + 1
        ):
            raise Conflict("Somebody else changed this grid meanwhile. Open it again.")
        _note(grid, "closed", 0, actor)


def open_grid(grid_id: int) -> OrgGrid:
    """A grid of organisations that there is today. Raises NotFound."""
    grid = OrgGrid.objects.select_related("community").filter(pk=grid_id, ends_on=None).first()
    if grid is None:
        raise NotFound("There is no such grid.")
    return grid


def _checked(community: Place, kind: str, name: str, parent_id: int | None, own: int | None) -> str:
    known = {k.key: k for k in levels()}
    if kind not in known:
        raise Invalid("Choose the level of the grid.", field="kind")
    name = " ".join(name.split())
    if not name:
        raise Invalid("Enter a name.", field="name")
    same = OrgGrid.objects.filter(community=community, kind=kind, name=name, ends_on=None).exclude(pk=own or 0)
    if same.exists():
        raise Invalid("Another grid of this community has this name.", field="name")
    wanted = known[kind].parent
    parent = OrgGrid.objects.filter(pk=parent_id, community=community, ends_on=None).first() if parent_id else None
    if parent is None and wanted is not None:
        raise Invalid("Choose the grid above: one of the level “%(level)s”.", field="parent", level=known[wanted].title)
    if parent is not None and parent.kind != wanted:
        raise Invalid("The grid above must be of the next higher level.", field="parent")
    return name


def _fill(grid: OrgGrid, body_ids: Sequence[int]) -> None:
    wanted = set(body_ids)
    known = {b.pk for b in orgs.bodies_within(grid.community_id)} if wanted else set()
    if not wanted <= known:
        raise Invalid("One of the organisations does not belong to this community.", field="bodies")
    there = set(OrgGridMember.objects.filter(grid=grid).values_list("body_id", flat=True))
    OrgGridMember.objects.filter(grid=grid, body_id__in=sorted(there - wanted)).delete()
    OrgGridMember.objects.bulk_create(OrgGridMember(grid=grid, body_id=b) for b in sorted(wanted - there))


def _note(grid: OrgGrid, verb: str, bodies: int, actor: Actor) -> None:
    codes: dict[str, str | int | None] = {
        "grid": grid.pk,
        "kind": grid.kind,
        "verb": verb,
        "bodies": bodies,
        "post": grid.post_id,
    }
    ledger.record(ORG_GRID, stream=grid.pk, actor=actor, codes=codes, texts={"name": grid.name}, first=verb == "set-up")
