"""The list of needs and the list of services (需求清单, 服务清单, row C8)."""

from __future__ import annotations

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model, Source, Title


class NeedKind(Item):
    """What is needed or offered: repairs, company, a room, a lesson."""

    unit: Title = Field("次", description="What the amount counts: times, hours, pieces.")
    hidden: bool = Field(False, description="Never on the public lists: staff bring both sides together.")
    request_types: tuple[Key, ...] = Field((), description="Types of requests that may be put on the list of needs.")


class NeedLists(Model):
    """Two lists that are matched by kind, place and time; what is left over stays in sight of both sides."""

    need_list: Title = "需求清单"
    need_list_en: str = "List of needs"
    service_list: Title = "服务清单"
    service_list_en: str = "List of services"
    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places to choose from.")
    kinds: tuple[NeedKind, ...] = Field(min_length=1)
    offered_by: tuple[Key, ...] = Field((), description="Kinds of posts that offer and need for their own body.")
    last_days: int = Field(180, ge=7, le=730, description="How long a line stands at most.")
    answer_days: int = Field(7, ge=1, le=60, description="How long both sides have to say yes to a match.")
    keep_days: int = Field(90, ge=1, le=730, description="How long a contact is kept once the line has ended.")
    source: Source

    def kind(self, key: str) -> NeedKind | None:
        """The kind of that key."""
        return next((k for k in self.kinds if k.key == key), None)
