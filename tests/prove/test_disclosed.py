"""In the story of every pack whoever owes a class of disclosure discloses it in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.packs import public as packs
from gongzhi.standards.public import gaps_on
from gongzhi.stories import live
from gongzhi.stories.world import local
from tests.towns import forget_all

pytestmark = [pytest.mark.prove, pytest.mark.django_db]


@pytest.mark.parametrize("pack", ["guiyang", "guangyuan", "subdistrict", "yaan", "chengcheng"])
def test_nothing_is_disclosed_late(pack: str) -> None:
    forget_all()  # stories begin with the same ids, and another pack's may have been lived in this process
    start = local(date(2026, 3, 28), 0)
    with live.on_stage(start, 1) as manual:
        world = live.begin(pack, manual, seed=1, end=start + timedelta(days=21), quiet=True)
        world.run(world.end)
        lines = disclosure.owed(None, coming=False)
        late = [(o.item.key, o.place) for o in lines if o.stand in (disclosure.Stand.LATE, disclosure.Stand.DONE_LATE)]
        assert late == []
        assert sum(o.done is not None for o in lines) >= 5
        rows = gaps_on(packs.active(), clock.today())
        assert [r["unit"] for r in rows if r["rule"] == "disclosures-in-time"] == []
    packs.forget()
