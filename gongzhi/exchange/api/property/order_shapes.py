"""What goes in and out about orders to mend."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut


class MendOrderIn(s.In):
    about: s.Line = Field(description="A key of the pack's checks.")
    words: Annotated[str, Field(max_length=1000), s.Clean]
    working_days: int = Field(ge=1, le=60)
    finding_id: s.Id | None = Field(None, description="What the third party had found.")


class MendObjectionOut(s.Plain):
    words: str
    at: datetime
    decider_post_id: s.OutId
    decision: Literal["", "upheld", "lifted"] = Field(description="upheld: the order stands; empty: not decided yet.")
    answer: str = Field(description="The reason of the decision.")
    decided_at: datetime | None


class MendOrderOut(s.Plain):
    id: s.OutId
    number: str
    estate_id: s.OutId
    estate: str
    company_id: s.OutId
    company: str
    about: str
    words: str
    step: str = Field(
        description="mend: with the company; objection: with who decides on it; recheck: with the office; empty: over."
    )
    result: Literal["", "closed", "lifted"]
    light: str
    opened_at: datetime
    due_at: datetime | None
    reply: str
    replied_at: datetime | None
    rounds: int = Field(description="How often it was sent back.")
    objection: MendObjectionOut | None = Field(description="What the company said against it.")
    holder_post_id: s.OutId
    version: int


class MendProofOut(s.Plain):
    id: s.OutId
    document: bool = Field(description="A PDF, else a picture: `GET property/orders/{order_id}/proofs/{file_id}`.")
    bytes: int


class MendOneOrderOut(MendOrderOut):
    proofs: list[MendProofOut] = Field(description="Of the company's replies.")
    lines: list[s.LineOut] = Field(description="What happened, the first line first.")
    object_until: datetime | None = Field(description="The company may still object until then; null: not any more.")


class MendOrderPageOut(PageOut):
    items: list[MendOrderOut]


class MendReplyIn(s.VersionIn):
    words: Annotated[str, Field(max_length=1000), s.Clean]
    photo_ids: list[s.Id] = Field(min_length=1, max_length=3, description="Proof: from `POST photos`.")


class MendObjectIn(s.VersionIn):
    words: Annotated[str, Field(min_length=5, max_length=1000), s.Clean]


class MendDecideIn(s.VersionIn):
    decision: Literal["upheld", "lifted"]
    words: Annotated[str, Field(max_length=1000), s.Clean]


class MendRecheckIn(s.VersionIn):
    outcome: Literal["closed", "back", "lifted"]
    words: Annotated[str, Field(max_length=1000), s.Clean]
