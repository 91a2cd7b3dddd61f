"""A tiny community: a district, a community in it, two grids; posts with permissions from an inline table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import SYSTEM
from gongzhi.orgs.models import Appointment, Post
from gongzhi.orgs.public import add_body, add_post, appoint
from gongzhi.orgs.queries import holders
from gongzhi.people.public import Person
from gongzhi.places.public import Place

KINDS: dict[str, tuple[str, ...]] = {
    "grid-worker": ("request:see", "request:handle"),
    "head": ("request:see", "request:handle", "org:see", "org:appoint", "org:absence"),
}


class TinyPack:
    """As much of a pack as `orgs` reads."""

    post_kinds = tuple(SimpleNamespace(key=k, permissions=p, superiors=(), accepts=()) for k, p in KINDS.items())

    def post_kind(self, key: str) -> Any:
        return {k.key: k for k in self.post_kinds}[key]


@pytest.fixture
def tiny_pack(monkeypatch: pytest.MonkeyPatch) -> TinyPack:
    pack = TinyPack()
    monkeypatch.setattr(holders, "pack_in_force", lambda: pack)
    return pack


def place(kind: str, name: str, day: date, parent: Place | None = None) -> Place:
    """A place row, without the action's ledger entry."""
    new = Place(kind=kind, name=name, parent=parent, starts_on=day)
    new.path = (parent.path if parent else "") + f"{new.pk:016x}"
    new.save(force_insert=True)
    return new


@pytest.fixture
def community(db: None, manual_clock: Any, tiny_pack: TinyPack) -> SimpleNamespace:
    """Places, a community body with a leading post, and a maker of grid posts held by somebody."""
    day = date(2026, 1, 1)
    city = place("city", "City", day)
    area = place("community", "Sunny", day, city)
    grid = place("grid", "Grid 1", day, area)
    other = place("grid", "Grid 2", day, area)
    body = add_body(actor=SYSTEM, kind="committee", name="Sunny committee", place_id=area.pk, starts_on=day)

    def held(name: str, *, kind: str = "grid-worker", at: Place = grid, **more: Any) -> tuple[Post, Appointment]:
        post = add_post(actor=SYSTEM, body_id=body.pk, kind=kind, title=f"Post of {name}", place_id=at.pk, **more)
        person = Person.objects.create(name=name)
        return post, appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk, starts_on=day)

    maker: Callable[..., tuple[Post, Appointment]] = held
    return SimpleNamespace(city=city, area=area, grid=grid, other=other, body=body, held=maker, day=day)
