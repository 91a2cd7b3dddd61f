"""Pure rules of levels: the chain, which one a request begins at, the clock, what is kept in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gongzhi.core.errors import Invalid
from gongzhi.incidents import rules
from gongzhi.packs import public as packs

AT = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)  # the night of a holiday


def level(key: str, up: str | None = None, **more: Any) -> packs.IncidentLevel:
    values = {
        "key": key,
        "title": key,
        "source": {"default": "test"},
        "within": 20,
        "up": up,
        "told": [{"posts": ["x"]}],
    }
    return packs.IncidentLevel.model_validate(values | more)


THREE = (
    level("high", opens=[{"types": ["gas"]}]), level("low", up="mid", opens=[{"flags": ["urgent"]}]),
    level("mid", up="high"),
)  # fmt: skip


def asked(type_key: str, *flags: str) -> packs.Asked:
    return packs.Asked(
        codes=(), levels=(), group="g", type=type_key, channel="web", flags=flags, working=False, time="03:00"
    )


def test_levels_stand_in_the_order_in_which_they_name_each_other() -> None:
    assert [one.key for one in packs.chain_of(THREE)] == ["low", "mid", "high"]


@pytest.mark.parametrize(
    "levels",
    [
        (level("a", up="b"), level("b", up="a")),
        (level("a"), level("b")),
        (level("a", up="c"), level("b", up="c"), level("c")),
        (level("a", up="gone"),),
    ],
    ids=["circle", "two", "fork", "dangling"],
)
def test_levels_that_are_no_chain_are_none(levels: tuple[packs.IncidentLevel, ...]) -> None:
    assert packs.chain_of(levels) == ()


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (asked("gas"), "high"),
        (asked("gas", "urgent"), "high"),
        (asked("manhole", "urgent"), "low"),
        (asked("manhole"), None),
        (asked("gas", "urgent", "private"), None),
    ],
    ids=["type", "highest", "flag", "none", "personal"],
)
def test_a_request_begins_at_the_highest_level_that_fits(request_: packs.Asked, wanted: str | None) -> None:
    found = packs.level_for(THREE, request_)
    assert (found.key if found else None) == wanted


def test_a_level_is_higher_lower_or_the_same() -> None:
    chain = packs.chain_of(THREE)
    assert rules.way(chain, "", "low") is rules.Way.UP
    assert rules.way(chain, "low", "high") is rules.Way.UP
    assert rules.way(chain, "high", "mid") is rules.Way.DOWN
    assert rules.way(chain, "mid", "mid") is None
    assert rules.way(chain, "lost", "low") is rules.Way.UP
    with pytest.raises(Invalid):
        rules.way(chain, "low", "none")


def test_the_minutes_run_at_night_and_not_at_all_where_nobody_can_be_told() -> None:
    chain = packs.chain_of(THREE)
    assert rules.due(chain[0], AT, reached=True) == AT + timedelta(minutes=20)
    assert rules.due(chain[0], AT, reached=False) == AT
    assert rules.due(chain[-1], AT, reached=False) == AT + timedelta(minutes=20)


def test_the_highest_level_is_told_again_as_often_as_the_pack_says() -> None:
    top = level("top", again=2)
    assert rules.rings(level("low", up="top"), 1) is rules.Ring.UP
    assert [rules.rings(top, n) for n in (1, 2, 3)] == [rules.Ring.AGAIN, rules.Ring.AGAIN, rules.Ring.END]
    assert rules.rings(None, 1) is rules.Ring.END


def clock_of(**moments: int) -> rules.Clock:
    """Moments in minutes after the telling; due after twenty."""
    values = {name: AT + timedelta(minutes=n) for name, n in moments.items() if name != "rounds"}
    got: dict[str, Any] = {
        "due_at": AT + timedelta(minutes=20),
        "acknowledged_at": None,
        "passed_at": None,
        "stopped_at": None,
    }
    return rules.Clock(**(got | values), rounds=moments.get("rounds", 1))


@pytest.mark.parametrize(
    ("step", "after", "wanted"),
    [
        (clock_of(), 5, rules.Kept.WAITS),
        (clock_of(), 25, rules.Kept.LATE),
        (clock_of(acknowledged_at=20), 90, rules.Kept.IN_TIME),
        (clock_of(acknowledged_at=21), 90, rules.Kept.LATE),
        (clock_of(stopped_at=7), 90, rules.Kept.IN_TIME),
        (clock_of(passed_at=20), 90, rules.Kept.NOBODY),
        (clock_of(acknowledged_at=15, rounds=2), 90, rules.Kept.LATE),
        (clock_of(rounds=2), 5, rules.Kept.LATE),
    ],
)
def test_in_time_is_within_the_first_telling(step: rules.Clock, after: int, wanted: rules.Kept) -> None:
    assert rules.kept(step, AT + timedelta(minutes=after)) is wanted
