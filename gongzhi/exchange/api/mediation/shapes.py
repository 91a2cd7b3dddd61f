"""What goes in and out of mediation: of the sides nothing but to who mediates the case, and never a phone in clear."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut
from gongzhi.mediation.public import NAME_MAX, TEXT_MAX, WORDS_MAX

Name = Annotated[str, StringConstraints(max_length=NAME_MAX), s.Clean]
Phone = Annotated[str, StringConstraints(max_length=20), s.Clean]
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX), s.Clean]
Where = Annotated[str, StringConstraints(max_length=120), s.Clean]
About = Annotated[str, StringConstraints(max_length=WORDS_MAX), s.Clean]


class KindOut(s.Plain):
    key: str
    title: str


class WayOut(s.Plain):
    key: str
    title: str
    note: str
    kinds: list[KindOut]
    steps: list[str]


class AppliedOut(s.Plain):
    number: str
    secret: str = Field(description="Opens the calls under /mediation/{number}/own.")
    link: str


class OwnSittingOut(s.Plain):
    starts_at: datetime
    venue: str


class OwnCaseOut(s.Plain):
    """How the own application goes on; nothing of the other side."""

    number: str
    kind: str
    now: str = Field(description="The step, or how it ended.")
    mediator: str = Field(description="The post that has it.")
    may_withdraw: bool
    sittings: list[OwnSittingOut]


class CaseRowOut(s.Plain):
    """What everybody who covers the place may know: nothing of the sides."""

    id: s.OutId
    number: str
    kind: str
    place_id: s.OutId
    state: str
    now: str
    result: str = Field(description="agreed, reconciled, refused, withdrawn, failed, elsewhere; empty: none yet")
    mediator: str = Field(description="The post that has it.")
    opened_at: datetime


class CasesOut(PageOut):
    items: list[CaseRowOut]


class SideOut(s.Plain):
    id: s.OutId
    position: int
    name: str
    phone: str = Field(description="Masked; in clear on the page alone, which records it.")
    address: str
    agrees: bool | None


class FilledOut(s.Plain):
    step: str
    answers: dict[str, str] = Field(description="By the key of the field in the pack.")


class SittingOut(OwnSittingOut):
    id: s.OutId
    state: str = Field(description="called, held, dropped")
    came: int | None
    notes: str


class MatchOut(s.Plain):
    post_id: s.OutId
    label: str
    holder: str
    open: int = Field(description="How many cases it has.")
    why: str
    persuades: bool


class InsideOut(s.Plain):
    """What only who mediates the case reads."""

    words: str
    sides: list[SideOut]
    sheets: list[FilledOut]
    sittings: list[SittingOut]
    terms: str
    matches: list[MatchOut] = Field(description="Who may be asked to persuade or to mediate.")
    fields: list[str] = Field(description="Of the form of the present step.")
    outcomes: list[str] = Field(description="By which the present step is left.")


class CaseOut(CaseRowOut):
    step: str
    asked: str = Field(description="The post that is asked to take it; empty: none.")
    request: str = Field(description="The number of the request from which it came, for who sees that.")
    agreed_on: date | None
    form: str = Field(description="written, oral")
    court: str
    kept: str
    inside: InsideOut | None = Field(description="Null for everybody but who mediates it, superiors too.")


class SideIn(s.In):
    name: Name
    phone: Phone = ""
    address: Where = ""
    agrees: bool = Field(False, description="Wants the mediation; false: not asked yet.")


class ApplyIn(s.In):
    kind: s.Line
    place_id: s.Id
    words: About
    name: Name
    phone: Phone
    other: Name
    other_phone: Phone = ""


class CaseIn(s.In):
    kind: s.Line
    place_id: s.Id
    words: About
    sides: list[SideIn] = Field(min_length=2, max_length=6)


class FromRequestIn(s.In):
    words: About
    first: SideIn | None = Field(None, description="None: who reported; name and phone go along unseen.")
    reporter_agrees: bool = False
    other: SideIn


class OpenedOut(s.Plain):
    number: str
    case_id: str = Field(description="Empty for who may not open the case.")


class DeclineIn(s.In):
    reason: Annotated[str, StringConstraints(max_length=300), s.Clean]


class SidesConsentIn(s.In):
    side_id: s.Id
    agrees: bool = Field(description="False ends the case.")


class FillIn(s.In):
    answers: dict[Annotated[str, StringConstraints(max_length=40), s.Clean], Text] = Field(max_length=30)


class ArrangeIn(s.In):
    what: Literal["persuade", "mediate"]
    post_id: s.Id


class FinishIn(s.In):
    outcome: s.Line
    goes_to: s.Line = Field("", description="Of elsewhere: the authority that decides it.")


class AgreeIn(s.In):
    form: Literal["written", "oral"]
    terms: Text
    agreed_on: s.Day


class CourtIn(s.In):
    result: Literal["confirmed", "refused"]
    on: s.Day


class SidesCallIn(s.In):
    starts_at: s.Moment
    venue: Where


class SittingHoldIn(s.In):
    came: int = Field(ge=0, le=6, description="How many sides.")
    notes: Text = ""


class SidesCallBackIn(s.In):
    kept: Literal["kept", "partly", "broken"]
    again: bool = Field(False, description="Mediate once more, where it was not kept and both sides want it.")


class FreeOut(s.Plain):
    shift_id: s.OutId
    weekday: int = Field(description="1 is Monday.")
    starts: time
    ends: time
    who: str
    free: list[datetime] = Field(description="Hours of the next fortnight that nobody took.")


class StationOut(s.Plain):
    id: s.OutId
    kind: str
    title: str
    place_id: s.OutId
    venue: str
    phone: str = Field(description="Of the station.")
    private: bool = Field(description="Nothing is kept of for whom an hour is taken.")
    shifts: list[FreeOut]


class StationsOut(s.Plain):
    items: list[StationOut]


class HourOut(s.Plain):
    id: s.OutId
    number: str = Field(description="Told to who comes; no name is kept.")
    starts_at: datetime
    by: str = Field(description="The post that took it.")
    of: str = Field(description="The number of the case or request; empty: none, or a private kind.")
    may_give_back: bool


class StationSheetOut(StationOut):
    closed_on: date | None
    may_manage: bool
    hours: list[HourOut] = Field(description="Taken, still to come.")
    months: dict[str, int] = Field(description="Hours taken by month of this year.")


class StationIn(s.In):
    kind: s.Line
    place_id: s.Id
    title: Annotated[str, StringConstraints(max_length=60), s.Clean]
    venue: Where
    phone: Phone = ""


class ShiftIn(s.In):
    weekday: int = Field(ge=1, le=7, description="1 is Monday.")
    starts: s.Clock
    ends: s.Clock
    from_on: s.Day
    post_id: s.Id | None = None
    helper: Name = Field("", description="From outside; ask first, the name stands on the public page.")
    helper_body: Annotated[str, StringConstraints(max_length=60), s.Clean] = ""


class ShiftEndIn(s.In):
    until_on: s.Day


class TakeIn(s.In):
    shift_id: s.Id
    starts_at: s.Moment
    about: Phone = Field("", description="The number of a case or request that one may see; of a private kind never.")
