"""The ways of the packs that other tests do not walk: from the announcement to who holds the post."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Permission
from gongzhi.elections import public as elections
from gongzhi.elections.models import Nominee
from gongzhi.elections.tests.conftest import Hall, begin, in_town
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs

pytestmark = pytest.mark.django_db
town = contextmanager(in_town)
WAYS = [("guiyang", "director-direct"), ("guangyuan", "party-direct"), ("yaan", "committee-voters")]


def second_hand(hall: Hall) -> str:
    """A post of the community, not the one that holds the election, whose holder may enter counts."""
    kinds = {k.key for k in packs.active().post_kinds if Permission.VOTE_ENTER in k.permissions}
    rows = orgs.Post.objects.filter(kind__in=kinds, place=hall.election.post.place_id).exclude(
        pk=hall.election.runner_id
    )
    ids = set(rows.exclude(pk=hall.election.post_id).values_list("pk", flat=True))
    return next(key for key, post in hall.town.posts.items() if post in ids)


@pytest.mark.parametrize(("pack", "key"), WAYS)
def test_each_way_fills_its_post(db: None, manual_clock: Any, pack: str, key: str) -> None:
    with town(pack) as found:
        hall = begin(found, key)
        hall.second = second_hand(hall)
        hall.to_vote(30)
        hall.assemble(came=28)
        hall.officers()
        assert hall.ballot({"c1": 3, "c2": 20, "c3": 5}).elected == ["王芳"]
        if hall.step == "approve":
            elections.appointing.approve(hall.fresh(), approved=True, actor=hall.other())
        old = orgs.holder_of(hall.election.post_id).appointment_id
        assert old is not None
        orgs.end_appointment(old, actor=SYSTEM)  # who was in office left before
        chosen = Nominee.objects.get(elected=True)
        elections.appointing.appoint(hall.fresh(), chosen, actor=hall.runner)
        elections.appointing.finish(hall.fresh(), words="无人移交", actor=hall.runner)
        assert orgs.holder_of(hall.election.post_id).person_id == Nominee.objects.get(elected=True).person_id
