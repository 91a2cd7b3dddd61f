"""Ways of working that a document counts in steps: as many steps, in its order, and walked to the end."""

from __future__ import annotations

from collections import Counter

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


def together(world: World) -> dict[str, Row]:
    """C4: bodies that were asked signed in and answered, or said why not. E7: questions and holds of supervisors."""
    full = (world.end - world.begin).days >= 90
    seen = list(procedures.visible_to(overseer(world)).order_by("pk"))
    rows: dict[str, Row] = {}
    if any(s.kind is packs.StepKind.JOIN for p in world.pack.procedures for s in p.steps):
        row = rows.setdefault("C4", Row())
        parts = [p for m in seen for p in procedures.parts_of(m.pk)]
        row.least("bodies_asked", len(parts), 3 if full else 0)
        row.least("bodies_signed_in", sum(p.signed_in_at is not None for p in parts), 3 if full else 0)
        silent = [p for p in parts if not (p.answer or p.why)]
        row.equal("neither_answered_nor_said_why", len(silent), 0)
    if watched := {p.key for p in world.pack.procedures if p.supervisors}:
        row = rows.setdefault("E7", Row())
        verbs = Counter(line.verb for m in seen if m.procedure in watched for line in procedures.timeline(m.pk))
        may_hold = any(p.supervisors and p.supervisors.hold_days for p in world.pack.procedures)
        for asked, answered in (("question", "reply"), ("hold", "decide")):
            row.least(asked, verbs[asked], 1 if full and (asked == "question" or may_hold) else 0)
            row.equal(f"{asked}_without_{answered}", verbs[asked] - verbs[answered], 0)
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
