"""The page of `guangyuan` on the first day of its community: exactly what is not there, no more and no fewer."""

from __future__ import annotations

import random

import pytest

from gongzhi.core import clock, entropy
from gongzhi.packs import public as packs
from gongzhi.standards.public import gaps_on
from gongzhi.stories.public import settle

HERE, THERE = "石盘社区", "大昌沟社区"
FIRST_DAY = [
    ("concurrent-members", f"{THERE}大党委"),
    *(("duty-lists", f"{name}大党委") for name in (THERE, HERE)),
    *(("duty-lists-units", unit) for unit in ("盘龙电子厂党支部", "石盘卫生服务站党支部", "石盘小学党支部")),
    *(("joint-meeting", name) for name in (THERE, HERE)),
    *((rule, THERE) for rule in ("one-and-eight", "one-and-four", "secretary", "societies", "societies-yearly")),
    *(("two-plates", name) for name in (THERE, HERE)),
]


@pytest.mark.django_db
def test_exactly_what_the_community_lacks(manual_clock: clock.ManualClock) -> None:
    with entropy.seeded(1):
        packs.install("guangyuan")
        settle(packs.active(), random.Random(1))
    rows = {(r["rule"], r["unit"]): r for r in gaps_on(packs.active(), clock.today())}
    assert sorted(rows) == sorted(FIRST_DAY)
    concurrent = rows["concurrent-members", f"{THERE}大党委"]
    assert (concurrent["value"], concurrent["required"]) == (0, 3)
    assert concurrent["clause"].startswith("一（二） 吸纳3—5名")
