"""A community with levels, and requests of things and places in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.requests import public as requests
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Reported = Callable[..., requests.Request]


@pytest.fixture
def town(db: None, manual_clock: object) -> Iterator[Settled]:
    yield from settled("yaan")


@pytest.fixture
def reported(town: Settled) -> Reported:
    """A request that a resident reports in the first grid."""

    def make(type_key: str = "gas", place: str = "grid-1", **more: Any) -> requests.Request:
        draft = requests.Draft(
            "楼道里闻到很重的燃气味", type_key=type_key, name="罗雨晴", contact_phone="13850927316",
            place_id=town.places[place], **more,
        )  # fmt: skip
        made = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
        return requests.read(made.matter_id)

    return make
