"""Who is responsible here: links, gaps, and neighbours who are named only where they agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.structure.queries import chains
from gongzhi.structure.tests.test_grids import client_of
from tests.desks import words

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def test_an_address_leads_from_the_committee_to_the_grid(city: Settled, django_assert_max_num_queries: Any) -> None:
    building = city.places["building-01-1"]
    with django_assert_max_num_queries(12):
        page = Client().get(f"/structure/responsible/?place={building}").content.decode()
    for key in ("secretary", "leader-1", "worker-01"):
        assert people.Person.objects.get(pk=city.holders[key][0]).name in page
    assert "空缺" not in page
    orgs.end_appointment(city.appointments["leader-1"][0], actor=SYSTEM)
    desk = client_of(city, "director").get(f"/desk/structure/chains/?place={building}").content.decode()
    assert "1 个环节空缺" in desk
    public = Client().get(f"/structure/responsible/?place={building}").content.decode()
    assert "请致电社区" in public
    vague = Client().get(f"/structure/responsible/?place={city.places['zhonghua']}").content.decode()
    assert "请查询具体的楼栋或网格" in vague
    assert Client().get("/structure/responsible/?q=望云").status_code == 200
    assert Client().get("/structure/responsible/?q=没有的地方").status_code == 200


@pytest.fixture
def neighbour(city: Settled, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The chain of `chengcheng` in the settled city: the post of a neighbour and the person who holds it."""
    other = packs.load("chengcheng")
    mine = packs.active()
    made = mine.model_copy(
        update={"chains": other.chains, "post_kinds": (*mine.post_kinds, other.post_kind("centre_household"))}
    )
    monkeypatch.setattr("gongzhi.packs.public.active", lambda: made)
    post = orgs.add_post(
        actor=SYSTEM, body_id=city.bodies["centre"], kind="centre_household", title="1单元党员中心户",
        place_id=city.places["building-01-1"], seats=2,
    )  # fmt: skip
    person = people.create_person(name="欧阳丹枫")
    orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk)
    return post.pk, person.pk


def test_a_neighbour_is_named_only_with_consent(city: Settled, neighbour: tuple[int, int]) -> None:
    post, person = neighbour
    place = places.get(city.places["building-01-1"])

    def household() -> chains.Link:
        return chains.resolve(place)[0].links[-1]

    assert household().state == "unnamed"
    page = Client().get(f"/structure/responsible/?place={place.pk}").content.decode()
    assert "欧阳丹枫" not in page
    assert "1 人，未公开姓名" in page
    client = Client()
    client.force_login(people.create_account(person=person, username="danfeng", password=None))
    assert client.post("/structure/consent/", {"given": "yes"}).status_code == 302
    assert household().seats[0].names == ("欧阳丹枫",)
    assert "欧阳丹枫" in Client().get(f"/structure/responsible/?place={place.pk}").content.decode()
    client.post("/structure/consent/", {"given": "no"})
    assert household().state == "unnamed"
    director = client_of(city, "director")
    written = f"/desk/structure/chains/{post}/consent/"
    assert director.post(written, {"person": person, "given": "yes", "place": place.pk}).status_code == 302
    assert household().state == "held"
    assert client_of(city, "worker-01").post(written, {"person": person, "given": "yes"}).status_code == 403
    assert director.post(written, {"person": city.holders["worker-01"][0], "given": "yes"}).status_code == 404
    assert client_of(city, "worker-01").get("/structure/consent/").status_code == 403


def test_programs_read_the_same(city: Settled) -> None:
    building, home = city.places["building-01-1"], city.places["zhonghua"]
    found = Client().get(f"/api/v1/responsible?place={building}").json()
    assert [link["state"] for link in found[0]["links"]] == ["held", "held", "held"]
    rows = Client().get(f"/api/v1/grids?community={home}").json()
    assert len(rows) == 16
    assert rows[0]["staff"]["片区网格长"]
    assert rows[0]["geometry"]["type"] == "Polygon"
    assert Client().get("/api/v1/grids?community=5").status_code == 404


def test_own_phones_are_masked_and_shown_once_for_a_reason(city: Settled) -> None:
    """Where a post has no work phone; never on the public page, and in clear only to who may, in the trace."""
    building, post = city.places["building-01-1"], city.posts["leader-1"]
    person = city.holders["leader-1"][0]
    people.set_contact(person, people.ContactKind.PHONE, "13850927316")
    orgs.set_phone(post, "", actor=SYSTEM)
    page = f"/desk/structure/chains/?place={building}"
    public = words(Client().get(f"/structure/responsible/?place={building}"))
    assert "138" not in public
    ask = f"/desk/structure/chains/{post}/phone/{person}/"
    director, clerk, worker = (client_of(city, who) for who in ("director", "hotline", "worker-01"))
    shown = director.get(page).content.decode()
    assert "138****7316" in shown
    assert ask in shown
    assert "138****7316" not in worker.get(page).content.decode()  # sees no bodies
    assert worker.get(ask).status_code == clerk.get(ask).status_code == 403
    assert director.get(f"/desk/structure/chains/{post}/phone/{city.holders['hall'][0]}/").status_code == 404
    assert director.post(ask, {"reason": "x"}).status_code == 422
    answer = director.post(ask, {"reason": "居民有急事要找网格长"})
    assert "13850927316" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "13850927316" not in director.get(ask).content.decode()
    assert [seen.field for seen in people.seen_of(person)] == ["phone"]
    orgs.set_phone(post, "0851-86827316", actor=SYSTEM)
    assert "138****7316" not in director.get(page).content.decode()  # the work phone is enough
