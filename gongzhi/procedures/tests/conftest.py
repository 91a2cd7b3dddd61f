"""A tiny community with the tiny pack: a clerk, a worker with a B, a leader, a director."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people.public import Person
from gongzhi.places.public import Place
from gongzhi.procedures import public as engine

PACK = Path(__file__).parent / "pack"
DAY = date(2026, 1, 1)


def place(kind: str, name: str, parent: Place | None = None) -> Place:
    new = Place(kind=kind, name=name, parent=parent, starts_on=DAY, home_district="520103")
    new.path = (parent.path if parent else "") + f"{new.pk:016x}"
    new.save(force_insert=True)
    return new


def make_town() -> SimpleNamespace:
    """Rows for a town; usable outside pytest too (worker processes)."""
    packs.install(PACK)
    engine.forget_calendars()
    city = place("city", "城")
    area = place("community", "阳光社区", city)
    grid = place("grid", "一网格", area)
    other = place("grid", "二网格", area)
    body = orgs.add_body(actor=SYSTEM, kind="centre", name="中心", place_id=area.pk, starts_on=DAY)

    def post(kind: str, name: str, at: Place, *, held: bool = True, **more: Any) -> SimpleNamespace:
        row = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind=kind, title=name, place_id=at.pk, **more)
        person = Person.objects.create(name=name)
        appointment = None
        if held:
            appointment = orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=row.pk, starts_on=DAY)
        return SimpleNamespace(id=row.pk, person=person, appointment=appointment)

    town = SimpleNamespace(city=city, area=area, grid=grid, other=other, body=body, post=post)
    town.director = post("director", "主任", area)
    town.leader = post("leader", "片长", area)
    town.clerk = post("clerk", "大厅", area)
    town.worker = post("worker", "甲", grid)
    town.second = post("worker", "乙", other)
    return town


@pytest.fixture
def town(db: None, manual_clock: Any) -> SimpleNamespace:
    return make_town()


@pytest.fixture
def as_() -> Callable[[SimpleNamespace], Actor]:
    """The actor of a post's person, looked up anew."""
    return lambda post: orgs.actor_of(post.person.pk)


def open_one(town: SimpleNamespace, **more: Any) -> engine.Matter:
    fields: dict[str, Any] = {
        "kind": "request",
        "procedure": "simple",
        "place_id": town.grid.pk,
        "title": "路灯不亮",
        "holder_post": town.worker.id,
        "actor": SYSTEM,
        "home_district": "520103",
    }
    return engine.open_matter(**(fields | more))
