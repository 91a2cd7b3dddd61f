"""Levels of incidents (事件分级, row C6): who is told, within how many minutes, who takes over, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model
from gongzhi.packs.schema.routing import Asked, Flag


class IncidentTold(Model):
    """Who is told, at or above the incident: the posts of these kinds, or who keeps watch by the duty rota then."""

    posts: tuple[Key, ...] = Field((), description="Kinds of posts.")
    watch: bool = Field(False, description="Instead of `posts`: who keeps watch by the duty rota when it is told.")
    levels: tuple[Key, ...] = Field(
        (), description="Levels of their places; none: the nearest such post, or the nearest rota, alone."
    )


class IncidentOpens(Model):
    """Which requests begin at this level when they come in: all that is given holds."""

    groups: tuple[Key, ...] = ()
    types: tuple[Key, ...] = ()
    channels: tuple[Key, ...] = ()
    flags: tuple[Flag, ...] = Field((), description="All of them.")
    without: tuple[Flag, ...] = Field((), description="None of them.")

    def fits(self, asked: Asked) -> bool:
        """Whether everything that is given holds."""
        for wanted, got in ((self.groups, asked.group), (self.types, asked.type), (self.channels, asked.channel)):
            if wanted and got not in wanted:
                return False
        return all(f in asked.flags for f in self.flags) and not any(f in asked.flags for f in self.without)


class IncidentLevel(Item):
    """A level of incidents. The clock runs day and night: an incident does not wait for office hours."""

    row: str = Field("C6", pattern=r"^C\d{1,2}$", description="The row of the requirements.")
    within: int = Field(ge=1, le=1440, description="Minutes, day and night, in which somebody acknowledges.")
    told: tuple[IncidentTold, ...] = Field(min_length=1)
    takes_over: tuple[Key, ...] = Field((), description="Kinds of posts, among those told, that may take the case.")
    up: Key | None = Field(None, description="The level to which it goes where nobody acknowledges; none: the highest.")
    again: int = Field(0, ge=0, le=10, description="At the highest level: how often the same are told again.")
    opens: tuple[IncidentOpens, ...] = Field((), description="Requests that begin at this level.")


def chain_of(levels: Sequence[IncidentLevel]) -> tuple[IncidentLevel, ...]:
    """The levels from the lowest to the highest, as `up` links them; empty where they are not one chain."""
    known = {level.key: level for level in levels}
    lowest = [level for level in levels if level.key not in {other.up for other in levels}]
    if len(lowest) != 1:
        return ()
    found = [lowest[0]]
    while (up := found[-1].up) is not None:
        if up not in known or len(found) == len(levels):
            return ()
        found.append(known[up])
    return tuple(found) if len(found) == len(levels) else ()


def level_for(levels: Sequence[IncidentLevel], asked: Asked) -> IncidentLevel | None:
    """The level at which a request begins: the highest that fits. A request of personal affairs has none: levels are
    of things and places, never of people."""
    if "private" in asked.flags:
        return None
    fitting = [level for level in chain_of(levels) if any(one.fits(asked) for one in level.opens)]
    return fitting[-1] if fitting else None
