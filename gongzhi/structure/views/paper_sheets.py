"""What the papers of structure say, from live data: minutes, monthly report, list of handing over, agreement, list of
responsibilities. Each raises what the page of the thing raises where the actor may not see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.papers import Paper, Section, Signature, Table
from gongzhi.structure.forms import handover as handover_forms
from gongzhi.structure.models import Commitment, GivenTask, MonthReport, Visit
from gongzhi.structure.queries import cobuilding, duties, handover, meeting_page, meetings, pairing
from gongzhi.structure.queries.meeting_lists import task_state
from gongzhi.structure.rules.meetings import later
from gongzhi.structure.views.duties import state_words
from gongzhi.structure.views.words import named_of


@dataclass(frozen=True, slots=True)
class Built:
    """A paper, and the place in whose stream of the ledger it is noted."""

    paper: Paper
    place_id: int


def _moment(value: datetime | None) -> str:
    return f"{clock.local(value):%Y-%m-%d %H:%M}" if value else "—"


def _tasks(tasks: list[GivenTask]) -> Table:
    head = [_("No."), _("Task"), _("Responsible"), _("To be done by"), _("State")]
    rows = [[n, t.matter.title, t.owner.label, t.due_on, task_state(t)[1]] for n, t in enumerate(tasks, start=1)]
    return Table(head, rows, (8, 35, 24, 17, 16))


def minutes(meeting_id: int, actor: Actor) -> Built:
    """The minutes of a joint meeting, with lines to sign on."""
    of = meetings.find(meeting_id, actor)
    sheet = meeting_page.sheet(of, actor)
    came = [f"{g.name}（{_('%(n)s persons') % {'n': g.guest.people}}）" for g in sheet.guests if g.guest.people]
    absent = [g.name + (f"（{g.guest.reason}）" if g.guest.reason else "") for g in sheet.guests if not g.guest.people]
    facts = [
        (_("Time"), _moment(of.starts_at)),
        (_("Venue"), of.venue),
        (_("Convened by"), of.body.name),
        (_("Present"), "，".join([*filter(None, ["、".join(came)]), _("%(n)s persons together") % {"n": sheet.came}])),
        (_("Absent"), "、".join(absent)),
    ]
    sections = [
        Section(
            t.title,
            [
                _("Proposed by: %(name)s") % {"name": t.body.name},
                *([t.text] if t.text else []),
                _("Conclusion: %(words)s") % {"words": t.conclusion or "—"},
            ],
        )
        for t in sheet.agenda
    ]
    if of.notes:
        sections.append(Section(_("What else was said"), [of.notes]))
    if sheet.tasks:
        sections.append(Section(_("Tasks decided"), tables=[_tasks(sheet.tasks)]))
    signatures = [Signature(_("Minutes taken by")), Signature(_("Signed by who convened it"), of.post.label)]
    title = _("Minutes: %(title)s") % {"title": of.title}
    return Built(Paper(title, facts=facts, sections=sections, signatures=signatures), of.place_id)


def pair_report(report_id: int, actor: Actor) -> Built:
    """The monthly report of a pair: the numbers as sent, visits of the month, problems as they stand now."""
    report = pairing.report(report_id, actor)
    pair = report.pair
    values = {"place": pair.place.name, "month": f"{report.month:%Y-%m}"}
    facts = [
        (_("Leader"), pair.post.label),
        (_("Place"), pair.place.name),
        (_("Sent"), _moment(report.sent_at)),
    ]
    figures = [[label, number] for label, number in pairing.figure_words(report.figures)]
    sections = [
        Section(_("Figures of the month"), tables=[Table([_("Kind of figure"), _("How many")], figures, (70, 30))])
    ]
    if report.words:
        sections.append(Section(_("Explanations"), [report.words]))
    first, after = report.month, later(report.month, 1, "months")
    visits = Visit.objects.filter(pair=pair, on__gte=first, on__lt=after).order_by("on", "id")
    shown = [[v.on, v.words] for v in visits]
    none = [] if shown else [_("None.")]
    tables = [Table([_("Date"), _("What was seen and said")], shown, (20, 80))] if shown else []
    sections.append(Section(_("Visits"), none, tables))
    tasks = _of_month(report)
    none = [] if tasks else [_("None.")]
    sections.append(Section(_("Problems and instructions"), none, [_tasks(tasks)] if tasks else []))
    if report.instruction:
        sections.append(Section(_("Instructions"), [report.instruction]))
    footer = _("Figures as they were counted when the report was sent; problems as they stood at %(now)s.") % {
        "now": _moment(clock.now())
    }
    title = _("Monthly report of %(place)s for %(month)s") % values
    return Built(
        Paper(title, facts=facts, sections=sections, by=pair.post.body.name, day=clock.local(report.sent_at).date(),
              footer=footer),
        pair.place_id,
    )  # fmt: skip


def _of_month(report: MonthReport) -> list[GivenTask]:
    """Problems and instructions that were there in the month: given before its end, not struck off before it."""
    days = (report.month, later(report.month, 1, "months"))
    begins, ends = (clock.begin_of(d) for d in days)
    found = [
        t for t in pairing.tasks_of(report.pair)
        if t.created_at < ends and (t.struck_at is None or t.struck_at >= begins) or t.month_report_id == report.pk
    ]  # fmt: skip
    return sorted(found, key=lambda t: (t.due_on, t.pk))


def handing_over(handover_id: int, actor: Actor) -> Built:
    """The list of handing over (移交清单), with three lines to sign on."""
    sheet = handover.sheet(handover_id, actor)
    h = sheet.handover
    roles = {"giver": _("Hands over"), "receiver": _("Takes over"), "witness": _("Witness")}
    kinds, bases = handover_forms.KINDS, dict(handover_forms.BASES)
    until = f"，{_('until')} {h.ends_on:%Y-%m-%d}" if h.ends_on else ""
    facts = [
        (_("Post"), h.post.label),
        (_("Hands over"), h.appointment.person.name),
        (_("Takes over"), f"{h.receiver.name}（{bases.get(h.basis, h.basis)}{until}）"),
        (_("Witness"), h.witness.name),
        (_("Begun"), _moment(h.opened_at)),
    ]
    head = [_("No."), _("What it is"), _("What is handed over"), _("Date")]
    rows = [[n, str(kinds.get(x.kind, x.kind)), x.text, x.due_on] for n, x in enumerate(sheet.lines, start=1)]
    none = [] if rows else [_("Nothing is open with this post.")]
    section = Section("", none, [Table(head, rows, (8, 20, 54, 18))] if rows else [])
    signed = _("on paper") if h.on_paper else _("by the own account")
    signatures = [
        Signature(roles[role], name, f"{_moment(found.at)}（{signed}）" if found else "")
        for role, name, found in sheet.parties
    ]
    paper = Paper(_("List of handing over"), facts=facts, sections=[section], signatures=signatures,
                  by=h.post.body.name, day=clock.local(h.opened_at).date())  # fmt: skip
    return Built(paper, h.post.place_id)


def agreement(agreement_id: int, actor: Actor) -> Built:
    """An agreement of building together: who, what together, what was promised and given, secondments."""
    row = cobuilding.agreement(agreement_id, actor)
    facts = [
        (_("Kind of agreement"), named_of("agreement_kinds", row.kind)),
        (_("Our side"), row.body.name),
        (_("The unit"), row.unit.name),
        (_("What is done together"), "、".join(named_of("together", k) for k in row.together)),
        (_("Signed on"), f"{row.signed_on:%Y-%m-%d}"),
        (_("In force"), f"{row.starts_on:%Y-%m-%d} – {row.ends_on:%Y-%m-%d}"),
    ]
    if row.ended_on:
        facts.append((_("Over"), f"{row.ended_on:%Y-%m-%d}，{row.ended_why}"))
    head = [_("What is given"), _("Who gives"), _("In what"), _("Due on"), _("State"), _("Evidence")]
    given = [
        [c.words + _amount(c), c.giver.name, named_of("supports", c.support), c.due_on, _kept(c), c.evidence]
        for c, _matter in cobuilding.commitments_of(agreement_id)
    ]
    none = [] if given else [_("Nothing was promised or given yet.")]
    tables = [Table(head, given, (25, 17, 10, 16, 16, 16))] if given else []
    sections = [Section(_("Promised and given"), none, tables)]
    seconded = [
        [s.appointment.person.name, s.home.name, f"{s.host.name} {s.appointment.post.title}", s.appointment.starts_on,
         s.appointment.ends_on]
        for s in cobuilding.secondments_of(agreement_id)
    ]  # fmt: skip
    if seconded:
        head = [_("Name"), _("Comes from"), _("Serves as"), _("Runs from"), _("Runs until")]
        sections.append(Section(_("Secondments"), tables=[Table(head, seconded, (14, 24, 28, 17, 17))]))
    signatures = [Signature(_("Our side"), row.body.name), Signature(_("The unit"), row.unit.name)]
    return Built(Paper(row.title, facts=facts, sections=sections, signatures=signatures), row.place_id)


def _amount(row: Commitment) -> str:
    return f"（{row.amount.normalize():f}{row.unit}）" if row.amount is not None else ""


def _kept(row: Commitment) -> str:
    if row.done_on:
        return f"{_('Kept')}\n{row.done_on:%Y-%m-%d}"
    return f"{_('Not kept')}\n{row.dropped_on:%Y-%m-%d}" if row.dropped_on else _("Not kept yet")


def duty(sheet_id: int, actor: Actor) -> Built:
    """A list of responsibilities with its progress and evidence, A4 across."""
    found = duties.find(sheet_id, actor)
    rows = duties.items_of([found])[found.pk]
    head = [_("No."), _("What is to be done"), _("Wanted"), _("Done"), _("To be done by"), _("State"), _("Evidence")]
    lines = [
        [n, r.item.title, f"{r.item.number} {r.item.unit}".strip() if r.item.number else _("done or not"), r.done,
         r.item.due_on, state_words(r), "\n".join(_proofs(r))]
        for n, r in enumerate(rows, start=1)
    ]  # fmt: skip
    values = {"body": found.body.name, "year": found.year, "title": found.title}
    full = sum(r.full for r in rows)
    facts = [
        (_("Whose"), found.post.label if found.post else found.body.name),
        (_("Progress"), _("%(full)s of %(n)s entries done") % {"full": full, "n": len(rows)}),
    ]
    paper = Paper(
        _("%(body)s, %(year)s: %(title)s") % values, facts=facts,
        sections=[Section("", tables=[Table(head, lines, (5, 30, 9, 7, 11, 10, 28))])],
        signatures=[Signature(_("Responsible"))], by=found.body.name, day=clock.today(), across=True,
    )  # fmt: skip
    return Built(paper, found.place_id)


def _proofs(row: duties.ItemRow) -> list[str]:
    return [
        *(f"{e.day:%Y-%m-%d} {e.title}" for e in row.evidence),
        *(f"{clock.local(p.proof.at):%Y-%m-%d} {p.proof.words}（+{p.proof.amount}）" for p in row.proofs),
    ]
