"""What goes in and out about estates, contracts, jobs and homes. Amounts are fen, whole numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.property.shapes import DeskLineOut, FeeLineOut, desk_line_shape, line_shape
from gongzhi.packs import public as packs
from gongzhi.property import public as property

Words = Annotated[str, Field(max_length=1000), s.Clean]
Grade = Annotated[int, Field(ge=1, le=5)]


class ChoiceOut(s.Plain):
    id: s.OutId
    name: str


class OpenFindingOut(s.Plain):
    id: s.OutId
    on: date
    about: str
    words: str


class ChoicesOut(s.Plain):
    companies: list[ChoiceOut]
    givers: list[ChoiceOut]
    findings: list[OpenFindingOut]


class KeyOut(s.Plain):
    key: str
    title: str


class PropertyRulesOut(s.Plain):
    services: list[KeyOut] = Field(description="What a contract may promise.")
    purposes: list[KeyOut] = Field(description="What a subsidy is given for.")
    checks: list[KeyOut] = Field(description="What the third party looks at, and orders are about.")
    questions: list[KeyOut] = Field(description="What homes rate, 1 to 5.")
    order_working_days: int = Field(description="In which an order is carried out, as a rule.")
    objection_working_days: int | None = Field(description="In which a company may object; null: it cannot.")


class SumOut(s.Plain):
    year: int
    due_fen: int
    collected_fen: int
    rate: float | None
    subsidies_fen: int


class QuartersOut(s.Plain):
    quarters: list[FeeLineOut] = Field(description="The last twelve, the oldest first.")
    years: list[SumOut]


class DeskQuartersOut(s.Plain):
    quarters: list[DeskLineOut]
    years: list[SumOut]


Area = Annotated[int, Field(ge=1, le=50_000_000, description="Square metres that fees are charged for.")]
Homes = Annotated[int, Field(ge=1, le=100_000)]
Name = Annotated[str, Field(max_length=60), s.Clean]


class EstateIn(s.In):
    place_id: s.Id
    area_m2: Area
    households: Homes
    name: Name = ""


class EstateCorrectIn(s.VersionIn):
    area_m2: Area
    households: Homes
    name: Name = ""


class ContractIn(s.VersionIn):
    company_id: s.Id
    starts_on: date
    ends_on: date = Field(description="The last day.")
    fee_fen: int = Field(gt=0, le=100_000, description="A square metre and month.")
    services: list[s.Line] = Field(default=[], max_length=40, description="Keys of the rules.")
    words: Words = ""


class ContractEndIn(s.WhyIn):
    on: date = Field(description="Its last day.")


class JobsIn(s.In):
    quarter: s.Line
    hired: int = Field(ge=0, le=10_000)
    without_work: int = Field(ge=0, le=10_000, description="Of them, without work before.")
    was_hired: int | None = Field(None, ge=0, le=10_000, description="What stood there; left out where nothing did.")
    was_without_work: int | None = Field(None, ge=0, le=10_000)


class HomesIn(s.In):
    """The homes of a building, named as doors are: 3栋1单元101."""

    building: Annotated[str, Field(max_length=40), s.Clean]
    units: int = Field(ge=1, le=50)
    floors: int = Field(ge=1, le=80)
    doors: int = Field(ge=1, le=40, description="A floor.")


class HomesOut(s.Plain):
    quarter: str
    homes: int
    rated: int = Field(description="How many of them have rated in this quarter.")
    results: list[dict[str, Any]] = Field(description="Of quarters that are over; means from ten homes on.")


class SlipsIn(s.In):
    building: Annotated[str, Field(max_length=40), s.Clean] = Field("", description="How its door begins; empty: all.")


class SlipOut(s.Plain):
    home: str
    code: str


class SlipsOut(s.Plain):
    quarter: str
    more: bool = Field(description="There are more than these: ask building by building.")
    slips: list[SlipOut]


class PaperSlipIn(s.In):
    home: Annotated[str, Field(max_length=60), s.Clean] = Field(description="As the slip has it: 3栋2单元501.")
    grades: dict[s.Line, Grade] = Field(max_length=20, description="By question.")


class SlipLookIn(s.In):
    code: Annotated[str, Field(max_length=40), s.Clean]


class SlipLookOut(s.Plain):
    estate_id: s.OutId
    estate: str
    company: str
    quarter: str
    rated: bool = Field(description="The home has rated this quarter already.")
    questions: list[KeyOut]


class RateIn(SlipLookIn):
    grades: dict[s.Line, Grade] = Field(max_length=20, description="By question.")


def keys_shape(items: Any) -> list[dict[str, str]]:
    return [{"key": i.key, "title": packs.named(i)} for i in items]


def sums_shape(estates: Any, *, public: bool = False) -> dict[str, Any]:
    """The money of these estates by quarter and year; the desk's with jobs."""
    lines = property.figures.by_quarter(estates, property.quarters.first_of(clock.today()))
    shape = line_shape if public else desk_line_shape
    years = property.figures.years(lines)
    return {"quarters": [shape(line) for line in lines], "years": [_sum(year, line) for year, line in years]}


def _sum(year: int, line: Any) -> dict[str, Any]:
    return {
        "year": year, "due_fen": line.due, "collected_fen": line.collected, "rate": line.rate,
        "subsidies_fen": line.subsidies,
    }  # fmt: skip
