"""Until the release no page of an election shows a count by candidate."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from gongzhi.core.errors import Forbidden, NotAllowed
from gongzhi.elections import public as elections
from gongzhi.elections.models import Nominee
from gongzhi.elections.tests.conftest import Hall
from gongzhi.people import public as people
from gongzhi.voting import public as voting
from tests.desks import desk_of, text

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
COUNTS = {"c1": 61, "c2": 34}


def told(page: str) -> list[str]:
    page = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    return [n for n in ("61", "34") if re.search(rf"(?<!\d){n}(?!\d)", page)]


def test_no_page_tells_a_count_before_the_release(hall: Hall, city: Settled) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    at, public = f"/desk/elections/{hall.election.pk}/", f"/elections/{hall.election.number}/"
    papers = [f"{at}papers/{p}/page/" for p in ("ballot", "tally", "result")]  # the register numbers its rows
    pages = [at, *papers, "/desk/elections/", f"{at}attendance/", public, "/elections/"]
    desks = [desk_of(city)(p) for p in ("director", "convener")] + [Client()]
    for second in (False, True):
        who = city.actor("convener") if second else hall.runner
        elections.sitting.count(hall.fresh(), COUNTS, actor=who)
        for client in desks:
            for page in pages:
                found = told(client.get(page, follow=True).content.decode())
                assert found == [], (page, found)
    elections.result.release(hall.fresh(), actor=hall.runner)
    assert told(text(Client().get(public))) == ["61", "34"]


def test_who_stands_neither_counts_nor_closes_by_any_page(hall: Hall, city: Settled) -> None:
    person = people.Person.objects.get(pk=city.holders["convener"][0])
    hall.announce()
    hall.register()
    hall.recommend()
    Nominee.objects.filter(name="王芳").update(person=person)
    hall.vet()
    hall.candidates()
    hall.assemble()
    hall.officers()
    poll = elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    stands = city.actor("convener")
    with pytest.raises(Forbidden):
        elections.sitting.count(hall.fresh(), COUNTS, actor=stands)
    with pytest.raises(Forbidden):
        voting.enter_counts(poll.pk, COUNTS, channel="meeting", actor=stands)
    with pytest.raises(Forbidden):
        voting.close_poll(poll.pk, actor=stands)


def test_a_ballot_is_held_and_counted_in_its_election_alone(hall: Hall, city: Settled) -> None:
    hall.to_vote()
    hall.assemble()
    hall.officers()
    poll = elections.sitting.give_ballots(hall.fresh(), actor=hall.runner)
    at, own = f"/desk/voting/{poll.pk}/", f"/desk/elections/{hall.election.pk}/"
    desk = desk_of(city)("director")  # holds votes, and holds this election
    page = text(desk.get(at))
    assert own in page
    for verb in ("close", "cancel", "release", "override", "enter", "counts"):
        assert f'"{at}{verb}/"' not in page
        assert own in text(desk.post(f"{at}{verb}/", {"reason": "试一试", "present": 95}), 409)
    absent = hall.electors()[99]
    for act in (
        voting.close_poll, voting.release, partial(voting.cancel_poll, reason="试一试"),
        partial(voting.give_paper, elector_id=absent.pk, channel="meeting"),
        partial(voting.enter_counts, counts=COUNTS, channel="meeting"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="belongs"):
            act(poll.pk, actor=hall.runner)
    elections.sitting.count(hall.fresh(), COUNTS, actor=hall.runner)
    there = voting.tallies_of(poll.pk)[0]
    with pytest.raises(NotAllowed, match="belongs"):
        voting.confirm_counts(there.pk, COUNTS, actor=city.actor("convener"))
    elections.sitting.count(hall.fresh(), {"c1": 60, "c2": 35}, actor=city.actor("convener"))
    with pytest.raises(NotAllowed, match="belongs"):
        voting.recount(there.pk, actor=hall.runner)
    elections.sitting.count_again(hall.fresh(), actor=hall.runner)
    hall.count(COUNTS)
    with pytest.raises(NotAllowed, match="belongs"):  # made public: its verdict is the election's too
        voting.override_result(poll.pk, passed=False, reason="想推翻这个结果，试一试", actor=hall.runner)
    assert voting.close_due() == 0
