"""The door of `property`."""

from gongzhi.property.actions import checks, estates, money, objections, orders, ratings
from gongzhi.property.actions.estates import tell_endings
from gongzhi.property.models import Estate, Finding, Order
from gongzhi.property.queries import estates as estate_reads
from gongzhi.property.queries import imports, ranking
from gongzhi.property.queries import money as figures
from gongzhi.property.queries import objections as objection_reads
from gongzhi.property.queries import orders as order_reads
from gongzhi.property.queries import ratings as results
from gongzhi.property.queries.addresses import desk_address
from gongzhi.property.rules import dwellings, quarters
from gongzhi.property.rules.lines import IncomeLine

__all__ = [
    "IncomeLine",
    "Estate",
    "Finding",
    "Order",
    "checks",
    "desk_address",
    "dwellings",
    "estate_reads",
    "estates",
    "figures",
    "imports",
    "money",
    "objection_reads",
    "objections",
    "order_reads",
    "orders",
    "quarters",
    "ranking",
    "ratings",
    "results",
    "tell_endings",
]
