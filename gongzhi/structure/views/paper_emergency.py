"""The report of an emergency plan on paper: orders, counts, areas; nobody who helped is named."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.structure.queries import emergency as queries
from gongzhi.structure.queries import emergency_report as reports
from gongzhi.structure.views.emergency import title_of
from gongzhi.structure.views.paper_sheets import Built


def report(emergency_id: int, actor: Actor) -> Built:
    """The report as written when the plan ended, or as it stands. Raises NotFound, also where one may not see it."""
    row = queries.find(emergency_id, actor)
    found = reports.report_of(row)
    last = clock.local(row.closed_at).date() if row.closed_at else row.ends_on
    facts = [
        (_("Plan"), title_of(row)), (_("Time"), f"{row.starts_on:%Y-%m-%d} – {last:%Y-%m-%d}"), *reports.facts(found),
    ]  # fmt: skip
    orders = [[o.number, o.issuer, o.issued_on, o.until or "—"] for o in reversed(queries.orders(row))]
    head = [_("Number of the order"), _("Issued by"), _("Date"), _("Until")]
    sections = [Section(_("Orders"), tables=[Table(head, orders, (30, 34, 18, 18))])]
    needs = [[name, n["total"], n["in_time"], n["late"], n["open"]] for name, n in reports.need_lines(found)]
    if needs:
        head = [_("Kind"), _("Taken in"), _("Answered in time"), _("Answered late"), _("Still open")]
        sections.append(Section(_("Needs by kind"), tables=[Table(head, needs, (36, 16, 16, 16, 16))]))
    areas = [
        [a.place.name, a.leader.label if a.leader else "—", a.unit.name if a.unit else "—",
         a.branch.name if a.branch else "—"]
        for a in queries.areas(row)
    ]  # fmt: skip
    if areas:
        head = [_("Place"), _("Leader"), _("Unit"), _("Temporary branch")]
        sections.append(Section(_("Areas and estates"), tables=[Table(head, areas, (22, 30, 24, 24))]))
    title = _("Report of the emergency plan")
    return Built(Paper(title, facts=facts, sections=sections, signatures=[Signature(_("Approved by"))]), row.place_id)
