"""The thirty-one communities of S0 elect their secretaries: more candidates than seats, over nine tenths come."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.elections import public as elections
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.stories import elections as lived
from gongzhi.stories import live
from gongzhi.stories.world import World, local

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
POSTS = (("community_committee", "party_secretary"), ("service_centre", "centre_director"),
         ("residents_council", "council_convener"))  # fmt: skip


def _bodies(world: World) -> list[orgs.Post]:
    """Each new community gets its committee, centre and council; the secretaries are still to be elected."""
    level = world.pack.level("community").kind
    found = []
    for n, place in enumerate(places.of_kinds([level])):
        for body_kind, kind in POSTS:
            there = orgs.Post.objects.filter(place=place, kind=kind, ends_on=None).order_by("id").first()
            if there is None:
                body = orgs.add_body(actor=SYSTEM, kind=body_kind, name=f"{place.name}{body_kind}", place_id=place.pk)
                title = world.pack.post_kind(kind).title
                there = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=kind, title=title, place_id=place.pk)
                if kind != "party_secretary":
                    person = people.create_person(name=f"社区人员{n}{kind[:3]}")
                    orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=there.pk)
            if kind == "party_secretary":
                found.append(there)
    return found


def test_thirty_one_secretaries_are_elected() -> None:
    start = local(date(2026, 3, 2), 0)
    with live.on_stage(start, 1) as manual:
        world = live.begin("guiyang", manual, seed=1, end=start + timedelta(weeks=4), quiet=True)
        world.run(start + timedelta(weeks=5))  # by then the adjustment of S0 has been carried out
        posts = _bodies(world)
        assert len(posts) == 31
        way = world.pack.election("party-direct")
        for n, post in enumerate(posts):
            moment = start + timedelta(weeks=5, hours=10)
            lived.begin(world, lived.walk(world, way, post, random.Random(n)), moment)
        world.run(start + timedelta(weeks=11))
        held = list(elections.Election.objects.select_related("matter", "electorate").order_by("pk"))
        assert {e.matter.state for e in held} == {"archived"}
        quorums = [elections.assembly.quorum(e) for e in held]
        assert all(q.enough for q in quorums)
        assert sum(q.present / q.entitled for q in quorums) / len(quorums) > 0.9
        for election in held:
            rows = elections.elections.candidates(election)
            assert len(rows) >= 2
            chosen = elections.Nominee.objects.get(election=election, elected=True)
            assert orgs.holder_of(election.post_id).person_id == chosen.person_id
        assert not procedures.Matter.objects.filter(kind=elections.ELECTION).exclude(state="archived").exists()
