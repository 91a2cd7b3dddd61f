"""Boards in a story: whoever owes a class of disclosure discloses it before its day, the open day is held (row B4)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.stories.world import World, local

EARLY = 4  # days before the last one on which it is disclosed
TEXT = "本期情况已经核对，明细在社区公开栏，欢迎查询、提出意见。"


def before(world: World) -> None:
    """From tomorrow somebody looks each working morning at what is owed."""
    world.at(local(world.begin.date() + timedelta(days=1), 9.75), lambda: _look(world))


def _look(world: World) -> None:
    """Disclose what is due in a few days, by who owes it; look again tomorrow while the story runs."""
    day = clock.today()
    lines = [o for o in disclosure.owed(None, coming=False) if o.open and o.due <= day + timedelta(days=EARLY)]
    if lines:
        owners = disclosure.Owners({o.place_id for o in lines})
        for line in sorted(lines, key=lambda o: (o.due, o.place_id, o.item.key)):
            post = owners.of(line.item, line.place_id)
            actor = world.staff(post) if post is not None else None
            if actor is not None and line.item.by == "posting":
                disclosure.publish(
                    board=line.item.board, title=f"{line.place}{line.period.key}{line.item.title}"[:120], text=TEXT,
                    place_id=line.place_id, actor=actor,
                    duty=disclosure.Duty(disclosure=line.item.key, period=line.period.key),
                )  # fmt: skip
    if world.clock() < world.end:
        world.at(local(day + timedelta(days=1), 9.75), lambda: _look(world))
