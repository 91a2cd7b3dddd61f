"""A town of the pack that a module names (`PACK`, and `AT` where it begins later), and its desks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.desks import Desk, desk_of
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


@pytest.fixture
def town(request: pytest.FixtureRequest, db: None, manual_clock: Any) -> Iterator[Settled]:
    if begins := getattr(request.module, "AT", None):
        manual_clock.set(begins)
    yield from settled(request.module.PACK)


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Desk:
    return desk_of(request.getfixturevalue("town" if hasattr(request.module, "PACK") else "city"))
