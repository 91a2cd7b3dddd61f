"""A15: the plan's own report, against what the document counts for each estate."""

from __future__ import annotations

from gongzhi.orgs import public as orgs
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World
from gongzhi.structure import public as structure

NEAR = 0.02  # as many members for each branch as in the document, rounded to persons


def a15(world: World) -> Row:
    """A temporary branch in each estate, as many members for each as in the document, nothing left of it."""
    row, flood = Row(), world.flood
    if flood is None or not flood.plan_id:
        return row
    pack, plan = world.pack, structure.emergency_of(flood.plan_id)
    report = structure.emergency_report(plan)
    branches, cadres = report["branches"], report["cadres"]
    row.equal("temporary_branches", branches, len(flood.estates), source_of(pack.figure("emergency_branches")))
    share = pack.figure("emergency_cadres").value / pack.figure("emergency_branches").value
    each = cadres / max(1, branches)
    source = source_of(pack.figure("emergency_cadres"))
    row.between("reported_in_for_each_branch", each, share * (1 - NEAR), share * (1 + NEAR), source)
    row.least("shifts_served", report["duties"], 1)
    row.least("needs_taken_in", sum(n["total"] for n in report["needs"].values()), 1)
    row.equal("still_open", int(plan.state == "open"), 0)
    row.equal("rows_about_helpers_left", structure.emergency_left(plan), 0)
    kind = pack.emergencies[0].branch
    row.equal("branches_left", orgs.Body.objects.filter(kind=kind, ends_on=None).count(), 0)
    return row
