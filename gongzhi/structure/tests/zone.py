"""A small zone under the pack `guangyuan`: a town, a community with its greater Party committee, people, browsers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.places.public import Place

DAY = date(2026, 1, 1)


def place(kind: str, name: str, day: date, parent: Place | None = None) -> Place:
    """A place row, without the action's ledger entry."""
    new = Place(kind=kind, name=name, parent=parent, starts_on=day)
    new.path = (parent.path if parent else "") + f"{new.pk:016x}"
    new.save(force_insert=True)
    return new


def browser(person_id: int) -> Client:
    """Signed in as that person."""
    account = people.Account.objects.filter(person_id=person_id).first()
    if account is None:
        person = people.Person.objects.get(pk=person_id)
        account = people.create_account(person=person, username=f"u{person_id}", password=None)
    client = Client()
    client.force_login(account)
    return client


def known(name: str, username: str) -> people.Person:
    """Somebody with an account."""
    person = people.create_person(name=name)
    people.create_account(person=person, username=username, password=None)
    return person


@pytest.fixture
def zone(db: None, manual_clock: Any) -> Any:
    """Places, bodies, posts; `held(post, name)` appoints, `people[post]` are those appointed."""
    packs.install("guangyuan")
    top = place("county", "经开区", DAY)
    town = place("town", "盘龙镇", DAY, top)
    area = place("community", "石盘社区", DAY, town)
    other = place("community", "别的社区", DAY, town)
    made = SimpleNamespace(top=top, town=town, area=area, other=other, posts={}, people={}, bodies={})

    def body(key: str, kind: str, name: str, at: Any) -> None:
        made.bodies[key] = orgs.add_body(actor=SYSTEM, kind=kind, name=name, place_id=at.pk, starts_on=DAY)

    def post(key: str, body: str, kind: str, title: str, **more: Any) -> None:
        made.posts[key] = orgs.add_post(actor=SYSTEM, body_id=made.bodies[body].pk, kind=kind, title=title, **more)

    body("committee", "community_party", "石盘社区大党委", area)
    body("office", "town_office", "盘龙镇政府", town)
    body("residents", "residents_committee", "石盘社区居委会", area)
    body("elsewhere", "community_party", "别的社区大党委", other)
    post("secretary", "committee", "party_secretary", "书记", leads=True)
    post("member", "committee", "concurrent_member", "兼职委员", seats=5)
    post("leader", "office", "town_leader", "分管领导")
    post("director", "residents", "committee_director", "主任")
    post("stranger", "elsewhere", "party_secretary", "书记", leads=True)

    def held(key: str, name: str, **more: Any) -> orgs.Appointment:
        person = people.create_person(name=name)
        appointment = orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=made.posts[key].pk, starts_on=DAY, **more)
        made.people.setdefault(key, []).append(person.pk)
        return appointment

    made.held = held
    made.actor = lambda key, n=0: orgs.actor_of(made.people[key][n])
    made.browser = lambda key, n=0: browser(made.people[key][n])
    for key, name in (("secretary", "周书记"), ("leader", "钱镇长"), ("director", "孙主任"), ("stranger", "李书记")):
        held(key, name)
    yield made
    packs.forget()
