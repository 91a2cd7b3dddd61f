"""What goes in and out about estates. Amounts are fen, whole numbers; a subsidy is never added to fee income."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from gongzhi.core import clock
from gongzhi.exchange import schemas as s
from gongzhi.exchange.api.structure.common import PageOut
from gongzhi.property import public as property

Quarter = Annotated[s.Line, Query("", description="Such as 2026-Q3.")]
Fen = Annotated[int, Field(ge=0, lt=10**14)]


class PropertyContractOut(s.Plain):
    id: s.OutId
    company_id: s.OutId
    company: str
    starts_on: date
    ends_on: date = Field(description="The last day, as signed.")
    ended_on: date | None = Field(description="The last day, where it ended before.")
    fee_fen: int = Field(description="A square metre and month.")
    services: list[str] = Field(description="Keys of the pack.")
    words: str


class ManagedEstateOut(s.Plain):
    id: s.OutId
    place_id: s.OutId
    name: str
    area_m2: int
    households: int
    contract: PropertyContractOut | None = Field(description="The one in force today.")


class EstatePageOut(PageOut):
    items: list[ManagedEstateOut]


class FeeLineOut(s.Plain):
    quarter: str
    due_fen: int
    collected_fen: int = Field(description="Paid by residents; no subsidy is in it.")
    rate: float | None = Field(description="Collected of what was due, 0 to 1; null where nothing was due.")
    subsidies_fen: int = Field(description="Given by others towards the fees.")
    after_fact: int = Field(description="How many of its entries were entered after the fact.")


class DeskLineOut(FeeLineOut):
    hired: int = Field(description="People taken on.")
    without_work: int = Field(description="Of them, without work before.")


class SubsidyOut(s.Plain):
    id: s.OutId
    quarter: str
    giver_id: s.OutId
    giver: str
    purpose: str = Field(description="A key of the pack.")
    amount_fen: int
    given_on: date
    after_fact: bool = Field(description="Entered after the fact.")
    struck_why: str | None = Field(description="Why it counts no more; null where it counts.")


class HomesResultOut(s.Plain):
    quarter: str
    homes: int
    means: dict[str, float] | None = Field(description="By question, 1 to 5; null below ten homes.")


class WatchersOut(s.Plain):
    """Who watches the company together: a kind of body, and the bodies of that kind here."""

    kind: str
    bodies: list[str]


class OpenEstateOut(ManagedEstateOut):
    watchers: list[WatchersOut]
    quarters: list[FeeLineOut] = Field(description="The last twelve, the oldest first.")
    subsidies: list[SubsidyOut]
    hired: str = Field(description="People taken on in those quarters; `<10` below ten.")
    without_work: str = Field(description="Of them, without work before; `<10` below ten.")
    results: list[HomesResultOut] = Field(description="What homes said, in quarters that are over; the newest first.")
    orders_issued: int = Field(description="Without those that were lifted.")
    orders_closed: int
    orders_objected: int = Field(description="Of those issued: an objection is being decided.")
    orders_lifted: int


class FormulaPartOut(s.Plain):
    key: str
    weight: int


class CompanyRankOut(s.Plain):
    place: int | None = Field(description="Equal scores share it; null: no number at all.")
    score: float | None = Field(description="0 to 100.")
    company_id: s.OutId
    company: str
    estates: list[str]
    homes: int
    rating: float | None = Field(description="1 to 5; null below ten homes.")
    orders: int
    orders_in_time: int
    requests: int
    requests_in_time: int


class RankingOut(s.Plain):
    quarter: str
    formula: list[FormulaPartOut]
    companies: list[CompanyRankOut]


class DeskEstateLineOut(ManagedEstateOut):
    money: FeeLineOut = Field(description="Of the quarter that was asked for.")


class DeskEstatesOut(PageOut):
    quarter: str
    items: list[DeskEstateLineOut]


class PropertyFindingOut(s.Plain):
    id: s.OutId
    about: str
    fine: bool
    words: str
    order_id: str = Field(description="The order that was issued about it; empty without.")


class PropertyCheckOut(s.Plain):
    id: s.OutId
    on: date
    by: str = Field(description="The post of the third party.")
    findings: list[PropertyFindingOut]


class DeskEstateOut(ManagedEstateOut):
    version: int = Field(description="Raised by every change of its contracts, area, homes, name.")
    contracts: list[PropertyContractOut] = Field(description="All, the newest first.")
    watchers: list[WatchersOut]
    quarters: list[DeskLineOut]
    subsidies: list[SubsidyOut] = Field(description="With those that were struck out.")
    hired: int
    without_work: int
    results: list[HomesResultOut]
    checks: list[PropertyCheckOut] = Field(description="The last ten.")


class FeeRowIn(s.In):
    """A row of a table, as it stands there: amounts in yuan, 1,234.50 or 12.3万."""

    estate: s.Line
    quarter: s.Line
    due: s.Line
    collected: s.Line


class FeesLookIn(s.In):
    rows: list[FeeRowIn] = Field(min_length=1, max_length=2000)


class FeeTakeIn(s.In):
    """A row as the preview gave it back."""

    estate_id: s.Id
    quarter: s.Line
    due_fen: Fen
    collected_fen: Fen
    version: int = Field(ge=0, lt=2**31, description="Of what stood there; 0 where nothing did.")


class FeesTakeIn(s.In):
    rows: list[FeeTakeIn] = Field(min_length=1, max_length=2000)


class FeeTakeOut(s.Plain):
    estate_id: s.OutId
    quarter: str
    due_fen: int
    collected_fen: int
    version: int


class FeeLookedOut(s.Plain):
    row: int = Field(description="From 1, as they were sent.")
    wrong: str = Field(description="Why it cannot be taken over; empty where it can.")
    same: bool = Field(description="This stands there already.")
    was_due_fen: int | None
    was_collected_fen: int | None
    take: FeeTakeOut | None = Field(description="What to send to take it over.")


class FeesLookedOut(s.Plain):
    wrong: int = Field(description="How many rows cannot be taken over.")
    rows: list[FeeLookedOut]


class FeesTakenOut(s.Plain):
    rows: int


class SubsidyIn(s.In):
    quarter: s.Line
    giver_id: s.Id
    purpose: s.Line
    amount_fen: Fen
    given_on: date
    words: s.Line = ""


class FindingIn(s.In):
    about: s.Line = Field(description="A key of the pack's checks.")
    fine: bool
    words: Annotated[s.Line, Field(description="Needed where it is not fine.")] = ""


class PropertyCheckIn(s.In):
    on: date
    findings: list[FindingIn] = Field(min_length=1, max_length=40)


def quarter_of(text: str, last: date | None = None) -> date:
    """The quarter that was asked for; none: `last`, or the present one. Raises Invalid."""
    last = last or property.quarters.first_of(clock.today())
    return min(property.quarters.read(text), last) if text else last


def contract_shape(c: Any) -> dict[str, Any]:
    names = ("id", "company_id", "starts_on", "ends_on", "ended_on", "fee_fen", "services", "words")
    return {name: getattr(c, name) for name in names} | {"company": c.company.name}


def estate_shape(e: Any, contract: Any) -> dict[str, Any]:
    names = ("id", "place_id", "name", "area_m2", "households")
    held = contract_shape(contract) if contract is not None else None
    return {name: getattr(e, name) for name in names} | {"contract": held}


def line_shape(line: Any) -> dict[str, Any]:
    return {
        "quarter": property.quarters.key(line.quarter),
        "due_fen": line.due,
        "collected_fen": line.collected,
        "rate": line.rate,
        "subsidies_fen": line.subsidies,
        "after_fact": line.after_fact,
    }


def desk_line_shape(line: Any) -> dict[str, Any]:
    return line_shape(line) | {"hired": line.hired, "without_work": line.without_work}


def watchers_shape(estate: Any) -> list[dict[str, Any]]:
    return [{"kind": kind, "bodies": names} for kind, names in property.estate_reads.watchers(estate)]


def subsidy_shape(row: Any) -> dict[str, Any]:
    names = ("id", "giver_id", "purpose", "amount_fen", "given_on", "after_fact")
    return {name: getattr(row, name) for name in names} | {
        "quarter": property.quarters.key(row.quarter),
        "giver": row.giver.name,
        "struck_why": row.struck_why if row.struck_at else None,
    }


def result_shapes(estate: Any) -> list[dict[str, Any]]:
    return [
        {"quarter": property.quarters.key(r.quarter), "homes": r.homes, "means": r.means}
        for r in property.results.results_of(estate)
    ]
