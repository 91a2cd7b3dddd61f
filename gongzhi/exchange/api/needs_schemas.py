"""What goes in and out of the lists of needs and services: never a contact."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut

Weekdays = Annotated[str, StringConstraints(pattern=r"^[1-7]{0,7}$")]


class NeedLineOut(s.Plain):
    number: str
    side: str = Field(description="need, service")
    kind: str = Field(description="A key of the pack.")
    words: str
    by: str = Field(description="The unit or group; empty for a resident.")
    place_id: s.OutId
    place: str
    reach_id: s.OutId = Field(description="How far it goes.")
    amount: int
    left: int = Field(description="Neither used nor promised.")
    unit: str = Field(description="What the amount counts.")
    starts_on: date
    ends_on: date
    weekdays: str = Field(description="Digits 1 (Monday) to 7; empty: every day.")
    opens: time | None
    closes: time | None
    shown_at: datetime | None = Field(description="Since when it stands on the list.")


class NeedLinesOut(PageOut):
    items: list[NeedLineOut]


class DeskNeedLineOut(NeedLineOut):
    id: s.OutId
    state: str = Field(description="asked, new, open, refused, ended")
    hidden: bool
    channel: str
    reason: str
    version: int = Field(description="Send it back with a change.")


class DeskNeedLinesOut(PageOut):
    items: list[DeskNeedLineOut]


class NeedFitOut(s.Plain):
    line: DeskNeedLineOut
    amount: int
    steps: int = Field(description="Between both places, in the tree.")
    first: date = Field(description="The first day that suits both.")
    why: str


class NeedMatchOut(s.Plain):
    id: s.OutId
    need_id: s.OutId
    need: str = Field(description="Its number.")
    service_id: s.OutId
    service: str
    kind: str
    amount: int
    first: date
    state: str = Field(description="proposed, agreed, done, not_done, declined, lapsed")
    need_agrees: bool | None
    service_agrees: bool | None
    answer_until: date
    used: int | None
    words: str


class NeedMatchesOut(PageOut):
    items: list[NeedMatchOut]


class NeedSheetOut(DeskNeedLineOut):
    may_change: bool = Field(description="False while a match of it runs: the other side counts on it as it stands.")
    fits: list[NeedFitOut] = Field(description="Of the other list, the best first.")
    matches: list[NeedMatchOut]


class NeedFiguresRowOut(s.Plain):
    kind: str
    title: str
    unit: str
    needs: int
    services: int
    matched: int
    done: int
    not_done: int
    used: int
    needs_left: int
    services_left: int


class NeedFiguresOut(s.Plain):
    month: date
    rows: list[NeedFiguresRowOut]


class NeedLineIn(s.In):
    side: Literal["need", "service"]
    kind: s.Line
    place_id: s.Id
    reach_id: s.Id | None = Field(None, description="How far it goes; none: the place itself.")
    words: Annotated[str, Field(max_length=500), s.Clean]
    amount: int = Field(1, ge=1, le=10_000)
    starts_on: s.Day
    ends_on: s.Day
    weekdays: Weekdays = ""
    opens: s.Clock | None = None
    closes: s.Clock | None = None
    body: Annotated[s.Line, Field(max_length=80, description="The unit or group; empty: a resident.")] = ""
    name: Annotated[s.Line, Field(max_length=30)] = ""
    phone: Annotated[s.Line, Field(max_length=20)] = ""
    hidden: bool = False
    for_post: s.Id | None = Field(None, description="A post of the own that speaks for its body.")


class NeedChangeIn(s.In):
    version: int = Field(ge=0, lt=2**31, description="What was read.")
    words: Annotated[str, Field(max_length=500), s.Clean]
    amount: int = Field(ge=1, le=10_000)
    place_id: s.Id
    reach_id: s.Id | None = Field(None, description="How far it goes; none: the place itself.")
    starts_on: s.Day
    ends_on: s.Day
    weekdays: Weekdays = ""
    opens: s.Clock | None = None
    closes: s.Clock | None = None
    hidden: bool = False


class NeedLookIn(s.In):
    show: bool
    reason: s.Line = Field("", description="Why it does not stand on the list.")
    words: Annotated[str, Field(max_length=500, description="Words that name nobody."), s.Clean] = ""


class NeedProposeIn(s.In):
    need_id: s.Id
    service_id: s.Id
    amount: int | None = Field(None, ge=1, le=10_000)


class NeedSideIn(s.In):
    line_id: s.Id = Field(description="The side that says it: the need or the service of the match.")


class NeedAnswerIn(NeedSideIn):
    agrees: bool


class NeedSettleIn(NeedSideIn):
    done: bool
    used: int = Field(0, ge=0, le=10_000)
    words: Annotated[str, Field(max_length=300), s.Clean] = ""
