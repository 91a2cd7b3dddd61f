"""Incidents at a desk and on a phone: the sheet, where the notice leads, one tap, the list, the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import entropy
from gongzhi.incidents import public as incidents
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(manual_clock: Any) -> Iterator[Settled]:
    with entropy.seeded(1):
        yield moved_in("yaan")
    packs.forget()


def reported(town: Settled, type_key: str, place: str) -> requests.Request:
    draft = requests.Draft(
        "井盖不见了，差点踩空", type_key=type_key, name="老周", contact_phone="13800138000", place_id=town.places[place]
    )  # fmt: skip
    return requests.read(requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id)


def test_pages_of_incidents(
    town: Settled, manual_clock: Any, new_context: Callable[..., Any], sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:  # fmt: skip
    seen = reported(town, "manhole", "grid-2")
    incidents.acknowledge(seen.pk, actor=town.actor("leader-2"))
    about = reported(town, "manhole", "grid-1")
    manual_clock.advance(timedelta(minutes=31))
    incidents.run_clocks()
    gas = reported(town, "gas", "grid-3")
    context = new_context()
    sign_in(context, account_of(town.holders["director"][0]))
    desk = context.new_page()
    look(desk, "/desk/incidents/", "incidents-list")
    look(desk, f"/desk/incidents/{about.number}/", "incidents-one")
    look(desk, f"/desk/requests/{about.number}/", "incidents-sheet")
    look(desk, "/desk/incidents/counts/", "incidents-counts")
    look(desk, "/desk/incidents/?show=over", "incidents-none")
    look(desk, "/desk/requests/", "incidents-requests")
    look(desk, "/desk/requests/?level=any&state=all", "incidents-level")
    street = new_context()
    sign_in(street, account_of(town.holders["street-director"][0]))
    page = street.new_page()
    look(page, f"/desk/incidents/{gas.number}/", "incidents-street")
    page.get_by_role("button", name="我来处理").click()
    page.get_by_text("由您处理").wait_for()
    assert incidents.Step.objects.get(incident__request=gas.pk).acknowledged_by_id == town.posts["street-director"]
    look(page, f"/desk/incidents/{gas.number}/", "incidents-mine")
