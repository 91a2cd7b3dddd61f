"""What came in from a list and was answered elsewhere improves no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongzhi.insight.models import Fact
from gongzhi.insight.tests.conftest import forward
from gongzhi.orgs import public as orgs
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

LIST = """编号,反映时间,内容,答复意见,答复时间
1,2026-02-26 09:00,楼道里堆了杂物,已经清走,2026-02-27 09:00
2,2026-02-26 09:00,路灯不亮,,
"""


@pytest.mark.django_db
def test_figures_leave_out_what_others_answered(city: Settled) -> None:
    clerk = orgs.actor_of(city.holders["hall"][0])
    post_id = requests.imports.importing(clerk).post_id
    run, _table = requests.imports.start(LIST.encode(), file_name="a.csv", source="12345", post_id=post_id, actor=clerk)
    requests.imports.check(run, run.columns)
    requests.imports.perform(run, actor=clerk)
    forward()
    assert requests.Request.objects.count() == 2
    own = requests.Request.objects.get(outside_number="2")
    assert list(Fact.objects.values_list("matter_id", flat=True)) == [own.pk]
