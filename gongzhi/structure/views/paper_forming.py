"""The paper of forming a Party organisation: application, numbers against the clause, each step with its words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.packs import public as packs
from gongzhi.structure.queries import forming as queries
from gongzhi.structure.queries import forming_list as lists
from gongzhi.structure.queries import matters
from gongzhi.structure.views.forming import names_of
from gongzhi.structure.views.paper_sheets import Built


def application(matter_id: int, actor: Actor) -> Built:
    """The application in its present step. Raises NotFound, also where the actor may not see it."""
    sheet = matters.sheet(matter_id, actor)
    row = queries.of_matter(matter_id)
    (line,) = lists.lines_of([row.unit])
    names = names_of(queries.rules_now())
    how = [names[f].get(getattr(row, f), getattr(row, f)) for f in ("form", "mode", "tie") if getattr(row, f)]
    units = [row.unit, *queries.partners_of(row)]
    numbers = [
        f"{v.title} {_('not entered') if v.value is None else v.value}" + (f"（≥{v.at_least}）" if v.at_least else "")
        for v in line.values
    ]
    facts = [
        (_("Name of the organisation"), row.name),
        (_("Unit"), "、".join(u.name for u in units) + f"（{packs.named(line.kind)}）"),
        (_("Numbers"), "；".join(numbers) or "—"),
        (_("Rule"), f"{line.kind.clause}“{line.kind.source.text}”"),
        (_("How"), "、".join(how)),
        (_("Organisation above it"), row.parent.name if row.parent else "—"),
        (_("Post of its head"), row.post_title),
    ]
    if row.body:
        facts.append((_("It stands from"), f"{row.body.starts_on:%Y-%m-%d}"))
    steps = [[f"{clock.local(e['at']):%Y-%m-%d %H:%M}", e["title"], e["who"], e["text"]] for e in reversed(sheet.lines)]
    head = [_("Time"), _("Step"), _("Person"), _("Words")]
    sections = [Section(_("Timeline"), tables=[Table(head, steps, (20, 25, 25, 30))])]
    signatures = [Signature(_("Applied for by")), Signature(_("Approved by"))]
    return Built(Paper(row.name, facts=facts, sections=sections, signatures=signatures), row.unit.place_id)
