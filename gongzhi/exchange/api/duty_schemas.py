"""What goes in and out of duty: rotas, notes from shift to shift, ledgers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut

Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[\w-]+$"), s.Clean]


class OnDutyOut(s.Plain):
    shift: str
    starts_at: datetime
    ends_at: datetime
    post: str


class OpenDeskOut(s.Plain):
    place_id: s.OutId
    place: str
    phone: str = Field(description="The duty telephone; empty where none is entered.")
    now: list[OnDutyOut]


class OpenDesksOut(PageOut):
    items: list[OpenDeskOut]


class SeatOut(OnDutyOut):
    on: date = Field(description="The day on which the shift begins.")
    key: str = Field(description="The key of the shift in the pack.")
    number: int
    stint_id: str = Field(description="Empty where nobody is planned.")
    appointment_id: str
    name: str
    state: str = Field(description="empty, kept, stand-in (away, the substitute keeps it), gone (nobody keeps it).")


class DutyDeskOut(s.Plain):
    place_id: s.OutId
    place: str
    phone: str
    now: list[SeatOut]
    empty: int = Field(description="Seats of the next seven days that nobody keeps.")
    not_taken: int = Field(description="Shifts of the last week that nobody handed or took over in time.")


class DutyDesksOut(PageOut):
    items: list[DutyDeskOut]


class RotaOut(s.Plain):
    place_id: s.OutId
    place: str
    week: date
    version: int = Field(description="Send it back with a plan; 0 where nothing was ever planned.")
    seats: list[SeatOut]


class SeatIn(s.In):
    on: s.Day
    key: Slug = Field(description="The key of the shift in the pack.")
    number: int = Field(1, ge=1, le=20)
    appointment_id: s.Id | None = Field(description="Of somebody of the place; null: nobody.")


class PlanIn(s.VersionIn):
    week: s.Day = Field(description="Any day of it.")
    seats: list[SeatIn] = Field(min_length=1, max_length=300, description="Seats that are not named stay.")


class OwnShiftOut(s.Plain):
    stint_id: s.OutId
    place_id: s.OutId
    place: str
    shift: str
    starts_at: datetime
    ends_at: datetime


class KeeperOut(s.Plain):
    appointment_id: s.OutId
    name: str = Field(description="And the post.")


class CopyIn(s.VersionIn):
    week: s.Day = Field(description="Any day of it.")


class PhoneIn(s.In):
    phone: Annotated[str, StringConstraints(max_length=20), s.Clean]


class OthersShiftOut(OwnShiftOut):
    name: str


class SwapAskedOut(s.Plain):
    swap_id: s.OutId
    name: str = Field(description="Who is asked.")
    back: str = Field(description="The shift that is wanted for it; empty: none.")


class ShiftSheetOut(OwnShiftOut):
    begun: bool = Field(description="It cannot change hands any more.")
    swap: SwapAskedOut | None = Field(description="What waits for an answer.")
    staff: list[KeeperOut] = Field(description="Who may be asked to take it.")
    others: list[OthersShiftOut] = Field(description="Coming shifts of others here, that it may be changed for.")


class SwapAskIn(s.In):
    appointment_id: s.Id | None = Field(None, description="Who is asked to take it.")
    stint_id: s.Id | None = Field(None, description="Or the shift that it is changed for.")


class SwapOut(s.Plain):
    swap_id: s.OutId
    name: str = Field(description="Who asks.")
    shift: str
    back: str = Field(description="What they give for it; empty: nothing.")


class SwapAnswerIn(s.In):
    agrees: bool


class LeftOut(s.Plain):
    number: str
    title: str = Field(description="Empty for who may not see the request.")
    light: str
    ended: bool


class HandedOut(s.Plain):
    on: date
    key: str
    shift: str
    starts_at: datetime
    ends_at: datetime
    kept_by: list[str]
    state: str = Field(description="running, missing (nothing written), unsigned, signed, none (nobody kept it).")
    late: bool
    note_id: str
    words: str
    things: str
    by: str
    taken_by: str
    taken_at: datetime | None
    remark: str
    left: list[LeftOut] = Field(description="Requests that it left open.")
    may_write: bool
    may_sign: bool


class NoteOfShiftIn(s.In):
    on: s.Day
    key: Slug
    words: Annotated[str, Field(max_length=2000), s.Clean]
    things: s.Line = Field("", description="Keys, telephones, what is lent out.")
    numbers: list[s.Number] = Field(default=[], max_length=30, description="Requests left open.")


class TakenIn(s.In):
    remark: s.Line = ""


class WorkLedgerOut(s.Plain):
    key: str
    title: str


class LedgersOut(s.Plain):
    place_id: s.OutId
    place: str
    ledgers: list[WorkLedgerOut]


class LedgersPageOut(PageOut):
    items: list[LedgersOut]


class WorkLineOut(s.Plain):
    matter_id: s.OutId
    source: str
    number: str
    on: datetime
    kind: str
    title: str = Field(description="Of a mediation it is empty; no person stands in a ledger.")
    place: str
    holder: str
    due_at: datetime | None
    ended_at: datetime | None
    result: str
    light: str
    late: bool
    note: str
    note_by: str


class WorkLinesOut(PageOut):
    month: date
    all: int
    done: int
    late: int
    items: list[WorkLineOut]


class LineNoteIn(s.In):
    words: s.Line = Field(description="Empty: nothing stands there any more.")
