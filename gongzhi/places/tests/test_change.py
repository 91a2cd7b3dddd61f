"""The tree changes with dates; history stays readable under the names of its time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.access.public import SYSTEM, Actor, ActorKind, HeldPost, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Forbidden, Invalid, NotAllowed
from gongzhi.ledger import public as ledger
from gongzhi.places import public as places
from gongzhi.places.tests.conftest import Town


def editor(place_id: int) -> Actor:
    post = HeldPost(1, "clerk", 1, place_id, frozenset({Permission.PLACE_EDIT}), 1)
    return Actor(ActorKind.STAFF, person_id=1, posts=(post,))


def test_rename_keeps_the_former_name(town: Town, manual_clock: clock.ManualClock) -> None:
    manual_clock.advance(timedelta(days=30))
    day = clock.today()
    places.rename(town.west.pk, "新世纪社区", actor=editor(town.street.pk))
    assert places.get(town.west.pk).name == "新世纪社区"
    assert places.name_on(town.west.pk, day - timedelta(days=1)) == "东新社区"
    assert places.name_on(town.west.pk, day) == "新世纪社区"
    assert [p.pk for p in places.find_address("xsjsq")] == [town.west.pk]
    assert places.history(town.west.pk)[0].ends_on == day
    assert [e.tag for e in ledger.entries_of(town.west.pk)] == ["place:place:added", "place:place:renamed"]


def test_move_takes_everything_below_along(town: Town) -> None:
    before = places.ancestors(town.grids[0].pk)
    assert before[-3:] == (town.street.pk, town.west.pk, town.grids[0].pk)
    places.move(town.west.pk, town.county.pk, actor=SYSTEM)  # the street offices are abolished
    expected = (town.city.pk, town.county.pk, town.west.pk, town.grids[0].pk)
    assert places.ancestors(town.grids[0].pk) == expected
    assert places.get(town.grids[0].pk).ancestors == expected
    assert places.get(town.west.pk).parent_id == town.county.pk


def test_move_into_itself_is_refused(town: Town) -> None:
    with pytest.raises(Invalid):
        places.move(town.street.pk, town.grids[0].pk, actor=SYSTEM)


def test_both_ends_of_a_move_need_the_right(town: Town) -> None:
    with pytest.raises(Forbidden):
        places.move(town.west.pk, town.county.pk, actor=editor(town.street.pk))


def test_nobody_edits_outside_the_own_part(town: Town) -> None:
    stranger = editor(town.east.pk)
    with pytest.raises(Forbidden):
        places.rename(town.west.pk, "别名", actor=stranger)
    with pytest.raises(Forbidden):
        places.add_place(kind="grid", name="网格", parent_id=town.west.pk, actor=stranger)
    with pytest.raises(Forbidden):
        places.add_place(kind="city", name="市", actor=editor(town.city.pk))


def test_close_needs_an_empty_place(town: Town) -> None:
    with pytest.raises(NotAllowed):
        places.close_place(town.west.pk, actor=SYSTEM)
    for grid in town.grids:
        places.close_place(grid.pk, actor=SYSTEM)
    places.close_place(town.west.pk, actor=SYSTEM)
    again = places.add_place(
        kind="community", name="新社区", code=town.west.code, parent_id=town.street.pk, actor=SYSTEM
    )
    assert places.by_code(town.west.code).pk == again.pk  # a code may be given again


def test_a_code_is_given_once(town: Town) -> None:
    with pytest.raises(Invalid, match="already has the code"):
        places.add_place(kind="grid", name="又一", code=town.grids[0].code, parent_id=town.west.pk, actor=SYSTEM)


@pytest.mark.parametrize("name", ["", "   ", "😀", "长" * 81])
def test_names_that_are_none(town: Town, name: str) -> None:
    with pytest.raises(Invalid):
        places.rename(town.west.pk, name, actor=SYSTEM)


def test_two_at_once(town: Town) -> None:
    seen = places.get(town.west.pk).version
    places.rename(town.west.pk, "甲社区", actor=SYSTEM, version=seen)
    with pytest.raises(Conflict):
        places.rename(town.west.pk, "乙社区", actor=SYSTEM, version=seen)


def test_no_change_in_the_future_or_before_the_last(town: Town, manual_clock: clock.ManualClock) -> None:
    with pytest.raises(Invalid):
        places.rename(town.west.pk, "甲社区", actor=SYSTEM, on=clock.today() + timedelta(days=1))
    with pytest.raises(Invalid):
        places.rename(town.west.pk, "甲社区", actor=SYSTEM, on=date(2020, 1, 1))


def test_bow_tie_is_no_outline(town: Town) -> None:
    ring = [[106.7, 26.5], [106.8, 26.6], [106.8, 26.5], [106.7, 26.6], [106.7, 26.5]]
    with pytest.raises(Invalid, match="crosses itself"):
        places.set_geometry(town.grids[0].pk, {"type": "Polygon", "coordinates": [ring]}, actor=SYSTEM)
