"""What goes in and out of reception: hours, items, the weekly list, endings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut

Text = Annotated[str, Field(max_length=2000), s.Clean]


class ReceivingOut(s.Plain):
    day: date
    starts: time
    ends: time
    room: str
    leader: str = Field(description="The post that receives, never a name.")
    receiver: str
    off: bool = Field(description="No reception on this day.")


class ReceivingPlaceOut(s.Plain):
    id: s.OutId
    name: str


class HoursOut(s.Plain):
    places: list[ReceivingPlaceOut] = Field(description="All that receive.")
    place_id: str = Field(description="Whose days these are; empty where nobody receives yet.")
    days: list[ReceivingOut] = Field(description="Two weeks from today.")


class HoursRowOut(s.Plain):
    id: s.OutId
    weekday: int = Field(description="0 is Monday.")
    starts: time
    ends: time
    room: str
    leader_id: s.OutId
    receiver_id: str
    starts_on: date
    ends_on: date | None = Field(description="The last day.")


class RosterDayOut(ReceivingOut):
    hours_id: s.OutId
    changed: bool = Field(description="Other than the hours of every week say.")
    reason: str


class RosterOut(s.Plain):
    place_id: s.OutId
    place: str
    week: date
    may_plan: bool
    hours: list[HoursRowOut]
    days: list[RosterDayOut]


class ReceiverOut(s.Plain):
    id: s.OutId
    post: str


class ReceiversOut(s.Plain):
    leaders: list[ReceiverOut]
    receivers: list[ReceiverOut]


class CameOut(s.Plain):
    at: datetime
    number: str = Field(description="Of the request; empty: told at once.")
    title: str
    by: str = Field(description="The post that wrote it down.")


class ReceptionSheetOut(RosterDayOut):
    may_plan: bool
    may_write: bool
    types: list[str] = Field(description="The types of request that this station takes in, for who may write.")
    came: list[CameOut]


class WeeklyHoursIn(s.In):
    place_id: s.Id
    weekday: int = Field(ge=0, le=6, description="0 is Monday.")
    starts: s.Clock
    ends: s.Clock
    room: Annotated[str, Field(max_length=80), s.Clean]
    leader_id: s.Id
    receiver_id: s.Id | None = None


class DayIn(s.In):
    reason: Annotated[str, Field(max_length=120), s.Clean]
    off: bool = Field(False, description="No reception on this day.")
    leader_id: s.Id | None = Field(None, description="None: as every week.")
    receiver_id: s.Id | None = Field(None, description="None: nobody beside the leader.")


class DaySwapIn(s.In):
    with_hours_id: s.Id
    with_day: s.Day
    reason: Annotated[str, Field(max_length=120), s.Clean]


class CameIn(s.In):
    description: s.Words
    type: s.Line
    place_id: s.Id = Field(description="An estate or a grid of the place.")
    items: list[Annotated[str, Field(max_length=300), s.Clean]] = Field(default=[], max_length=10)
    name: Annotated[str, Field(max_length=30), s.Clean] = ""
    phone: Annotated[str, Field(max_length=30), s.Clean] = ""
    keep_private: bool = False


class OwedOut(s.Plain):
    number: str
    title: str
    kind: str
    place: str
    came_on: date
    due_at: datetime | None
    light: str
    holder: str
    new: bool = Field(description="Came in in this week.")
    items: int
    missing: list[int] = Field(description="The positions of the items without an answer.")
    visit_on: date | None


class LookDueOut(s.Plain):
    waiting_id: s.OutId
    number: str
    due_on: date
    listed: bool


class ListSeenOut(s.Plain):
    post: str
    at: datetime


class WeeklyOut(s.Plain):
    place_id: s.OutId
    place: str
    week: date
    came: dict[str, int] = Field(description="By type.")
    owed: list[OwedOut]
    more: bool = Field(description="There are more than these 300.")
    looks: list[LookDueOut]
    counts: dict[str, int] = Field(description="came, open, looks, unanswered, visits.")
    seen: list[ListSeenOut] = Field(description="Leaders on duty who confirmed that they looked at it.")
    may_confirm: bool


class WeekIn(s.In):
    place_id: s.Id
    week: s.Day = Field(description="Any day of it.")


class RaisedOut(s.Plain):
    id: s.OutId
    position: int
    words: str
    answer: str
    answered_at: datetime | None


class ExplainedOut(s.Plain):
    on: date
    policy: str
    paper: str
    words: str


class VisitedOut(s.Plain):
    on: date
    heard: str


class HardMatterOut(s.Plain):
    number: str
    title: str
    items: list[RaisedOut]
    explained: list[ExplainedOut]
    visits: list[VisitedOut]
    next_visit: date | None


class RaisedIn(s.In):
    items: list[Text] = Field(min_length=1, max_length=30)


class RaisedAnswerIn(s.In):
    answer: Text


class ExplainIn(s.In):
    policy: Annotated[s.Line, Field(max_length=120)]
    words: Text
    paper: Annotated[s.Line, Field(max_length=120)] = ""


class VisitIn(s.In):
    on: s.Day
    heard: Text
    next_on: s.Day | None = None


class VisitPlanIn(s.In):
    on: s.Day | None = Field(description="Null calls the planned visit off.")


class WaitingOut(s.Plain):
    id: s.OutId
    number: str
    title: str
    ending: str
    listed: bool = Field(description="On the list (挂账); else planned with a day.")
    since: date
    due_on: date
    holder: str
    choices: list[str] = Field(description="What a look may give.")


class WaitingPageOut(PageOut):
    items: list[WaitingOut]


class LookIn(s.In):
    how: Literal["kept", "still", "again", "ended"]
    words: Text
    due_on: s.Day | None = Field(None, description="still, of what was planned: until when.")


class LookedOut(s.Plain):
    number: str = Field(description="The request that is at work now; another one where the old one was over.")


class EndedOut(s.Plain):
    place_id: str = Field(description="Empty: all.")
    place: str
    total: int
    kinds: dict[str, int] = Field(description="By ending of the pack.")
    solved_share: float | None = Field(description="0 to 1; null below ten.")


class FollowedOut(s.Plain):
    planned: int
    kept: int
    put_off: int
    again: int
    ended: int
    overdue: int


class EndingsOut(s.Plain):
    first: date
    last: date
    places: list[EndedOut]
    total: EndedOut
    planned: FollowedOut
    listed: FollowedOut
