"""Staff of the city at their desks, and requests to work on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.requests import public as requests
from gongzhi.requests.models import Request
from gongzhi.requests.rules import Draft

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

Report = Callable[..., Request]


@pytest.fixture
def report(city: Settled) -> Report:
    """`report(description=…)`: a resident's request by the web; a street lamp in the Jinqiao grids by default."""

    def make(**changed: Any) -> Request:
        fields: dict[str, Any] = {
            "description": "锦桥路口的路灯不亮好几天了，晚上很黑", "name": "老周", "contact_phone": "13800138000",
            "lon": 106.7065, "lat": 26.5895, "type_key": "streetlight",
        }  # fmt: skip
        receipt = requests.intake(Draft(**(fields | changed)), actor=ANONYMOUS, channel="web", look_near=False)
        return Request.objects.select_related("matter").get(pk=receipt.matter_id)

    return make
