"""Every act of patrols."""

from __future__ import annotations

from gongzhi.access.public import Permission as P  # noqa: N817
from gongzhi.core import clock
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.patrol.actions import rounds
from gongzhi.patrol.models import Point, Visit
from gongzhi.procedures.models import Matter
from tests.matrix.acts import Act, W, any_of
from tests.matrix.acts_world import save

PACKAGE = "gongzhi.patrol.actions"
EDIT = any_of(P.GRID_EDIT)


def prepare(w: W) -> None:
    """A grid with a check point."""
    w.point = save(Point(place=w.other_grid, title="消防通道", starts_on=clock.today()))
    matter = Matter.objects.order_by("id").first()
    week = week_of(clock.today() - WEEK)
    w.seen = save(Visit(point=w.point, week=week, post=w.owner, fine=False, found=matter, done_at=clock.now()))


ACTS: dict[str, Act] = {
    "rounds.add_point": Act(EDIT, lambda w, a: rounds.add_point(w.other_grid.pk, rounds.PointDraft(""), actor=a)),
    "rounds.end_point": Act(EDIT, lambda w, a: rounds.end_point(w.point.pk, actor=a)),
    "rounds.plan_week": Act(
        EDIT, lambda w, a: rounds.plan_week(w.other_grid.pk, clock.today(), post_id=None, planned_on=None, actor=a)
    ),
    "rounds.visit": Act(any_of(P.REQUEST_REGISTER), lambda w, a: rounds.visit(w.point.pk, fine=True, actor=a)),
    "rounds.see_again": Act(any_of(P.REQUEST_REGISTER), lambda w, a: rounds.see_again(w.seen.pk, mended=True, actor=a)),
    "rounds.walker": Act(
        any_of(P.REQUEST_REGISTER), lambda w, a: rounds.walker(w.other_grid.pk, clock.today(), actor=a)
    ),
}
INSIDE = {"field.perform"}  # of each act of a phone the acts below ask: gongzhi/patrol/tests/test_sent.py
