"""C5: quarrels that came to mediation by themselves, and the forms of its steps, as lists and cases tell them."""

from __future__ import annotations

from gongzhi.mediation import public as mediation
from gongzhi.procedures import public as procedures
from gongzhi.stories import mediating
from gongzhi.stories.figures.mediating import c5
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.figures.snapshot import overseer
from gongzhi.stories.world import World

WAY_OF_LAW = "law: 中华人民共和国人民调解法"


def mediated(world: World, row: Row) -> None:
    """Add to the row: what came of requests (`c5`), what came without; nothing where the story mediates nothing."""
    row.figures.update(c5(world).figures)
    if not world.plan.quarrels_at_desk and not world.plan.mediated_share:
        return
    actor, full = overseer(world), (world.end - world.begin).days >= 90
    way = next(w for w in world.pack.mediations if w.received_by and w.mediators)
    cases = list(mediation.cases.of_area(actor).order_by("pk"))
    row.equal("cases_by_result", sum(n for _result, n in mediation.cases.figures(actor)), len(cases))
    alone = [c for c in cases if c.request_id is None]
    wanted = world.plan.quarrels_at_desk
    row.least("came_without_a_request", len(alone), wanted if full else 0, source_of(way))
    row.equal("cases_not_ended", sum(c.matter.state in procedures.LIVE for c in cases), 0)
    if way.forms:
        _forms(row, [f.key for f in way.forms], cases, source_of(way), full=full)
    if wanted:
        _outcomes(row, alone, least=1 if full else 0)


def _forms(row: Row, steps: list[str], cases: list[mediation.Case], source: str, *, full: bool) -> None:
    """Each step has its form, and what was settled by who mediates has them all."""
    filled = {c.pk: set(mediation.Sheet.objects.filter(case=c.pk).values_list("step", flat=True)) for c in cases}
    row.least("cases_with_every_form", sum(set(steps) <= done for done in filled.values()), 3 if full else 0, source)
    agreed = [c for c in cases if c.form]
    row.equal("agreed_without_every_form", sum(not set(steps) <= filled[c.pk] for c in agreed), 0, source)


def _outcomes(row: Row, alone: list[mediation.Case], *, least: int) -> None:
    """Each honest result, both forms of an agreement, the court, appointments, the call back."""
    settled = [c for c in alone if c.result in mediating.SETTLED]
    row.least("written_agreements", sum(c.form == "written" for c in alone), least, f"{WAY_OF_LAW}第二十八条")
    row.least("oral_agreements", sum(c.form == "oral" for c in alone), least, f"{WAY_OF_LAW}第二十八条")
    row.least("confirmed_by_the_court", sum(c.court == "confirmed" for c in alone), least, f"{WAY_OF_LAW}第三十三条")
    row.least("refused_by_a_side", sum(c.result == "refused" for c in alone), least, f"{WAY_OF_LAW}第二十三条")
    row.least("not_agreed", sum(c.result == "failed" for c in alone), least, f"{WAY_OF_LAW}第二十六条")
    row.least("called_back", sum(bool(c.kept) for c in settled), len(settled), f"{WAY_OF_LAW}第三十一条")
    sittings = mediation.Sitting.objects.filter(case__in=[c.pk for c in alone])
    row.least("sittings_held", sittings.filter(state="held").count(), least)
