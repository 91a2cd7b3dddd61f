"""A place outside every grid goes to the list of the unlocated of the nearest body, never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.procedures import public as procedures
from gongzhi.requests.models import Request
from gongzhi.requests.rules import spoken
from tests.hostile.conftest import Browsers

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
Report = Callable[..., Request]

OUTSIDE: dict[str, dict[str, Any]] = {
    "a few metres outside": {"lon": 106.7100, "lat": 26.5848},
    "another city": {"lon": 116.397, "lat": 39.909},
    "at sea": {"lon": 130.0, "lat": 20.0},
    "the other side of the earth": {"lon": -73.3, "lat": -26.6},
    "the corner of the map": {"lon": 180.0, "lat": 90.0},
    "an unknown address": {"lon": None, "lat": None, "address": "哪儿也没有的地方 5 号"},
    "an address of signs": {"lon": None, "lat": None, "address": "?!%_\\ ''"},
    "an address that fits many": {"lon": None, "lat": None, "address": "1栋"},
}


@pytest.mark.parametrize("where", OUTSIDE)
def test_it_is_on_a_list_and_somebody_holds_it(browsers: Browsers, city: Settled, report: Report, where: str) -> None:
    about = report(**OUTSIDE[where])
    assert not about.located
    assert about.matter.holder_post_id in city.posts.values()
    page = browsers["supervisor"].get("/desk/unlocated/").content.decode()
    assert about.number in page or spoken(about.number) in page
    holder = next(key for key, pk in city.posts.items() if pk == about.matter.holder_post_id)
    assert procedures.sees(city.actor(holder), about.matter)


def test_the_neighbour_community_gets_its_own(browsers: Browsers, city: Settled, report: Report) -> None:
    inside = report(lon=106.7190, lat=26.5870)
    assert inside.located
    assert inside.matter.place_id == city.places["songping-grid-1"]
    assert browsers["clerk"].get(f"/desk/requests/{inside.number}/").status_code == 404
    beside = report(lon=106.7250, lat=26.5885)  # east of it, outside every grid
    assert not beside.located
    assert beside.matter.place_id == city.places["songping"]


def test_a_place_without_geometry_is_kept_as_the_place(city: Settled, report: Report) -> None:
    from gongzhi.access.public import SYSTEM
    from gongzhi.places import public as places

    bare = places.add_place(
        kind="estate", name="没有坐标的院子", actor=SYSTEM, parent_id=city.places["grid-05"], code="x-bare"
    )
    about = report(lon=None, lat=None, place_id=bare.pk)
    assert about.matter.place_id == bare.pk
    assert procedures.sees(city.actor("worker-05"), about.matter)


def test_located_by_the_desk_it_leaves_the_list(browsers: Browsers, city: Settled, report: Report) -> None:
    about = report(**OUTSIDE["an unknown address"])
    sent = browsers["clerk"].post(f"/desk/unlocated/{about.number}/", {"lon": "106.708", "lat": "26.5895"})
    assert sent.status_code == 302
    now = Request.objects.select_related("matter").get(pk=about.pk)
    assert now.located
    assert now.matter.place_id == city.places["grid-05"]
    browsers["clerk"].get("/desk/unlocated/")  # says what was done, once
    page = browsers["clerk"].get("/desk/unlocated/").content.decode()
    assert about.number not in page
    assert spoken(about.number) not in page
