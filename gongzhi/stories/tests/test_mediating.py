"""Which quarrels a story sends to mediation, and what the mediation comes to for the ending that was drawn."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.stories import mediating
from gongzhi.stories.settle import Settled
from gongzhi.stories.world import World


def world_of(pack: packs.Pack, share: float) -> World:
    begin = datetime(2026, 3, 2, tzinfo=clock.SHANGHAI)
    plan = (pack.story or packs.Story()).model_copy(update={"mediated_share": share})
    return World(pack.model_copy(update={"story": plan}), Settled(), random.Random(1), clock.ManualClock(begin), begin,
                 begin + timedelta(days=91))  # fmt: skip


@pytest.mark.parametrize("name", packs.shipped())
def test_every_pack_that_mediates_has_types_for_it_and_no_other_type_is_mediated(name: str) -> None:
    pack = packs.load(name)
    world = world_of(pack, 1.0)
    named = {t for w in pack.mediations if w.received_by and w.mediators for k in w.kinds for t in k.request_types}
    assert {t.key for t in pack.request_types if mediating.drawn(world, t)} == named
    assert bool(named) == (pack.community is not None)


def test_without_a_share_no_chance_is_asked() -> None:
    world = world_of(packs.load("chengcheng"), 0.0)
    before = world.chance.getstate()
    assert not any(mediating.drawn(world, t) for t in world.pack.request_types)
    assert world.chance.getstate() == before


@pytest.mark.parametrize(
    ("ending", "results"),
    [("solved", {"agreed", "reconciled"}), ("explained", {"refused", "failed"}), ("not_ours", {"elsewhere"})],
)
def test_the_result_fits_the_ending_of_the_request(ending: str, results: set[str]) -> None:
    world = world_of(packs.load("chengcheng"), 1.0)
    assert {mediating._result(world, ending) for _ in range(60)} == results
