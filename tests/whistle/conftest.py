"""A request of Chengcheng that the street whistles for, and the desks of those who are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.desks import Desk, desk_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

CITY, HOUSING, PROPERTY = "liaison-urban-management", "liaison-housing", "property"


@pytest.fixture
def town(db: None, manual_clock: Any) -> Iterator[Settled]:
    yield from settled("chengcheng")


@pytest.fixture
def desk(town: Settled) -> Desk:
    return desk_of(town)


@pytest.fixture
def at_street(town: Settled) -> Callable[..., requests.Request]:
    """`at_street()`: a new request that stands in the join step, held by the street's co-ordinator."""

    def make(**changed: Any) -> requests.Request:
        fields: dict[str, Any] = {
            "description": "顶楼又在违法搭建，邻居劝了几次都没用", "name": "老周", "contact_phone": "13800138000",
            "place_id": town.places["grid-1"], "type_key": "illegal-building",
        } | changed  # fmt: skip
        taken = requests.intake(requests.Draft(**fields), actor=ANONYMOUS, channel="web", look_near=False)
        matter = procedures.Matter.objects.get(pk=taken.matter_id)
        street = town.posts["coordinator"]
        if matter.holder_post_id != street:
            procedures.succeed(matter.pk, from_post=matter.holder_post_id, to_post=street, reason="", actor=SYSTEM)
        actor = town.actor("coordinator")
        procedures.accept(matter.pk, actor=actor)
        for outcome in ("hand_over", "whistle"):
            procedures.choose(matter.pk, outcome=outcome, actor=actor)
        return requests.read(matter.pk)

    return make


@pytest.fixture
def blown(town: Settled, at_street: Callable[..., requests.Request]) -> Callable[..., list[procedures.Part]]:
    """`blown(*posts)`: the parts of a request for which these posts are asked; the first one leads."""

    def blow(*posts: str, about: requests.Request | None = None) -> list[procedures.Part]:
        whole = about or at_street()
        asks = [(town.posts[post], f"请{n}号单位到场") for n, post in enumerate(posts, 1)]
        requests.blow(whole.pk, asks=asks, lead=asks[0][0], actor=town.actor("coordinator"))
        return procedures.parts_of(whole.pk)

    return blow
