"""Matters of the structure: how one stands, what may be chosen, where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongzhi.access.public import Actor
from gongzhi.core.errors import NotFound
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.structure.models.handover import Handover

Lead = Callable[[procedures.Matter, Actor], list[tuple[str, str]]]  # (address, words)
_leads: dict[str, Lead] = {}


def register_lead(kind: str, lead: Lead) -> None:
    """Say where the page of such a matter leads: to the body, the list, the form that belongs to it."""
    _leads[kind] = lead


@dataclass(frozen=True, slots=True)
class Sheet:
    """A matter as its page shows it. `mine`: the actor acts for the post that holds it."""

    matter: procedures.Matter
    title: str
    holder: str
    steps: list[dict[str, str]]
    step: procedures.Step
    lines: list[dict[str, Any]]
    leads: list[tuple[str, str]]
    mine: bool
    offered: bool


def desk_address(matter_id: int) -> str | None:
    """The page of a matter of the structure, or of a handover; None where it is neither."""
    kind = procedures.Matter.objects.filter(pk=matter_id).values_list("kind", flat=True).first()
    if kind:
        return procedures.page_of(kind, matter_id) or None
    return f"/desk/structure/handover/{matter_id}/" if Handover.objects.filter(pk=matter_id).exists() else None


def sheet(matter_id: int, actor: Actor) -> Sheet:
    """The matter for its page. Raises NotFound, also where the actor may not see it."""
    matter = procedures.get(matter_id, actor)
    if not procedures.page_of(matter.kind, matter.pk):
        raise NotFound("There is no such matter.")
    definition = procedures.definition(matter.revision_id, matter.procedure)
    titles = {s.key: s.title for s in definition.steps}
    done = True
    bar = []
    for step in definition.steps:
        done = done and step.key != matter.step
        state = "current" if step.key == matter.step else "done" if done else "todo"
        bar.append({"label": step.title, "state": state})
    lines = procedures.lines_of(matter, titles)
    lead = _leads.get(matter.kind)
    return Sheet(
        matter=matter, title=definition.title, holder=orgs.post_label(matter.holder_post_id), steps=bar,
        step=definition.step(matter.step), lines=lines, leads=lead(matter, actor) if lead else [],
        mine=matter.holder_post_id in actor.post_ids, offered=matter.offered_post_id in actor.post_ids,
    )  # fmt: skip
