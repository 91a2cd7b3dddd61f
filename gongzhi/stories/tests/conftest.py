"""Stories begin with the same ids: what another one of this process left remembered is not theirs."""

from __future__ import annotations

import pytest

from tests.towns import forget_all


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget_all()
