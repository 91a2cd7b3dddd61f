"""Ways of working that a document counts in steps: as many steps, in its order, and walked to the end."""

from __future__ import annotations

from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import overseer
from gongzhi.stories.world import World


def walks(world: World) -> dict[str, Row]:
    """By the row of the requirements: the steps that quote the document (all, where it names none), and how many
    matters went through them."""
    rows: dict[str, Row] = {}
    for figure in world.pack.figures:
        if figure.procedure:
            _walk(world, figure, rows.setdefault(figure.row, Row()))
    return rows


def _walk(world: World, figure: packs.Figure, row: Row) -> None:
    definition = procedures.definition(packs.active_revision_id(), figure.procedure or "")
    quoted = [s.key for s in definition.steps if s.source_kind == "quote"] or [s.key for s in definition.steps]
    row.equal(figure.key, len(quoted), int(figure.value), source_of(figure))
    seen = procedures.visible_to(overseer(world)).filter(procedure=definition.key, state="archived")
    through = 0
    for matter_id in requests.Request.objects.filter(matter__in=seen).order_by("pk").values_list("pk", flat=True):
        lines = procedures.timeline(matter_id)
        passed = list(dict.fromkeys([lines[0].to_step, *(line.to_step for line in lines)]))
        through += [s for s in passed if s in quoted] == quoted
    row.least(f"{figure.key}_walked", through, 1 if (world.end - world.begin).days >= 90 else 0, source_of(figure))
