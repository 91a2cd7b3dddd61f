"""C5: quarrels went from their request to mediation and came back with a result, before the request was answered."""

from __future__ import annotations

from gongzhi.mediation import public as mediation
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories import mediating
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import overseer
from gongzhi.stories.world import World

LEAST = 0.4  # of the share of quarrels that the pack's story sends to mediation


def c5(world: World) -> Row:
    """Each mediation of a request has a result and ends; the request waits for it; only a committee issued an
    agreement; who agreed was called back. Nothing where the pack's story mediates nothing."""
    row, share = Row(), world.plan.mediated_share
    types = [t.key for t in world.pack.request_types if mediating.way_for(world, t)]
    if not share or not types:
        return row
    full, actor = (world.end - world.begin).days >= 90, overseer(world)
    seen = procedures.visible_to(actor).filter(kind="request")
    quarrels = requests.Request.objects.filter(type_key__in=types, joined_to=None, matter__in=seen).count()
    cases = list(mediation.cases.of_area(actor).exclude(request=None).select_related("request", "issued_by"))
    way = next(w for w in world.pack.mediations if w.received_by and w.mediators)
    row.least("mediations", len(cases), int(quarrels * share * LEAST) if full else 0, source_of(way))
    row.equal("mediations_without_result", sum(not c.result for c in cases), 0)
    results = {c.result for c in cases}
    row.least("results_in_use", len(results), 2 if full else 0)
    settled = [c for c in cases if c.result in mediating.SETTLED]
    row.least("settled", len(settled), len(cases) // 3 if full else 0, source_of(way))
    row.equal("not_called_back", sum(not c.kept for c in settled), 0, "law: 中华人民共和国人民调解法第三十一条")
    agreed = [c for c in cases if c.form]
    row.least("agreements", len(agreed), 1 if full else 0)
    issued = {c.issued_by.kind for c in agreed if c.issued_by is not None}
    row.equal("agreements_not_of_a_committee", len(issued - set(way.committees)), 0,
              "law: 中华人民共和国人民调解法第八条、第九条、第二十九条")  # fmt: skip
    row.equal("answered_before_the_result", sum(_too_early(c) for c in cases), 0)
    return row


def _too_early(case: mediation.Case) -> bool:
    """Whether the request was first answered before its mediation had the first result, by the two timelines."""
    ends = (mediating.AGREED, mediating.RECONCILED, mediating.FAILED, mediating.ELSEWHERE, mediating.REFUSED)
    results = [line.at for line in procedures.timeline(case.pk) if line.data.get("outcome") in ends]
    answered = case.request.answered_at if case.request is not None else None
    return answered is None or not results or answered < results[0]
