"""What a document counts as solved together: only what a unit or department really worked on counts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from gongzhi.stories.figures import handled
from gongzhi.stories.figures.shape import Row
from gongzhi.stories.world import World
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

COUNTED = ("livelihood", "disputes", "security_events")


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("chengcheng")


@dataclass
class Hall:
    """The community's window, and the police whose liaison may be asked."""

    town: Settled
    keys: dict[int, str] = field(default_factory=dict)

    def asked(self) -> int:
        """A question that came on the web and stands at a post that answers it; its id."""
        draft = requests.Draft("请问开居住证明要带什么？", type_key="certificate", name="贺兰玉",
                               contact_phone="13850927316", place_id=self.town.places["grid-1"])  # fmt: skip
        return requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id

    def holder(self, pk: int) -> str:
        keys = {post: key for key, post in self.town.posts.items()}
        matter = procedures.Matter.objects.get(pk=pk)
        if matter.offered_post_id is not None:
            procedures.take_offer(pk, actor=self.town.actor(keys[matter.offered_post_id]))
            return keys[matter.offered_post_id]
        return keys[matter.holder_post_id]

    def solve(self, *, by: str = "", back: bool = False) -> int:
        """Answered by the window alone, or by the liaison `by`, who may give it `back` undone."""
        pk = self.asked()
        who = self.holder(pk)
        if by:
            procedures.offer(pk, to_post=self.town.posts[by], actor=self.town.actor(who))
            procedures.take_offer(pk, actor=self.town.actor(by))
            if back:
                procedures.send_back(pk, reason="不归我单位管理，请社区办理。", actor=self.town.actor(by))
            else:
                who = by
        requests.answer(pk, actor=self.town.actor(who), ending="solved", public_text="证明已开好，可到大厅领取。")
        return pk


def figures_of(town: Settled) -> Row:
    begin, row = clock.now() - timedelta(days=91), Row()
    world = World(packs.active(), town, random.Random(1), clock.ManualClock(begin), begin, clock.now())
    handled.handled(world, row)
    return row


def test_a_story_in_which_nobody_helps_fails(town: Settled) -> None:
    hall = Hall(town)
    for _ in range(3):
        hall.solve()
    hall.solve(by="liaison-police", back=True)  # taken and given back: no hand in it
    row = figures_of(town)
    assert row.figures["livelihood_solved_together"].value == 0
    assert not row.figures["livelihood_solved_together"].ok
    assert not row.figures["livelihood_handled_share"].ok


def test_most_of_it_together_is_enough_and_an_open_one_is_told(town: Settled) -> None:
    hall = Hall(town)
    shared = {hall.solve(by="liaison-police") for _ in range(3)}
    alone = hall.solve()
    row = figures_of(town)
    assert row.figures["livelihood_solved_together"].value == 3
    assert row.figures["livelihood_solved_together"].ok
    assert row.figures["livelihood_unanswered"].ok
    assert handled.with_bodies([*shared, alone], ("department",)) == shared
    assert handled.with_bodies([*shared, alone], ("volunteer_team",)) == set()
    hall.asked()
    assert not figures_of(town).figures["livelihood_unanswered"].ok


@pytest.mark.parametrize(
    ("numbers", "ok"),
    [((460, 180, 11), True), ((115, 45, 3), True), ((41, 85, 6), False), ((0, 85, 6), False), ((460, 10, 1), False)],
)
def test_the_proportion_is_the_documents_both_ways(numbers: tuple[int, ...], *, ok: bool) -> None:
    counted, row = [packs.load("chengcheng").figure(key) for key in COUNTED], Row()
    handled.proportion(row, counted, dict(zip(COUNTED, numbers, strict=True)), handled.NEAR)
    assert row.ok is ok
