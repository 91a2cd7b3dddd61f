"""Grids of organisations in three levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongzhi.structure.models import OrgGrid
from gongzhi.structure.tests.test_grids import client_of

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def test_set_up_in_levels_change_and_close(city: Settled) -> None:
    client, home = client_of(city, "director"), city.places["zhonghua"]
    page = f"/desk/structure/grids/{home}/organisations/"
    add = f"{page}add/"
    first = {"kind": "party-first", "name": "社区党委网格", "post": city.posts["secretary"], "bodies": []}
    assert client.post(add, {**first, "kind": "party-second"}).status_code == 422  # the level above is missing
    assert client.post(add, first).status_code == 302
    assert client.post(add, first).status_code == 422  # twice
    top = OrgGrid.objects.get(name="社区党委网格")
    second = {"kind": "party-second", "name": "望云党组织网格", "parent": top.pk, "post": "", "bodies": []}
    assert client.post(add, second).status_code == 302
    low = OrgGrid.objects.get(name="望云党组织网格")
    shown = client.get(page).content.decode()
    assert "没有责任人" in shown
    edit = f"/desk/structure/grids/organisations/{low.pk}/"
    better = {**second, "post": city.posts["leader-1"], "bodies": [city.bodies["committee"]], "version": low.version}
    assert client.post(edit, better).status_code == 302
    assert client.post(edit, better).status_code == 409  # the second is told
    assert "没有责任人" not in client.get(page).content.decode()
    assert client.post(f"/desk/structure/grids/organisations/{top.pk}/close/", {"version": 1}).status_code == 409
    assert client.post(f"{edit}close/", {"version": 2}).status_code == 302
    assert client.get(edit).status_code == 404
    assert client_of(city, "supervisor").get(add).status_code == 403
