"""A frozen register of a community and polls by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.core import clock
from gongzhi.voting import public as voting
from gongzhi.voting.actions import keys, secret
from gongzhi.voting.models import Elector, Electorate, Poll

if TYPE_CHECKING:
    from gongzhi.access.public import Actor
    from gongzhi.stories.public import Settled

Register = Callable[..., Electorate]
Open = Callable[..., Poll]


@pytest.fixture(autouse=True)
def short_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are made at once; the proof is the same."""
    monkeypatch.setattr(keys, "KEY_BITS", 1024)
    secret._tries[:] = [0, 0]


@pytest.fixture
def director(city: Settled) -> Actor:
    return city.actor("director")


@pytest.fixture
def secretary(city: Settled) -> Actor:
    return city.actor("secretary")


@pytest.fixture
def frozen(city: Settled, director: Actor) -> Register:
    """A frozen register with so many rows."""

    def make(rows: int = 12, kind: str = "households", rule: str = "", area: int | None = None) -> Electorate:
        found = voting.open_register(
            place_id=city.places["zhonghua"], kind=kind, title="名册", rule=rule, actor=director
        )
        drafts = [voting.RowDraft(f"户{n:04d}", f"1栋{n:04d}室", area) for n in range(rows)]
        voting.add_rows(found.pk, drafts, actor=director)
        voting.publish_register(found.pk, board="affairs", actor=director)
        days = (voting.register(found.pk).objections_until - clock.today()).days + 1
        later(days)
        return voting.freeze_register(found.pk, actor=director)

    return make


def later(days: float = 0, **more: float) -> None:
    assert clock._manual is not None
    clock._manual.advance(timedelta(days=days, **more))


@pytest.fixture
def opened(director: Actor) -> Open:
    """A poll that is open now, for a week."""

    def make(register: Electorate, **given: Any) -> Poll:
        now = clock.now()
        plain: dict[str, Any] = {
            "rule": "", "question": "是否同意安装充电桩？", "secrecy": "named", "opens_at": now,
            "channels": ["online", "paper", "phone", "door", "meeting"], "closes_at": now + timedelta(days=7),
        }  # fmt: skip
        if given.get("secrecy") == "secret":
            plain["channels"] = ["online", "paper"]
        return voting.open_poll(electorate=register.pk, actor=director, **plain | given)

    return make


def electors(register: Electorate) -> list[Elector]:
    return list(Elector.objects.filter(electorate=register).order_by("id"))
