"""Pacts of residents (row E8) and hearings before a decision (rows E2, E11)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from gongzhi.packs.schema.base import Item, Key

Article = Annotated[str, StringConstraints(min_length=2, max_length=500, strip_whitespace=True)]


class Pact(Item):
    """A kind of pact that places of some levels have: 居民公约, 小区管理规约, 院落公约, 村规民约.

    It comes in force by a vote alone: its draft is a topic of the way `deliberation`, whose last meeting adopts it."""

    row: str = Field("E8", pattern=r"^E\d{1,2}$", description="The row of the requirements.")
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places that may have one of their own.")
    deliberation: Key = Field(description="The way in which it is adopted, changed and repealed.")
    edits: tuple[Key, ...] = Field(
        min_length=1, description="Task steps of its procedure in which the text may be changed; elsewhere it stands."
    )
    template: tuple[Article, ...] = Field((), description="Articles to begin with.")


class PactWarning(Item):
    """Words that a pact had better not hold, with the reason: advice beside the article, nothing is refused."""

    words: tuple[Annotated[str, StringConstraints(min_length=1, max_length=20)], ...] = Field(min_length=1)


class Hearing(Item):
    """A step is entered only when a hearing about the topic was held and its record is public (公开听证, 民情恳谈)."""

    row: str = Field("E2", pattern=r"^E\d{1,2}$", description="The row of the requirements.")
    deliberation: Key
    before: Key = Field(description="The step of its procedure that asks for the record.")
    board: Key = Field("residents", description="The board on which its record is shown.")
    notice_days: int = Field(3, ge=0, le=60, description="Calendar days between the announcement and the day.")
