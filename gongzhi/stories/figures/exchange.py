"""Messages between the levels, each answered; the street heard about agencies posted in it."""

from __future__ import annotations

from django.db.models import F, Q

from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World
from gongzhi.structure import public as structure


def a14(world: World) -> Row:
    """Every case has an answer and an outcome, every agency a grade; what is proposed only bound nobody."""
    row, rule = Row(), world.pack.consultation
    if rule is None:
        return row
    cases = structure.PersonnelConsent.objects.all()
    full = (world.end - world.begin).days >= 28
    row.least("heads_asked_about", cases.count(), 1 if full else 0)
    row.equal("cases_without_answer", cases.filter(Q(answer="") | Q(outcome="")).count(), 0)
    row.equal("cases_marked_as_the_pack_marks_them", cases.filter(binds=rule.consent.in_force).count(), cases.count())
    agencies = sum(b.kind in rule.agencies for b in world.community.bodies)
    graded = structure.AgencyAssessment.objects.exclude(grade="").count()
    row.equal("heads_assessed", graded, agencies if full else graded)
    wanted = [c for found in structure.cross_reads.wanted(Q()).values() for c in found]
    row.least("cross_appointments_wanted", len(wanted), len(world.pack.cross_posts))
    return row


def a18(world: World) -> Row:
    """The levels and networks of the document; messages down and up, every one answered, one asked once more."""
    row, way = Row(), world.pack.two_way
    if way is None:
        return row
    row.of_pack(world.pack, "exchange_levels", len(way.levels))
    row.of_pack(world.pack, "networks", len(world.pack.networks))
    full = (world.end - world.begin).days >= 28
    letters, parts = structure.Letter.objects.all(), structure.LetterPart.objects.all()
    row.least("messages_down", letters.filter(upward=False).count(), len(world.pack.networks) if full else 0)
    row.least("messages_up", letters.filter(upward=True).count(), len(world.pack.networks) if full else 0)
    row.equal("not_answered", parts.filter(answered_at=None).count(), 0, source_of(way))
    row.equal("counted_otherwise", letters.exclude(answered_number=F("parts_number")).count(), 0)
    row.least("asked_once_more", parts.exclude(question="").count(), 1 if full else 0)
    row.least("answered_late", parts.filter(answered_at__gt=F("matter__due_at")).count(), 1 if full else 0)
    return row
