"""Grids of a community: what the page says, draw, reshape, split, merge, take back; two people at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure.models import GridChange
from gongzhi.structure.queries import grids

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def client_of(city: Settled, post: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    person = city.holders[post][0]
    account = people.Account.objects.filter(person_id=person).first()
    client.force_login(account or people.create_account(person=person, username=f"u{person}", password=None))
    return client


@pytest.fixture
def director(city: Settled) -> Client:
    return client_of(city, "director")


def _page(client: Client, city: Settled) -> str:
    return client.get(f"/desk/structure/grids/{city.places['zhonghua']}/").content.decode()


def _ring(city: Settled, key: str) -> list[list[float]]:
    features = places.outline(city.places[key])["features"]
    return features[0]["geometry"]["coordinates"][0]  # type: ignore[no-any-return]


def _lines(ring: list[list[float]]) -> str:
    return "\n".join(f"{x}, {y}" for x, y in ring[:-1])


def _middle_line(city: Settled, key: str) -> str:
    """A line from west to east through the middle of a grid."""
    ring = _ring(city, key)
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    lat = (min(lats) + max(lats)) / 2
    return f"{min(lons) - 0.01}, {lat}\n{max(lons) + 0.01}, {lat}"


def test_the_page_says_who_works_where_and_what_is_missing(
    city: Settled, director: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        page = _page(director, city)
    for words in ("望云网格", "望云片区", "片区网格长", "网格员", "没有空白点，没有重叠"):
        assert words in page
    worker = city.appointments["worker-01"][0]
    orgs.end_appointment(worker, actor=SYSTEM)
    assert "没有负责人：网格员空缺" in _page(director, city)


def test_who_owns_the_grids_is_pack_data(city: Settled, director: Client) -> None:
    home, grid = city.places["zhonghua"], city.places["grid-01"]
    supervisor = client_of(city, "supervisor")  # sees them, does not own them
    assert supervisor.get(f"/desk/structure/grids/{home}/").status_code == 200
    for verb in ("outline", "split", "merge"):
        assert supervisor.get(f"/desk/structure/grids/area/{grid}/{verb}/").status_code == 403
        assert director.get(f"/desk/structure/grids/area/{grid}/{verb}/").status_code == 200
    assert client_of(city, "liaison-housing").get(f"/desk/structure/grids/{home}/").status_code == 403
    assert director.get(f"/desk/structure/grids/{city.places['songping']}/").status_code == 403


def test_a_crossing_or_distant_outline_is_refused_in_plain_words(city: Settled, director: Client) -> None:
    address = f"/desk/structure/grids/{city.places['zhonghua']}/draw/"
    form = {"kind": "grid", "name": "新网格", "code": ""}
    crossing = "106.703, 26.586\n106.705, 26.588\n106.705, 26.586\n106.703, 26.588"
    for outline, words in (
        (crossing, "自相交叉"),
        ("106.7, 26.5\nabc", "第 2 行"),
        ("106.7, 26.5\n106.8, 26.5", "至少要有三个点"),
        ("10.7, 26.5\n10.8, 26.5\n10.8, 26.6", "大部分在社区范围之外"),
    ):
        answer = director.post(address, {**form, "outline": outline})
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert not GridChange.objects.exists()


def test_reshaping_moves_buildings_and_says_what_is_left_blank(city: Settled, director: Client) -> None:
    grid = city.places["grid-01"]
    building = places.get(city.places["building-01-1"])
    assert building.parent_id == grid
    other = _ring(city, "grid-02")
    version = places.get(grid).version
    tiny = [[x, y] for x, y in _ring(city, "grid-01")]
    west = min(p[0] for p in tiny)
    small = [[west + 0.0001, 26.5856], [west + 0.0003, 26.5856], [west + 0.0003, 26.5858]]
    answer = director.post(
        f"/desk/structure/grids/area/{grid}/outline/", {"outline": _lines([*small, small[0]]), "version": version}
    )
    assert answer.status_code == 302
    page = _page(director, city)
    assert "空白点" in page
    assert other == _ring(city, "grid-02")
    # somebody who had opened the form before is told
    late = director.post(f"/desk/structure/grids/area/{grid}/outline/", {"outline": _lines(tiny), "version": version})
    assert late.status_code == 409
    assert "其他人" in late.content.decode()
    change = GridChange.objects.get()
    assert director.post(f"/desk/structure/grids/changes/{change.pk}/undo/").status_code == 302
    assert "没有空白点" in _page(director, city)
    assert director.post(f"/desk/structure/grids/changes/{change.pk}/undo/").status_code == 409


def test_merge_moves_all_and_comes_back(city: Settled, director: Client) -> None:
    into, other = city.places["grid-01"], city.places["grid-02"]
    post = city.posts["worker-02"]
    matter = procedures.open_matter(
        kind="request", procedure="request365", place_id=other, title="路灯不亮", holder_post=post, actor=SYSTEM
    )
    holder = procedures.Matter.objects.get(pk=matter.pk).holder_post_id
    due = procedures.Matter.objects.get(pk=matter.pk).due_at
    address = f"/desk/structure/grids/area/{into}/merge/"
    shown = director.post(address, {"others": [other], "name": "望云网格"}).content.decode()
    assert "松荫网格" in shown
    assert "确认合并" in shown
    assert places.get(other).ends_on is None  # a preview
    versions = {f"version-{pk}": places.get(pk).version for pk in (into, other)}
    stale = {f"version-{pk}": 99 for pk in (into, other)}
    form = {"others": [other], "name": "望云大网格", "step": "do"}
    assert director.post(address, {**form, **stale}).status_code == 409
    assert director.post(address, {**form, **versions}).status_code == 302
    assert places.get(other).ends_on is not None
    assert places.get(city.places["building-02-1"]).parent_id == into
    assert orgs.Post.objects.get(key="worker-02").place_id == into
    seen = procedures.Standing.objects.filter(matter=matter.pk, scope=into)
    assert seen.exists()  # the matter follows
    now = procedures.Matter.objects.get(pk=matter.pk)
    assert (now.holder_post_id, now.due_at) == (holder, due)
    assert now.place_id == into  # and is called after the grid that there is
    assert "望云大网格" in _page(director, city)
    assert "没有空白点，没有重叠" in _page(director, city)
    assert director.get(f"/desk/structure/grids/area/{other}/split/").status_code == 409
    change = GridChange.objects.get()
    assert director.post(f"/desk/structure/grids/changes/{change.pk}/undo/").status_code == 302
    assert places.get(other).ends_on is None
    assert places.get(other).parent_id == city.places["section-1"]
    assert places.get(city.places["building-02-1"]).parent_id == other
    assert orgs.Post.objects.get(key="worker-02").place_id == other
    assert places.get(into).name == "望云网格"
    assert not procedures.Standing.objects.filter(matter=matter.pk, scope=into).exists()
    assert procedures.Matter.objects.get(pk=matter.pk).place_id == other
    assert "没有空白点，没有重叠" in _page(director, city)


def test_split_by_a_line_shows_both_parts_first(city: Settled, director: Client) -> None:
    grid = city.places["grid-02"]
    before = len(places.children(grid))
    address = f"/desk/structure/grids/area/{grid}/split/"
    form: dict[str, Any] = {"line": _middle_line(city, "grid-02"), "version": places.get(grid).version}
    shown = director.post(address, form).content.decode()
    assert "北部" in shown
    assert "南部" in shown
    assert director.post(address, {**form, "line": "106.70, 26.0\n106.71, 26.0"}).status_code == 422
    data = {**form, "step": "do", "keeps": "north", "name": "松荫网格", "new_name": "松荫南网格"}
    assert director.post(address, {**data, "new_name": "望云网格"}).status_code == 422
    assert director.post(address, data).status_code == 302
    new = next(p for p in places.children(city.places["section-1"]) if p.name == "松荫南网格")
    assert len(places.children(grid)) + len(places.children(new.pk)) == before
    page = _page(director, city)
    assert "没有空白点，没有重叠" in page
    assert "没有负责人" in page  # the new one has no staff yet
    change = GridChange.objects.get()
    director.post(f"/desk/structure/grids/changes/{change.pk}/undo/")
    assert len(places.children(grid)) == before
    assert places.get(new.pk).ends_on is not None


def test_the_map_says_what_the_list_says_and_the_export_comes_back_in(city: Settled, director: Client) -> None:
    home = city.places["zhonghua"]
    found = json.loads(director.get(f"/desk/structure/grids/{home}/map.json").content)
    drawn = [f["properties"] for f in found["features"] if f["properties"]["what"] == "grid"]
    made = grids.overview(places.get(home))
    assert sorted((p["name"], p["words"]) for p in drawn) == sorted((r.place.name, r.words) for r in made.rows)
    exported = json.loads(director.get(f"/desk/structure/grids/{home}/grids.geojson").content)
    assert len(exported["features"]) == len(made.rows)


def test_the_public_notice_of_a_grid_names_staff_and_the_office_phone(city: Settled, director: Client) -> None:
    post = city.posts["worker-01"]
    assert director.post(f"/desk/orgs/posts/{post}/phone/", {"phone": "13812345678"}).status_code == 422
    assert director.post(f"/desk/orgs/posts/{post}/phone/", {"phone": "0851-86000001"}).status_code == 302
    page = Client().get(f"/structure/grids/{city.places['grid-01']}/").content.decode()
    name = people.Person.objects.get(pk=city.holders["worker-01"][0]).name
    for words in ("望云网格", name, "0851-86000001", "<svg"):
        assert words in page
    assert Client().get(f"/structure/grids/{city.places['zhonghua']}/").status_code == 404
    assert Client().get(f"/structure/grids/community/{city.places['zhonghua']}/").status_code == 200


def test_sixty_grids_and_five_hundred_buildings_stay_quick(
    city: Settled, director: Client, django_assert_max_num_queries: Any
) -> None:
    home, above = city.places["zhonghua"], city.places["section-1"]
    rows = [places.NewPlace("grid", f"小格{n}", above, "", "", places.shape_of(_square(n))) for n in range(60)]
    ids = places.add_many(rows, actor=SYSTEM)
    places.add_many(
        [places.NewPlace("building", f"{n}号楼", ids[n % 60], "", "", None, (106.703, 26.586)) for n in range(500)],
        actor=SYSTEM,
    )
    with django_assert_max_num_queries(30):
        assert director.get(f"/desk/structure/grids/{home}/").status_code == 200


def _square(n: int) -> dict[str, Any]:
    x, y = 106.703 + n % 10 * 0.0005, 26.586 + n // 10 * 0.0005
    ring = [[x, y], [x + 0.0004, y], [x + 0.0004, y + 0.0004], [x, y + 0.0004], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}
