"""What elections knew of people goes when it has served."""

from __future__ import annotations

import pytest

from gongzhi.elections import public as elections
from gongzhi.elections.models import Attendance, Nominee, Recommendation
from gongzhi.elections.tests.conftest import ANYBODY, Hall, later
from gongzhi.procedures import public as procedures

pytestmark = pytest.mark.django_db


def test_who_recommended_and_who_did_not_stand_are_forgotten(hall: Hall) -> None:
    hall.announce()
    hall.register()
    made = elections.recommending.recommend(hall.fresh(), name="不参选", by_name="老周", actor=ANYBODY)
    elections.recommending.answer(made, accepted=False, how="当面答复", actor=hall.runner)
    hall.recommend()
    hall.vet()
    hall.candidates()
    hall.assemble()
    assert elections.forget_recommended() == 0
    procedures.Matter.objects.filter(pk=hall.election.pk).update(closed_at=hall.fresh().matter.opened_at)
    later(150)
    procedures.run_ticks(10)
    assert elections.forget_recommended() == 1
    assert elections.forget_recommended() == 0
    assert not Recommendation.objects.exists()
    assert not Attendance.objects.exists()
    assert set(Nominee.objects.values_list("name", flat=True)) == {"李建国", "王芳", "丁一"}
