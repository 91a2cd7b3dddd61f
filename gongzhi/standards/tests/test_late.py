"""A request past its limit is a gap of the body that holds it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.standards.models import Gap
from gongzhi.standards.public import sweep

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def test_a_late_request_is_a_gap_since_it_was_due(city: Settled, manual_clock: clock.ManualClock) -> None:
    words = "锦桥路口的路灯不亮好几天了，晚上很黑"
    draft = requests.Draft(
        description=words, name="老周", contact_phone="13800138000", lon=106.7065, lat=26.5895, type_key="streetlight"
    )
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    matter = procedures.Matter.objects.get(pk=receipt.matter_id)
    due = procedures.Standing.objects.get(matter=matter, role=procedures.Role.HOLDER).due_at  # of the first step
    manual_clock.set(due - timedelta(minutes=1))
    sweep()
    assert not Gap.objects.filter(rule="requests-in-time").exists()
    manual_clock.set(due + timedelta(hours=16))
    sweep()
    gap = Gap.objects.get(rule="requests-in-time")
    body = orgs.Post.objects.select_related("body").get(pk=matter.holder_post_id).body
    assert (gap.unit, gap.value, gap.required, gap.at_most) == (body.name, 1, 0, True)
    assert gap.since == clock.local(due).date()
