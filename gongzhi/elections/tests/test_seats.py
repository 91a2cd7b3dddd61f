"""Several seats: how many candidates are needed, ballots for the seats that are left, seats left empty."""

from __future__ import annotations

import pytest

from gongzhi.core.errors import Invalid, NotAllowed
from gongzhi.elections import public as elections
from gongzhi.elections.models import Election, Nominee
from gongzhi.elections.tests.conftest import ANYBODY, NAMES, Hall, later

pytestmark = pytest.mark.django_db
SEATS = 6  # a fifth more is 7.2: eight candidates
MORE = ["卜七", "刁八", "于九", "万十"]


def recommended(hall: Hall, names: list[str]) -> None:
    for name in names:
        made = elections.recommending.recommend(hall.fresh(), name=name, by_name="老周", actor=ANYBODY)
        one = Nominee.objects.get(pk=made.pk)
        elections.recommending.answer(one, accepted=True, how="书面同意书", actor=hall.runner)


def eight(hall: Hall) -> list[str]:
    """Eight candidates for six seats, at the assembly; their names in the order of the ballot."""
    Election.objects.filter(pk=hall.election.pk).update(seats=SEATS)
    hall.announce()
    hall.register()
    recommended(hall, [*NAMES, *MORE])
    later(6)
    with pytest.raises(NotAllowed, match=r"accepted so far") as said:
        elections.recommending.close_recommendation(hall.fresh(), actor=hall.runner)
    assert said.value.params == {"n": 7, "need": 8}
    elections.recommending.prolong(hall.fresh(), days=1, actor=hall.runner)
    recommended(hall, ["马小五"])
    later(2)
    elections.recommending.close_recommendation(hall.fresh(), actor=hall.runner)
    hall.vet()
    hall.candidates()
    hall.assemble()
    hall.officers()
    return [n.name for n in elections.elections.candidates(hall.fresh())]


def test_a_fifth_more_rounded_up_and_ballots_for_what_is_left(hall: Hall) -> None:
    names = eight(hall)
    assert len(names) == 8
    votes = {f"c{n}": 90 - n for n in range(1, 5)} | {"c5": 40, "c6": 30, "c7": 20, "c8": 10}
    found = hall.ballot(votes | {"ballots": 95})
    assert found.elected == names[:4]
    assert hall.step == "vote"  # two seats are empty
    rows, seats, runoff = elections.sitting.round_of(hall.fresh())
    assert ([n.name for n in rows], seats, runoff) == (names[4:7], 2, False)  # again a fifth more: three for two
    found = hall.ballot({"c5": 60, "c6": 40, "c7": 30, "ballots": 95})
    assert found.elected == [names[4]]
    assert elections.result.filled(hall.fresh()) == 5
    with pytest.raises(Invalid):
        elections.result.leave_short(hall.fresh(), reason="少", actor=hall.runner)
    elections.result.leave_short(hall.fresh(), reason="一名未过半数，暂缺", actor=hall.runner)
    assert hall.step == "approve"
    assert hall.fresh().short == "一名未过半数，暂缺"


def test_equal_votes_for_the_last_seat_seat_nobody(hall: Hall) -> None:
    names = eight(hall)
    votes = {f"c{n}": 80 for n in range(1, 6)} | {"c6": 60, "c7": 60, "c8": 1}
    assert sorted(hall.ballot(votes | {"ballots": 95}).elected) == sorted(names[:5])
    rows, seats, _runoff = elections.sitting.round_of(hall.fresh())
    assert (seats, [n.name for n in rows]) == (1, names[5:7])


def test_nobody_elected_goes_back_to_the_recommendation(hall: Hall) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    with pytest.raises(NotAllowed):  # no ballot yet
        elections.result.leave_short(hall.fresh(), reason="没有人过半数", actor=hall.runner)
    assert hall.ballot({"c1": 40, "c2": 30, "c3": 25}).elected == []
    elections.result.leave_short(hall.fresh(), reason="没有人过半数", actor=hall.runner)
    assert hall.step == "recommend"
    assert not Nominee.objects.exclude(place=None).exists()
