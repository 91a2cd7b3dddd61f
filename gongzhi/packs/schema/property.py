"""Management of estates (row C7): companies, contracts, fee income, the third party, ratings, orders to mend."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from gongzhi.packs.schema.base import Item, Key, Model, Source


class RankedBy(StrEnum):
    """The numbers that a formula may weigh: each is a share between 0 and 1."""

    RATING = "rating"  # residents' grades of the quarter, 1 to 5, put on 0 to 1
    ORDERS = "orders"  # orders to mend that were answered in time and then accepted
    REQUESTS = "requests"  # requests about property that were answered in time


class FormulaPart(Model):
    """A part of the formula by which companies, never residents, are ranked."""

    key: RankedBy
    weight: int = Field(ge=1, le=100)


class ObjectionRules(Model):
    """A company may object (异议) to an order once, before its first reply; the time to mend waits meanwhile."""

    days: int = Field(3, ge=1, le=30, description="Working days after it was issued in which the company may object.")
    decides: tuple[Key, ...] = Field(
        min_length=1, description="Kinds of posts, the nearest upwards; never the post or person that issued the order."
    )
    source: Source


class Property(Model):
    """Who manages estates here, who watches it, and what is asked, checked and counted."""

    levels: tuple[Key, ...] = Field(min_length=1, description="The levels of places that are estates.")
    companies: tuple[Key, ...] = Field(min_length=1, description="Kinds of bodies that have contracts with estates.")
    givers: tuple[Key, ...] = Field((), description="Kinds of bodies that give subsidies: a co-operative, the street.")
    answers: tuple[Key, ...] = Field(min_length=1, description="Kinds of posts of a company that get its orders.")
    composite: Key | None = Field(None, description="Who watches together; shown on the page of the estate.")
    services: tuple[Item, ...] = Field(min_length=1, description="What a contract may promise.")
    purposes: tuple[Item, ...] = Field((), description="What a subsidy is given for.")
    checks: tuple[Item, ...] = Field(min_length=1, description="What the third party looks at, and orders are about.")
    questions: tuple[Item, ...] = Field(min_length=1, max_length=8, description="What households rate, from 1 to 5.")
    request_types: tuple[Key, ...] = Field((), description="Types of requests that count for the company.")
    order: Key = Field("property-order", description="The procedure of an order to mend (整改通知).")
    order_days: int = Field(5, ge=1, le=60, description="Working days in which an order is carried out, as a rule.")
    objection: ObjectionRules | None = Field(None, description="Objecting to an order; none: it cannot be objected to.")
    tell_days: tuple[int, ...] = Field((90, 30, 0), description="Days before the end of a contract: both sides hear.")
    formula: tuple[FormulaPart, ...] = Field(min_length=1, description="How companies are ranked, as published.")
    formula_source: Source
    source: Source
