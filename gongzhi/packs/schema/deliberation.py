"""Ways in which a community deliberates (rows E1 to E5)."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key


class Deliberation(Item):
    """A way of deliberating (三会一评, 五步, 七步, 四议两公开): its procedure, and who takes topics in.

    Its procedure must come to a decision (a meeting), be published, carried out (a task after the decision) and be
    rated by residents: no deliberation ends without."""

    row: str = Field("E1", pattern=r"^E\d{1,2}$", description="The row of the requirements.")
    procedure: Key
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places that have topics of their own.")
    received_by: tuple[Key, ...] = Field(
        min_length=1, description="Kinds of posts that hold a topic from the beginning: the nearest upwards."
    )
