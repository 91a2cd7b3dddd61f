"""The sums: the same by increments and anew; their parts add up; periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.insight import public as insight
from gongzhi.insight.models import Position
from gongzhi.insight.rules import periods
from gongzhi.insight.tests.conftest import SPOTS, forward, sums
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Live = Callable[[int, int], None]


def test_increments_are_what_a_rebuild_gives(live: Live) -> None:
    live(1, 40)
    kept = sums()
    assert len(kept[0]) > 5
    assert insight.rebuild() == len(kept[0])
    assert sums() == kept


def test_an_entry_taken_in_twice_changes_nothing(live: Live) -> None:
    live(3, 15)
    kept = sums()
    Position.objects.update(index=0)
    forward()
    assert sums() == kept


def test_the_parts_of_the_period_add_up(city: Settled, live: Live) -> None:
    live(5, 20)
    actor = city.actor("supervisor")
    for kind in ("month", "quarter", "year"):
        period = insight.period_of(insight.PeriodKind(kind), clock.today())
        found = insight.figures(actor, insight.places_of(actor)[0].pk, period)
        assert sum(vector for _part, vector in found.steps) == found.total.flow
        assert sum(row.flow for row in found.types.values()) == found.total.flow
        assert sum(row.stock for row in found.types.values()) == found.total.stock


def test_a_place_that_moves_takes_its_figures_along(city: Settled, live: Live) -> None:
    from gongzhi.access.public import SYSTEM

    live(6, 15)
    actor = city.actor("supervisor")
    top = insight.places_of(actor)[0]
    grid = next(p for p in places.subtree([top.pk], ("grid",)))
    assert grid.parent_id is not None
    places.move(grid.pk, top.pk, actor=SYSTEM)
    forward()
    kept = sums()
    insight.rebuild()
    assert sums() == kept


def test_while_a_rebuild_is_at_work_nobody_else_counts(live: Live) -> None:
    live(7, 5)
    Position.objects.update(until=clock.now() + timedelta(minutes=1))
    assert insight.bring_forward() == 0
    assert insight.rebuild() == 0


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2026, 12, 31)])
def test_periods_follow_each_other_without_a_gap(day: date) -> None:
    for kind in list(periods.PeriodKind)[:-1]:
        period = periods.period_of(kind, day)
        assert period.first <= day <= period.last
        assert periods.before(period).last == period.first - timedelta(days=1)
        assert periods.after(periods.before(period)) == period
        parts = periods.steps(period)
        assert [p.first for p in parts[1:]] == [p.last + timedelta(days=1) for p in parts[:-1]]
        assert (parts[0].first, parts[-1].last) == (period.first, period.last)


def test_killed_in_the_middle_nothing_is_lost_or_counted_twice(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongzhi.insight.actions import index

    live(8, 15)
    spot = {"lon": SPOTS[0][0], "lat": SPOTS[0][1], "type_key": "streetlight"}
    draft = requests.Draft(description="又一盏路灯不亮", name="老周", contact_phone="13800138000", **spot)  # type: ignore[arg-type]
    requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    ledger.sequence_all()
    before, at = sums(), Position.objects.get().index

    def dies(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(index, "_write_stocks", dies)
    with pytest.raises(RuntimeError), transaction.atomic():
        insight.bring_forward()
    assert (sums(), Position.objects.get().index) == (before, at)
    monkeypatch.undo()
    forward()
    kept = sums()
    assert kept != before
    insight.rebuild()
    assert sums() == kept
