"""Responsibility lists, joint meetings, paired leaders, posts handed over."""

from __future__ import annotations

from django.db.models import Count, Q

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.core import clock
from gongzhi.core.measures import Asked
from gongzhi.orgs import public as orgs
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World
from gongzhi.structure import public as structure


def a7(world: World) -> Row:
    """Every kind of list that the pack names is issued; an entry has evidence, one is counted from the records."""
    row = Row()
    if not world.pack.duty_lists:
        return row
    post = world.nearest(world.kinds_with(Permission.DUTY_EDIT), world.settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    assert actor is not None
    sheets = list(structure.duty_reads.narrowed(actor, {"year": world.begin.year}).filter(state="issued"))
    kinds = len({sheet.template for sheet in sheets})
    row.equal("kinds_of_lists", kinds, len(world.pack.duty_lists), source_of(world.pack.duty_lists[0]))
    items = [item for rows in structure.duty_reads.items_of(sheets).values() for item in rows]
    row.least("entries_with_evidence", sum(bool(item.proofs) for item in items), 1)
    counted = sum(bool(item.evidence) for item in items)
    row.least("entries_counted_from_records", counted, 1 if world.pack.joint_meetings else 0)
    return row


def a8(world: World) -> Row:
    """A meeting of each kind was held, every side of it came, each decision was struck off."""
    row = Row()
    for kind in world.pack.joint_meetings:
        held = list(structure.meeting_reads.visible(SYSTEM).filter(kind=kind.key, state="held").order_by("id"))
        row.least(f"{kind.key}_held", len(held), 1, source_of(kind))
        convener = {side.key for side in kind.sides if kind.convened_by in side.body_kinds}
        came = structure.Guest.objects.filter(meeting__in=held).exclude(signed="not").order_by("side")
        sides = convener | set(came.values_list("side", flat=True))
        row.equal(f"{kind.key}_sides", len(sides), len(kind.sides), source_of(kind))
        row.of_pack(world.pack, "sides_of_meeting", len(sides))
    if world.pack.joint_meetings:
        tasks = structure.GivenTask.objects.exclude(meeting=None)
        row.least("tasks_decided", tasks.count(), 2)
        row.equal("tasks_not_struck_off", tasks.filter(struck_at=None).count(), 0)
        places = [m.place_id for m in held]
        asked = Asked(clock.today(), place_kinds=("street", "town", "community"), days=183)
        measured = {m.place_id: m.value for m in structure.measure_meetings(asked)}
        row.least("meetings_in_half_a_year", sum(measured.get(pk) or 0 for pk in places[:1]), 1, source_of(kind))
    return row


def a12(world: World) -> Row:
    """Problems found on visits, each struck off; monthly reports whose numbers are those of the records."""
    row = Row()
    full = (world.end - world.begin).days >= 90
    for pair in structure.LeaderPair.objects.select_related("place", "post").order_by("id"):
        rule = world.pack.pairing(pair.kind)
        tasks = structure.pairing_reads.tasks_of(pair)
        found = tasks.filter(visit__isnull=False)
        solved = found.exclude(struck_at=None).count()
        if full:
            row.of_pack(world.pack, "problems_solved", solved)
        row.equal("problems_not_struck_off", found.filter(struck_at=None).count(), 0)
        reports = list(structure.MonthReport.objects.filter(pair=pair).order_by("month"))
        row.least("monthly_reports", len(reports), 2 if full else 0, source_of(rule))
        now = [structure.pairing_reads.figures(pair, report.month) for report in reports]
        off = sum(r.figures[k] != n[k] for r, n in zip(reports, now, strict=True) for k in ("visits", "found"))
        row.equal("numbers_of_reports_off", off, 0)
        row.least("visits", sum(n["visits"] for n in now), 4 if full else 0)
        row.equal("instructions_that_became_tasks", tasks.filter(visit=None).count(), min(1, len(reports)))
    return row


def handed_over(world: World, row: Row) -> None:
    """A post handed over: three signatures under a list, open matters passed, the access of who left ended."""
    done = structure.Handover.objects.filter(state="done")
    full = (world.end - world.begin).days >= 28
    row.least("posts_handed_over", done.count(), 1 if full else 0)
    short = done.annotate(n=Count("signatures"), lines_=Count("lines", distinct=True))
    row.equal("handed_over_without_three_signatures", short.exclude(n__gte=3).count(), 0)
    row.equal("handed_over_without_list", short.filter(lines_=0).count(), 0)
    gone = done.values("appointment")
    still = orgs.Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()), pk__in=gone, ended_at=None)
    row.equal("access_of_who_handed_over", still.count(), 0)
