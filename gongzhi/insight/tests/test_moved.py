"""A grid goes to another community: its requests, the lists of both and the figures go with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.core import clock
from gongzhi.insight import public as insight
from gongzhi.insight.tests.conftest import forward
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
OLD, NEW = "director", "songping-director"


def wrong() -> list[int]:
    """Matters whose rows of places are not those above them."""
    found: list[int] = []
    for matter in procedures.Matter.objects.exclude(kind=procedures.PART).order_by("pk"):
        rows = procedures.Standing.objects.filter(matter=matter.pk, role=procedures.Role.PLACE).order_by("scope")
        if list(rows.values_list("scope", flat=True)) != sorted(places.ancestors(matter.place_id)):
            found.append(matter.pk)
    return found


def client_of(city: Settled, post: str) -> Client:
    person = people.Person.objects.get(pk=city.holders[post][0])
    client = Client()
    client.force_login(people.create_account(person=person, username=f"u{person.pk}", password="Gongzhi-2026-test"))
    return client


def test_a_grid_moves_under_another_community(
    city: Settled, live: Callable[[int, int], None], manual_clock: clock.ManualClock,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    live(5, 30)
    words = "锦桥路口的路灯不亮好几天了"
    draft = requests.Draft(description=words, name="老周", contact_phone="13800138000", lon=106.7065, lat=26.5895,
                           type_key="streetlight")  # fmt: skip
    receipt = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False)
    about = requests.Request.objects.select_related("matter").get(pk=receipt.matter_id)
    grid, page = about.matter.place_id, f"/desk/requests/{about.number}/"
    clients = {post: client_of(city, post) for post in (OLD, NEW)}

    def sees() -> dict[str, list[bool]]:
        addresses = (page, "/desk/requests/", "/desk/?tab=area", f"/desk/requests/?q={words[:4]}")
        return {
            post: [page.encode() in c.get(a).content if a != page else c.get(a).status_code == 200 for a in addresses]
            for post, c in clients.items()
        }

    def in_hand() -> dict[str, int]:
        forward()
        period = insight.period_of(insight.PeriodKind.YEAR, clock.today())
        homes = {OLD: city.places["zhonghua"], NEW: city.places["songping"]}
        return {p: insight.figures(SYSTEM, home, period).total.numbers()["open"] for p, home in homes.items()}

    assert sees() == {OLD: [True] * 4, NEW: [False] * 4}
    before = in_hand()
    here = procedures.Standing.objects.filter(scope=grid, role="place", state__in=procedures.LIVE).count()
    with django_assert_max_num_queries(25):
        places.move(grid, city.places["songping-section"], actor=SYSTEM)
    assert wrong() == []
    assert sees() == {OLD: [False] * 4, NEW: [True] * 4}
    after = in_hand()
    assert (after[OLD], after[NEW]) == (before[OLD] - here, before[NEW] + here)
    # a process that remembered the old tree for a moment wrote the old rows: the sweep sees to it
    rows = procedures.Standing.objects.filter(matter=about.pk, role="place")
    rows.filter(scope=city.places["songping"]).update(scope=city.places["zhonghua"])
    assert procedures.settle_moves() == 0
    manual_clock.advance(timedelta(minutes=1))
    assert procedures.settle_moves() == 1
    assert wrong() == []
    assert procedures.settle_moves() == 0
    places.move(grid, places.get(city.places["grid-01"]).parent_id or 0, actor=SYSTEM)
    assert wrong() == []
    assert sees()[OLD] == [True] * 4
