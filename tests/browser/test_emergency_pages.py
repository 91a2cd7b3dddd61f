"""An emergency plan of Chengcheng as residents, cadres and staff see it, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock, entropy
from tests.desks import account_of
from tests.structure.test_emergency import DESK, OPEN, helper, running
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    manual_clock.set(datetime(2026, 3, 2, 9, 30, tzinfo=clock.SHANGHAI))
    with entropy.seeded(1):
        yield moved_in("chengcheng")


def test_a_plan_that_is_open(
    town: Settled, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None], look: Callable[..., None]
) -> None:
    row, _place = running(town)
    helper(row)
    stranger = new_context().new_page()
    for n, path in enumerate(("", f"{row.pk}/", f"{row.pk}/need/", f"{row.pk}/volunteer/")):
        look(stranger, f"{OPEN}{path}", f"emergency-open-{n}")
    look(stranger, f"{OPEN}{row.pk}/report-in/{row.code}/", "emergency-report-in")
    context = new_context()
    sign_in(context, account_of(town.holders["secretary"][0]))
    desk = context.new_page()
    for path, name in (("", "list"), (f"{row.pk}/", "board")):
        look(desk, f"{DESK}{path}", f"emergency-{name}")
