"""A city with two communities and a pack of two boards."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.access.public import Actor, ActorKind, HeldPost, Permission
from gongzhi.disclosure import queries
from gongzhi.places.public import Place


def place(name: str, parent: Place | None = None) -> Place:
    new = Place(kind="community", name=name, parent=parent, starts_on=date(2026, 1, 1))
    new.path = (parent.path if parent else "") + f"{new.pk:016x}"
    new.save(force_insert=True)
    return new


def actor(at: Place, *permissions: Permission) -> Actor:
    held = HeldPost(1, "clerk", 2, at.pk, frozenset(permissions), 4)
    return Actor(ActorKind.STAFF, person_id=5, account_id=6, posts=(held,))


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SimpleNamespace(text="居民委员会组织法第三十四条", kind="law")
    rows = tuple(
        SimpleNamespace(key=k, title=t, title_en=e, days_min=d, source=source, note="")
        for k, t, e, d in [("affairs", "事务公开", "Affairs", 7), ("residents", "居务公开", "Residents' affairs", 15)]
    )
    pack = SimpleNamespace(disclosures=(), boards=rows, board=lambda key: {r.key: r for r in rows}[key])
    monkeypatch.setattr(queries, "active", lambda: pack)


@pytest.fixture
def town(db: None, boards: None, manual_clock: Any) -> SimpleNamespace:
    city = place("林城市")
    sunny, other = place("阳光社区", city), place("东山社区", city)
    clerk = actor(sunny, Permission.BOARD_PUBLISH)
    return SimpleNamespace(city=city, sunny=sunny, other=other, clerk=clerk, clock=manual_clock)
