"""The desk pages: see one's part of the tree, appoint and end, be away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongzhi.orgs.models import Absence, Appointment
from gongzhi.orgs.public import actor_of
from gongzhi.people.public import Account, Person, create_account


def signed_in(person_id: int) -> Client:
    account = Account.objects.filter(person_id=person_id).first()
    account = account or create_account(person=person_id, username=f"u{person_id}", password=None)
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def head(community: SimpleNamespace) -> Client:
    _, appointment = community.held("Head", kind="head", at=community.area, leads=True)
    return signed_in(appointment.person_id)


def test_strangers_and_those_without_permission_see_nothing(community: SimpleNamespace) -> None:
    post, a = community.held("A")
    for path in ("/desk/orgs/", f"/desk/orgs/posts/{post.pk}/"):
        assert Client().get(path).status_code == 302
        assert signed_in(a.person_id).get(path).status_code == 403
    resident = Person.objects.create(name="R")
    assert signed_in(resident.pk).get("/desk/absence/").status_code == 403


def test_the_list_says_who_holds_what(
    community: SimpleNamespace, head: Client, django_assert_max_num_queries: Any
) -> None:
    b_post, _ = community.held("Bea")
    _, a = community.held("Ann", substitute_id=b_post.pk, seats=2)
    signed_in(a.person_id).post("/desk/absence/", {"starts_at": "2026-03-02T09:00", "reason": "leave"})
    with django_assert_max_num_queries(15):
        page = head.get("/desk/orgs/", headers={"accept-language": "en"}).content.decode()
    for words in ("Sunny committee", "Post of Ann", "away", "vacant: 1", "Sunny committee Post of Bea"):
        assert words in page
    assert head.get("/desk/orgs/?after=forged").status_code == 422


def test_appoint_and_end(community: SimpleNamespace, head: Client) -> None:
    post, first = community.held("First")
    new = create_account(person=Person.objects.create(name="New"), username="newcomer", password=None)
    form = {"person": "newcomer", "starts_on": "2026-03-02", "basis": "assigned"}
    address = f"/desk/orgs/posts/{post.pk}/appoint/"
    refused = head.post(address, form)
    assert refused.status_code == 422  # the seat is taken
    assert 'value="newcomer"' in refused.content.decode()
    assert head.post(f"/desk/orgs/appointments/{first.pk}/end/", {"post": post.pk}).status_code == 302
    assert actor_of(first.person_id).posts == ()
    assert head.post(address, {**form, "person": "nobody"}).status_code == 422
    assert head.post(address, {**form, "ends_on": "2026-03-01"}).status_code == 422
    assert head.post(address, form).status_code == 302
    assert [p.post_id for p in actor_of(new.person_id).posts] == [post.pk]
    assert signed_in(new.person_id).post(f"/desk/orgs/appointments/{first.pk}/end/").status_code == 403


def test_name_the_substitute(community: SimpleNamespace, head: Client) -> None:
    a_post, _ = community.held("A")
    b_post, _ = community.held("B")
    assert head.post(f"/desk/orgs/posts/{a_post.pk}/substitute/", {"substitute": b_post.pk}).status_code == 302
    a_post.refresh_from_db()
    assert a_post.substitute_id == b_post.pk
    assert head.post(f"/desk/orgs/posts/{a_post.pk}/substitute/", {"substitute": a_post.pk}).status_code == 422
    assert "B" in head.get(f"/desk/orgs/posts/{a_post.pk}/").content.decode()


def test_away_and_back(community: SimpleNamespace) -> None:
    b_post, b = community.held("Bea")
    a_post, a = community.held("Ann", substitute_id=b_post.pk)
    client = signed_in(a.person_id)
    assert "Bea" in client.get("/desk/absence/").content.decode()
    wrong = client.post(
        "/desk/absence/", {"starts_at": "2026-03-02T09:00", "until": "2026-03-01T09:00", "reason": "leave"}
    )
    assert wrong.status_code == 422
    assert "2026-03-01T09:00" in wrong.content.decode()
    right = {"starts_at": "2026-03-02T09:00", "until": "2026-03-03T18:00", "reason": "duty"}
    assert client.post("/desk/absence/", right).status_code == 302
    assert client.post("/desk/absence/", right).status_code == 422  # twice
    assert a_post.pk in actor_of(b.person_id).post_ids
    both = signed_in(b.person_id).post("/desk/absence/", right, headers={"accept-language": "en"})
    assert both.status_code == 422
    assert "Ann" in both.content.decode()
    [absence] = Absence.objects.all()
    assert signed_in(b.person_id).post(f"/desk/absence/{absence.pk}/back/").status_code == 403
    assert client.post(f"/desk/absence/{absence.pk}/back/").status_code == 302
    assert a_post.pk not in actor_of(b.person_id).post_ids


def test_for_others_with_the_permission(community: SimpleNamespace, head: Client) -> None:
    _, a = community.held("Ann")
    form = {"person": a.person_id, "starts_at": "2026-03-02T09:00", "reason": "leave"}
    assert head.post("/desk/absence/", form).status_code == 302
    assert Absence.objects.get().appointment_id == a.pk
    stranger = Person.objects.create(name="X")
    assert head.post("/desk/absence/", {**form, "person": stranger.pk}).status_code == 422
    assert Appointment.objects.filter(person=stranger).count() == 0
