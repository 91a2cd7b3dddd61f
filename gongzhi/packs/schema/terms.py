"""Concurrent members of committees and their terms (row A6); staff: ladders, entry, exits, promotion (row A11)."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gongzhi.packs.schema.base import Item, Key, Limit


class Concurrent(Item):
    """Concurrent members (兼职委员): how many a body, from where, for how long, with which duties."""

    post_kinds: tuple[Key, ...] = Field(
        min_length=1, description="The kinds of posts that they hold; they name the bodies."
    )
    least: int = Field(ge=0, le=50, description="Fewer a body than this is a gap.")
    most: int = Field(ge=1, le=50, description="More a body than this are refused.")
    term: Limit
    committee_term: Limit = Field(description="Of the committee itself: its next election follows from it.")
    second_round: Literal["with_committee", "own_term"] = Field(
        "own_term", description="with_committee: the first round ends where the committee is elected anew."
    )
    sources: tuple[Item, ...] = Field(min_length=1, description="The kinds of units and people that they come from.")
    duties: tuple[Item, ...] = ()
    warn_days: tuple[int, ...] = Field((90, 30, 0), description="Days before the last day on which people are told.")
    procedure: Key | None = Field(
        None, description="How a vacancy is filled or an inactive member replaced; its outcome `appointed` appoints."
    )

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.least > self.most:
            raise PydanticCustomError(
                "bounds", "least {least} is more than most {most}", {"least": self.least, "most": self.most}
            )
        return self


class LadderPost(Item):
    """A post of a ladder with the steps that it spans, and the pay points of each of them."""

    first: int = Field(ge=1, le=60)
    last: int = Field(ge=1, le=60)
    points: tuple[int, ...] = Field(
        (), description="Pay points of each step from the first to the last; none: not set."
    )


class Ladder(Item):
    """A ladder of staff (四岗十八级), in force from a day on until a later one replaces it."""

    steps: int = Field(ge=1, le=60)
    posts: tuple[LadderPost, ...] = Field(min_length=1)
    since: date | None = Field(None, description="The first day on which it holds; none: always.")

    @model_validator(mode="after")
    def _spans(self) -> Self:
        for post in self.posts:
            if not 1 <= post.first <= post.last <= self.steps:
                raise PydanticCustomError(
                    "ladder_span", "{key}: {first} to {last}", {"key": post.key, "first": post.first, "last": post.last}
                )
            if post.points and len(post.points) != post.last - post.first + 1:
                raise PydanticCustomError(
                    "ladder_points", "{key}: {n} points", {"key": post.key, "n": len(post.points)}
                )
        return self

    def post(self, key: str) -> LadderPost:
        """The post of that key; KeyError where there is none."""
        for post in self.posts:
            if post.key == key:
                return post
        raise KeyError(key)


class Promotion(Item):
    """A rung that staff can be promoted to, the lowest first."""

    full_terms: int = Field(0, ge=0, le=10, description="Full terms of office that it takes.")


class StaffRules(Item):
    """Who counts as staff, how they come, rise and leave, and when figures about them may be shown."""

    post_kinds: tuple[Key, ...] = Field((), description="Posts of the staff of a community.")
    leading: tuple[Key, ...] = Field((), description="Posts of the leading group of a street.")
    entries: tuple[Item, ...] = ()
    exits: tuple[Item, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    figures_from: int = Field(5, ge=5, description="Fewer people than this: no average is shown.")
